using System.Collections.Immutable;

namespace Pipeline3D.Reporting.Benchmark;

/// <summary>The trials of a method that learns one category and scores the others: a line for each fit, a column for
/// each scored category, as papers print them.</summary>
/// <param name="Dataset">Id of the dataset; null when there is one alone.</param>
/// <param name="Method">Name of the method.</param>
/// <param name="Metric">Name of the metric as in metrics.json.</param>
/// <param name="Categories">The scored categories, in ordinal order.</param>
/// <param name="Lines">The fits, in ordinal order of what they were learnt on.</param>
public sealed record TrialTable(string? Dataset, string Method, string Metric, ImmutableArray<string> Categories,
    ImmutableArray<TrialLine> Lines)
{
    private const string MeanName = "mean";
    private static readonly string[] Shown = ["image_auroc", "au_pro@0.3", "pixel_auroc"];

    /// <summary>Mean of the fits' means; null where none has one.</summary>
    public double? Mean => Lines.Average(line => line.Mean);

    /// <summary>The trials that were measured: learnt and scored category, value.</summary>
    public IEnumerable<(string Learnt, string Scored, double Value)> Trials => Lines.SelectMany(line
        => Categories.Select((category, i) => (line.LearntOn, category, line.Values[i])))
        .Where(trial => trial.Item3 is not null).Select(trial => (trial.LearntOn, trial.category, trial.Item3!.Value));

    /// <summary>The tables of a benchmark: by dataset, metric and method; none where nothing was learnt on one category
    /// to score others.</summary>
    public static ImmutableArray<TrialTable> Of(BenchmarkTable table)
        => [.. table.Cells.Where(cell => Shown.Contains(cell.Metric)
                && cell.Method.Contains(BenchmarkTable.LearntOn, StringComparison.Ordinal))
            .Select(cell => (Cell: cell, At: cell.Method.IndexOf(BenchmarkTable.LearntOn, StringComparison.Ordinal)))
            .GroupBy(trial => (trial.Cell.Dataset, trial.Cell.Metric, Method: trial.Cell.Method[..trial.At]),
                trial => (trial.Cell, LearntOn: trial.Cell.Method[(trial.At + BenchmarkTable.LearntOn.Length)..]))
            .OrderBy(group => group.Key.Dataset, StringComparer.Ordinal)
            .ThenBy(group => Array.IndexOf(Shown, group.Key.Metric))
            .ThenBy(group => group.Key.Method, StringComparer.Ordinal)
            .Select(group => Of(group.Key.Dataset, group.Key.Method, group.Key.Metric, [.. group]))];

    private static TrialTable Of(string? dataset, string method, string metric,
        (BenchmarkCell Cell, string LearntOn)[] trials)
    {
        ImmutableArray<string> categories = [.. trials.Select(trial => trial.Cell.Category)
            .Where(category => category != MeanName).Distinct().Order(StringComparer.Ordinal)];
        return new TrialTable(dataset, method, metric, categories, [.. trials.GroupBy(trial => trial.LearntOn)
            .OrderBy(fit => fit.Key, StringComparer.Ordinal).Select(fit => new TrialLine(fit.Key,
                [.. categories.Select(category => ValueOf(fit, category))], ValueOf(fit, MeanName)))]);
    }

    private static double? ValueOf(IEnumerable<(BenchmarkCell Cell, string LearntOn)> fit, string category)
        => fit.Select(trial => trial.Cell).FirstOrDefault(cell => cell.Category == category)?.Mean;
}

/// <summary>What one fit scored.</summary>
/// <param name="LearntOn">The category that it was learnt on.</param>
/// <param name="Values">By the table's categories, mean over seeds, 0 to 1; null where it was not measured, as on its
/// own.</param>
/// <param name="Mean">Mean over the categories that it was measured on.</param>
public sealed record TrialLine(string LearntOn, ImmutableArray<double?> Values, double? Mean);
