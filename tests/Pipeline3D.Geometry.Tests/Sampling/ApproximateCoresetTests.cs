using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Geometry.Sampling;

namespace Pipeline3D.Geometry.Tests.Sampling;

public sealed class ApproximateCoresetTests
{
    [Theory, InlineData("even", 200, 9, 60), InlineData("clusters", 300, 33, 40), InlineData("even", 6, 4, 6)]
    public void Select_AnyFeatures_EqualsThePlainLoop(string kind, int rows, int columns, int count)
    {
        FeatureMatrix features = Features.Of(kind, rows, columns, seed: 3);
        Assert.Equal(Plain(features, count, seed: 11), ApproximateCoreset.Select(features, count, seed: 11));
    }

    [Fact]
    public void Select_OtherSeedOrThreads_OtherOrSamePicks()
    {
        FeatureMatrix features = Features.Of("even", 5000, 6, seed: 1);
        int[] picks = ApproximateCoreset.Select(features, 80, seed: 1, threads: 1);
        Assert.Equal(picks, ApproximateCoreset.Select(features, 80, seed: 1, threads: 5));
        Assert.NotEqual(picks, ApproximateCoreset.Select(features, 80, seed: 2));
        Assert.Equal(80, picks.Distinct().Count());
        Assert.Equal(40, ApproximateCoreset.Select(Features.Of("same", 40, 3, 1), 40, seed: 1).Distinct().Count());
        Assert.Throws<ArgumentOutOfRangeException>(() => ApproximateCoreset.Select(features, 5001, seed: 1));
    }

    [Fact]
    public void Select_FromGivenStarts_EqualsThePlainLoopInTheRowsAsTheyAre()
    {
        FeatureMatrix features = Features.Of("even", 150, 7, seed: 9);
        int[] starts = [3, 70, 149];
        double[] nearest = [.. Enumerable.Range(0, 150).Select(row => starts.Average(start => Math.Sqrt(
            Features.SquaredDistance(features, row, features, start))))];
        var picks = new int[40];
        for (int i = 0; i < picks.Length; i++)
        {
            picks[i] = Array.IndexOf(nearest, nearest.Max());
            nearest = [.. nearest.Select((value, row) => Math.Min(value, Math.Sqrt(Features.SquaredDistance(features,
                row, features, picks[i]))))];
        }
        Assert.Equal(picks, ApproximateCoreset.Select(features, 40, starts));
        Assert.Throws<ArgumentException>(() => ApproximateCoreset.Select(features, 40, []));
        Assert.Throws<ArgumentException>(() => ApproximateCoreset.Select(features, 40, [150]));
    }

    private static int[] Plain(FeatureMatrix features, int count, long seed)
    {
        var random = new SplitMix64(seed, 0);
        double bound = 1 / Math.Sqrt(features.Columns);
        var weights = new double[128, features.Columns];
        for (int i = 0; i < 128; i++)
            for (int j = 0; j < features.Columns; j++)
                weights[i, j] = bound * ((2 * random.NextUnit()) - 1);
        double[][] mapped = [.. Enumerable.Range(0, features.Rows).Select(row => Enumerable.Range(0, 128)
            .Select(i => Enumerable.Range(0, features.Columns).Sum(j => weights[i, j] * features.Row(row)[j]))
                .ToArray())];
        var starts = new HashSet<int>();
        while (starts.Count < Math.Min(10, features.Rows))
            starts.Add(random.NextBelow(features.Rows));
        double[] nearest = [.. mapped.Select(row => starts.Average(start => Distance(row, mapped[start])))];
        var picks = new int[count];
        for (int i = 0; i < count; i++)
        {
            picks[i] = Array.IndexOf(nearest, nearest.Max());
            nearest = [.. nearest.Select((value, row) => Math.Min(value, Distance(mapped[row], mapped[picks[i]])))];
            nearest[picks[i]] = -1;
        }
        return picks;
    }

    private static double Distance(double[] left, double[] right)
        => Math.Sqrt(left.Zip(right, (a, b) => (a - b) * (a - b)).Sum());
}
