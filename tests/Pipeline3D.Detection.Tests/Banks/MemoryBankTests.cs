using Pipeline3D.Detection.Banks;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Detection.Tests.Banks;

public sealed class MemoryBankTests
{
    [Fact]
    public void Score_HandComputed_ReweightedAsTheReferenceDoes()
    {
        // One dimension: bank 0, 1, 3, 10; patches 0.5 and 6. The worst is 6: distance 3 to row 2, whose neighbours are
        // 1 and 0.
        var bank = new MemoryBank(new FeatureMatrix(4, 1, [0, 1, 3, 10]));
        BankScores scores = bank.Score(new FeatureMatrix(2, 1, [0.5f, 6]));
        Assert.Equal([0.5f, 3], scores.Distances);
        Assert.Equal([0, 2], scores.Nearest);
        double weight = 1 - (Math.Exp(3) / (Math.Exp(5) + Math.Exp(6)));
        Assert.Equal(weight * 3, scores.SampleScore, 1e-6);
    }

    [Fact]
    public void Score_RandomFeatures_EqualsThePlainFormula()
    {
        for (int seed = 1; seed <= 5; seed++)
        {
            FeatureMatrix rows = Random(60, 33, seed), patches = Random(20, 33, seed + 100);
            BankScores scores = new MemoryBank(rows).Score(patches);
            double[] nearest = [.. Enumerable.Range(0, 20)
                .Select(p => Enumerable.Range(0, 60).Min(b => Distance(patches, p, rows, b)))];
            int worst = Array.IndexOf(nearest, nearest.Max());
            int star = Enumerable.Range(0, 60).MinBy(b => Distance(patches, worst, rows, b));
            int[] support = [.. Enumerable.Range(0, 60).OrderBy(b => Distance(rows, star, rows, b)).Take(3).Skip(1)];
            double root = Math.Sqrt(33);
            double weight = 1 - (Math.Exp(nearest[worst] / root) / support.Sum(b => Math.Exp(Distance(patches, worst,
                rows, b) / root)));
            Assert.True(Math.Abs((weight * nearest[worst]) - scores.SampleScore) < 1e-5, $"seed {seed}");
            Assert.All(nearest.Zip(scores.Distances), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
        }
    }

    [Fact]
    public void Score_TinyOrDuplicateBank_Finite()
    {
        Assert.Equal(4, new MemoryBank(new FeatureMatrix(1, 1, [1])).Score(new FeatureMatrix(1, 1, [5])).SampleScore);
        Assert.Equal(0, new MemoryBank(new FeatureMatrix(4, 1, [2, 2, 2, 2]))
            .Score(new FeatureMatrix(1, 1, [2])).SampleScore);
        // Four rows at one place: both supports are as near as the row itself, so w = 1 - 1 / 2.
        Assert.Equal(1.5f, new MemoryBank(new FeatureMatrix(4, 1, [2, 2, 2, 2]))
            .Score(new FeatureMatrix(1, 1, [5])).SampleScore, 1e-6f);
    }

    [Fact]
    public void Score_HugeDistances_NoOverflow()
        => Assert.True(float.IsFinite(new MemoryBank(new FeatureMatrix(3, 1, [0, 1, 2])).Score(new FeatureMatrix(1, 1,
            [1e9f])).SampleScore));

    [Fact]
    public void Score_NothingToScoreOrNoBank_Throws()
    {
        Assert.Throws<ArgumentException>(() => new MemoryBank(new FeatureMatrix(0, 3)));
        var bank = new MemoryBank(new FeatureMatrix(2, 3));
        Assert.Throws<ArgumentException>(() => bank.Score(new FeatureMatrix(0, 3)));
        Assert.Throws<ArgumentException>(() => bank.Score(new FeatureMatrix(1, 4)));
    }

    private static FeatureMatrix Random(int rows, int columns, int seed)
    {
        var random = new Random(seed);
        return new FeatureMatrix(rows, columns,
            [.. Enumerable.Range(0, rows * columns).Select(_ => random.NextSingle())]);
    }

    private static double Distance(FeatureMatrix left, int i, FeatureMatrix right, int j)
    {
        double sum = 0;
        for (int column = 0; column < left.Columns; column++)
            sum += Math.Pow(left.Row(i)[column] - (double)right.Row(j)[column], 2);
        return Math.Sqrt(sum);
    }
}
