using System.Collections.Immutable;
using Pipeline3D.Evaluation.Intervals;
using Pipeline3D.Evaluation.Results;

namespace Pipeline3D.Reporting.Benchmark;

/// <summary>How far one method is above another over the trials that both were measured in.</summary>
/// <param name="Dataset">Id of the dataset; null when there is one alone.</param>
/// <param name="Metric">Name of the metric.</param>
/// <param name="Method">The method.</param>
/// <param name="Other">The method that it is compared with.</param>
/// <param name="Difference">Mean over trials of the method's value less the other's, with the interval of other
/// categories: see <see cref="TrialBootstrap"/>.</param>
/// <param name="Trials">Trials that both were measured in.</param>
/// <param name="Above">Trials in which the method is above the other.</param>
public sealed record TrialComparison(string? Dataset, string Metric, string Method, string Other,
    MetricValue Difference, int Trials, int Above)
{
    /// <summary>Compares every two methods of the same dataset and metric.</summary>
    public static ImmutableArray<TrialComparison> Of(IEnumerable<TrialTable> tables)
        => [.. tables.GroupBy(table => (table.Dataset, table.Metric)).SelectMany(group => group.SelectMany((one, i)
            => group.Skip(i + 1).Select(other => Of(one, other)))).OfType<TrialComparison>()];

    private static TrialComparison? Of(TrialTable one, TrialTable other)
    {
        var others = other.Trials.ToDictionary(trial => (trial.Learnt, trial.Scored), trial => trial.Value);
        (string Learnt, string Scored, double Value)[] both = [.. one.Trials.Where(trial
            => others.ContainsKey((trial.Learnt, trial.Scored))).Select(trial => (trial.Learnt, trial.Scored,
                trial.Value - others[(trial.Learnt, trial.Scored)]))];
        return both.Length == 0 ? null : new TrialComparison(one.Dataset, one.Metric, one.Method, other.Method,
            TrialBootstrap.Mean(both), both.Length, both.Count(trial => trial.Value > 0));
    }
}
