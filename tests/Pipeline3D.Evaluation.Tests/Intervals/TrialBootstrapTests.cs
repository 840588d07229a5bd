using Pipeline3D.Evaluation.Intervals;
using Pipeline3D.Evaluation.Results;

namespace Pipeline3D.Evaluation.Tests.Intervals;

public sealed class TrialBootstrapTests
{
    private static readonly string[] Categories = ["a", "b", "c", "d"];

    [Fact]
    public void Mean_SameTrialsInAnyOrder_SameMeanAndInterval()
    {
        var random = new Random(3);
        (string, string, double)[] trials = Trials((_, _) => random.NextDouble());
        MetricValue found = TrialBootstrap.Mean(trials);
        Assert.Equal(trials.Average(trial => trial.Item3), found.Value!.Value, 1e-15);
        Assert.InRange(found.Value.Value, found.Low!.Value, found.High!.Value);
        Array.Reverse(trials);
        MetricValue again = TrialBootstrap.Mean(trials);
        Assert.Equal((found.Low, found.High), (again.Low, again.High));
        // Four categories are drawn in few ways, so many draws end at the same percentile.
        BootstrapOptions few = new() { Resamples = 20 };
        Assert.NotEqual(TrialBootstrap.Mean(trials, few).Low, TrialBootstrap.Mean(trials, few with { Seed = 1 }).Low);
    }

    [Fact]
    public void Mean_AllTrialsAlike_NoWidth()
    {
        MetricValue found = TrialBootstrap.Mean(Trials((_, _) => 0.25));
        Assert.Equal((0.25, 0.25, 0.25), (found.Value!.Value, found.Low!.Value, found.High!.Value));
    }

    /// <summary>What differs from category to category alone makes the interval wider than the same values spread over
    /// independent trials would: 4 categories, not 12 trials.</summary>
    [Fact]
    public void Mean_ValueOfTheScoredCategory_IntervalOfAMeanOverCategories()
    {
        MetricValue found = TrialBootstrap.Mean(Trials((_, scored) => Array.IndexOf(Categories, scored)),
            new BootstrapOptions { Resamples = 4000 });
        double width = found.High!.Value - found.Low!.Value;
        // Deviation of a mean of 12 independent values of that spread is 0.32, of 4 is 0.56.
        Assert.InRange(width, 2 * 1.96 * 0.45, 2 * 1.96 * 0.8);
    }

    [Fact]
    public void Mean_TwoCategories_NoInterval()
    {
        MetricValue found = TrialBootstrap.Mean([("a", "b", 0.5), ("b", "a", 0.7)]);
        Assert.Equal((0.6, null, null), (Math.Round(found.Value!.Value, 12), found.Low, found.High));
    }

    [Fact]
    public void Mean_NothingOrNoNumber_SaysWhich()
    {
        Assert.Throws<ArgumentException>(() => TrialBootstrap.Mean([]));
        Assert.Contains("a on b is NaN", Assert.Throws<ArgumentException>(() => TrialBootstrap.Mean([("a", "b",
            double.NaN)])).Message, StringComparison.Ordinal);
    }

    private static (string, string, double)[] Trials(Func<string, string, double> value)
        => [.. Categories.SelectMany(learnt => Categories.Where(scored => scored != learnt).Select(scored
            => (learnt, scored, value(learnt, scored))))];
}
