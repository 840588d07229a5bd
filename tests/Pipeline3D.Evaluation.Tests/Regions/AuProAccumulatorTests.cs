using Pipeline3D.Evaluation.Ranking;
using Pipeline3D.Evaluation.Regions;

namespace Pipeline3D.Evaluation.Tests.Regions;

public sealed class AuProAccumulatorTests
{
    [Fact]
    public async Task Add_FromManyThreads_GivesTheSameBits()
    {
        Oracle oracle = Oracle.Load();
        var accumulator = new AuProAccumulator();
        int pixels = oracle.Width * oracle.Height;
        await Task.WhenAll(Enumerable.Range(0, oracle.Count).Reverse().Select(i => Task.Run(() => accumulator.Add(
            oracle.Scores.AsSpan(i * pixels, pixels), oracle.Truth.AsSpan(i * pixels, pixels), oracle.Width,
                oracle.Height, $"{i:D10}"))));
        Assert.Equal(AuPro.Of(oracle.Pool(), AuPro.StandardLimits),
            AuPro.Of(accumulator.Complete(), AuPro.StandardLimits));
    }

    [Fact]
    public void Add_SameIdTwice_IsAnErrorThatNamesIt()
    {
        var accumulator = new AuProAccumulator();
        accumulator.Add([1, 2], [0, 1], 2, 1, "hole/003");
        Assert.Contains("hole/003", Assert.Throws<ArgumentException>(()
            => accumulator.Add([1, 2], [0, 1], 2, 1, "hole/003")).Message);
    }

    [Fact]
    public void Add_NaN_NamesTheImage()
    {
        NaNScoreException error = Assert.Throws<NaNScoreException>(
            () => new AuProAccumulator().Add([1, 2, 3, float.NaN], [0, 0, 0, 1], 2, 2, "cut/001"));
        Assert.Equal(("cut/001", 3), (error.Sample, error.Index));
    }

    [Fact]
    public void Add_TruthOfAnotherSize_IsAnErrorThatNamesTheImage()
        => Assert.Contains("cut/001", Assert.Throws<ArgumentException>(
            () => new AuProAccumulator().Add([1, 2, 3, 4], [0, 0], 2, 2, "cut/001")).Message);

    [Fact]
    public void Add_RegionsWithAGap_IsAnError()
        => Assert.Contains("region 1", Assert.Throws<ArgumentException>(()
            => new AuProAccumulator().Add([1, 2, 3], [0, 2, 2], "a")).Message);

    [Fact]
    public void AuProCurve_Oracle_PassesThroughEveryReferenceVertex()
    {
        Oracle oracle = Oracle.Load();
        CurvePoint[] curve = [.. AuProCurve.Of(oracle.Pool(), int.MaxValue)];
        int count = oracle.Curve.Length / 2;
        for (int i = 0; i < count; i++)
        {
            (double x, double y) = (oracle.Curve[i], oracle.Curve[count + i]);
            double distance = Enumerable.Range(1, curve.Length - 1).Min(j => Distance(curve[j - 1], curve[j], x, y));
            Assert.True(distance < 1e-9, $"vertex {i} ({x}, {y}) is {distance} off the curve");
        }
    }

    private static double Distance(CurvePoint a, CurvePoint b, double x, double y)
    {
        (double dx, double dy) = (b.FalsePositiveRate - a.FalsePositiveRate, b.Rate - a.Rate);
        double along = Math.Clamp(((x - a.FalsePositiveRate) * dx + (y - a.Rate) * dy) / (dx * dx + dy * dy), 0, 1);
        return Math.Max(Math.Abs(x - a.FalsePositiveRate - along * dx), Math.Abs(y - a.Rate - along * dy));
    }
}
