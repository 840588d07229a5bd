using Pipeline3D.Evaluation.Drift;

namespace Pipeline3D.Evaluation.Tests.Drift;

public sealed class ScoreDriftTests
{
    [Fact]
    public void Of_KnownScores_IsTheDistanceOfTheirSteps()
    {
        // Both scores lie at the median, so the step from 0 to 1 stands at 0.5.
        ScoreDrift drift = ScoreDrift.Of([3, 3], 3, 2, 10);
        Assert.Equal(0.5, drift.Distance, 1e-6);
        Assert.Equal(0, drift.Shift);
        Assert.Equal(Math.Sqrt(-Math.Log(0.5e-4) / 2 * 12 / 20), drift.Limit, 1e-12);
        // One deviation above: F = 0.8413447 before the step.
        Assert.Equal(0.8413447, ScoreDrift.Of([5], 3, 2, 10).Distance, 1e-6);
        Assert.Equal(1, ScoreDrift.Of([5], 3, 2, 10).Shift);
    }

    [Theory]
    [InlineData(-3, 0.001349898), InlineData(-1, 0.158655254), InlineData(0, 0.5), InlineData(0.5, 0.691462461)]
    [InlineData(2, 0.977249868), InlineData(6, 0.999999999)]
    public void Normal_TabulatedValues_AreMetToAMillionth(double x, double expected)
        => Assert.Equal(expected, ScoreDrift.Normal(x), 2e-7);

    [Fact]
    public void Of_ScoresWithoutDrift_HardlyEverAlerts_AndOfShiftedOnesAlways()
    {
        var random = new Random(11);
        int false_ = 0, found = 0;
        for (int run = 0; run < 2000; run++)
        {
            double[] scores = [.. Enumerable.Range(0, 100).Select(_ => Sample(random))];
            false_ += ScoreDrift.Of(scores, 0, 1, 50).IsAlert ? 1 : 0;
            found += ScoreDrift.Of([.. scores.Select(score => score + 1.5)], 0, 1, 50).IsAlert ? 1 : 0;
        }
        Assert.InRange(false_, 0, 3);
        Assert.InRange(found, 1990, 2000);
    }

    [Fact]
    public void Of_FewScores_NeverAlerts()
        => Assert.False(ScoreDrift.Of([.. Enumerable.Repeat(1000.0, ScoreDrift.FewestScores - 1)], 0, 1, 1000).IsAlert);

    private static double Sample(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()))
        * Math.Cos(2 * Math.PI * random.NextDouble());
}
