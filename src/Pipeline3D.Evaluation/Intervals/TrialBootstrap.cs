using Pipeline3D.Evaluation.Results;

namespace Pipeline3D.Evaluation.Intervals;

/// <summary>The mean over trials of one category learnt and another scored, with the interval of other
/// categories.</summary>
/// <remarks>
/// Trials that share a category are not independent, so categories are drawn with replacement, and a trial counts as
/// often as its learnt and its scored category were drawn, their product (Owen 2007, the pigeonhole bootstrap, with the
/// same categories in both roles). The interval is a little wide rather than too narrow.
/// </remarks>
public static class TrialBootstrap
{
    private const int FewestCategories = 3;

    /// <summary>The mean of values by trial.</summary>
    /// <param name="trials">Learnt category, scored category, value; at least one.</param>
    /// <param name="options">Default: 1000 resamples, 95 %, seed 0.</param>
    /// <returns>Without interval for fewer than three categories.</returns>
    /// <remarks>Cost: O(resamples * trials).</remarks>
    /// <exception cref="ArgumentException">There is no trial, or a value is not finite.</exception>
    public static MetricValue Mean(IReadOnlyList<(string Learnt, string Scored, double Value)> trials,
        BootstrapOptions? options = null)
    {
        if (trials.Count == 0)
            throw new ArgumentException("there are no trials", nameof(trials));
        foreach ((string from, string to, double value) in trials)
            if (!double.IsFinite(value))
                throw new ArgumentException($"the value of {from} on {to} is {value}", nameof(trials));
        options ??= new BootstrapOptions();
        double mean = trials.Average(trial => trial.Value);
        // In order of their names, whatever the order of the trials.
        string[] names = [.. trials.SelectMany(trial => new[] { trial.Learnt, trial.Scored }).Distinct()
            .Order(StringComparer.Ordinal)];
        if (names.Length < FewestCategories)
            return new MetricValue(mean);
        (int Learnt, int Scored, double Value)[] indexed = [.. trials.Select(trial => (
            Array.IndexOf(names, trial.Learnt), Array.IndexOf(names, trial.Scored), trial.Value)).Order()];
        var random = new SplitMix64(options.Seed);
        var drawn = new int[names.Length];
        var replicates = new double[options.Resamples];
        foreach (ref double replicate in replicates.AsSpan())
        {
            Array.Clear(drawn);
            for (int i = 0; i < drawn.Length; i++)
                drawn[random.NextInt(drawn.Length)]++;
            double sum = 0;
            long weight = 0;
            foreach ((int learnt, int scored, double value) in indexed)
            {
                int times = drawn[learnt] * drawn[scored];
                (sum, weight) = (sum + (times * value), weight + times);
            }
            // No trial of the drawn categories: not a number, and left out.
            replicate = sum / weight;
        }
        return Bootstrap.Interval(mean, replicates, options, 0);
    }
}
