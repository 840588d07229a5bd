using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Geometry.Sampling;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Geometry.Tests.Sampling;

public sealed class CoresetTests
{
    [Theory]
    [InlineData("even", 300, 33), InlineData("ties", 200, 5), InlineData("same", 40, 3)]
    [InlineData("clusters", 300, 16), InlineData("even", 1, 7), InlineData("even", 50, 1), InlineData("ties", 2500, 9)]
    public void Select_AnyFeatures_EqualsThePlainLoop(string kind, int rows, int columns)
    {
        for (int seed = 1; seed <= 3; seed++)
        {
            FeatureMatrix features = Features.Of(kind, rows, columns, seed);
            int count = Math.Min(rows, 120), start = seed % rows;
            int[] expected = Plain(features, count, start), found = Coreset.Select(features, count, start);
            Assert.True(expected.SequenceEqual(found), $"{kind} {rows} x {columns}, seed {seed}");
        }
    }

    [Fact]
    public void Select_OracleFeatures_EqualsTheOracle()
    {
        int[] expected = SharedFiles.OracleArray("coreset_order.npy").To<int>();
        Assert.Equal(expected, Coreset.Select(Features.Oracle("coreset_features.npy"), expected.Length));
    }

    [Fact]
    public void Select_TwentyOfATwoDimensionalSet_CoversWithinTwiceTheBest()
    {
        // Five tight clusters: with five picks every row is within a cluster's width, and twice the best radius is the
        // bound.
        FeatureMatrix features = Features.Of("clusters", 200, 2, seed: 4);
        int[] picks = Coreset.Select(features, 5);
        Assert.Equal(0, picks[0]);
        Assert.Equal(5, picks.Select(pick => pick % 5).Distinct().Count());
        for (int i = 0; i < 200; i++)
            Assert.True(picks.Min(pick => Features.SquaredDistance(features, i, features, pick)) <= 2);
    }

    [Fact]
    public void Select_AnyThreads_SamePicks()
    {
        FeatureMatrix features = Features.Of("even", 9000, 12, seed: 3);
        Assert.Equal(Coreset.Select(features, 150, 0, 1), Coreset.Select(features, 150, 0, 6));
    }

    [Fact]
    public void CountFor_Shares_TruncateAndClamp()
    {
        Assert.Equal(2352, Coreset.CountFor(23520, 0.1));
        Assert.Equal(1, Coreset.CountFor(5, 0.1));
        Assert.Equal(500, Coreset.CountFor(23520, 0.1, limit: 500));
        Assert.Throws<ArgumentOutOfRangeException>(() => Coreset.CountFor(10, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Coreset.CountFor(0, 0.5));
    }

    [Fact]
    public void Select_WrongArguments_Throws()
    {
        FeatureMatrix features = Features.Of("even", 5, 3, seed: 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => Coreset.Select(features, 6));
        Assert.Throws<ArgumentOutOfRangeException>(() => Coreset.Select(features, 2, start: 5));
        features.Values[7] = float.NaN;
        Assert.Throws<ArgumentException>(() => Coreset.Select(features, 2));
    }

    private static int[] Plain(FeatureMatrix features, int count, int start)
    {
        var nearest = new double[features.Rows];
        Array.Fill(nearest, double.PositiveInfinity);
        var picks = new int[count];
        for (int i = 0, pick = start; i < count; i++)
        {
            (picks[i], nearest[pick]) = (pick, -1);
            for (int j = 0; j < features.Rows; j++)
                nearest[j] = Math.Min(nearest[j], Features.SquaredDistance(features, pick, features, j));
            pick = Array.IndexOf(nearest, nearest.Max());
        }
        return picks;
    }
}
