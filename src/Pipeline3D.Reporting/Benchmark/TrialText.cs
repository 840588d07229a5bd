using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Pipeline3D.Reporting.Benchmark;

/// <summary>Tables of trials in the forms that people and papers take, in percent.</summary>
public static class TrialText
{
    /// <summary>What a table shows, a phrase.</summary>
    public static string CaptionOf(TrialTable table)
        => $"{BenchmarkText.TitleOf(table.Metric)} of {table.Method}{(table.Dataset is { } on ? $" on {on}" : "")}: "
            + "a line for each category that was learnt, a column for each that was scored";

    /// <summary>The titles of <see cref="Lines"/>.</summary>
    public static IReadOnlyList<string> Titles(TrialTable table) => ["learnt on", .. table.Categories, "mean"];

    /// <summary>A line for each fit, and one of means over the fits.</summary>
    public static IReadOnlyList<string[]> Lines(TrialTable table) =>
    [
        .. table.Lines.Select(line => (string[])[line.LearntOn, .. line.Values.Select(Percent), Percent(line.Mean)]),
        ["mean", .. table.Categories.Select((_, i) => Percent(table.Lines.Average(line => line.Values[i]))),
            Percent(table.Mean)],
    ];

    /// <summary>A sentence: how far one method is above another.</summary>
    public static string Sentence(TrialComparison found)
    {
        string interval = found.Difference is { Low: { } low, High: { } high }
            ? $"95 % interval of other categories {Points(low)} to {Points(high)}"
            : "too few categories for an interval";
        return $"{BenchmarkText.TitleOf(found.Metric)}{(found.Dataset is { } on ? $" on {on}" : "")}: {found.Method} "
            + $"less {found.Other} {Points(found.Difference.Value!.Value)} points ({interval}), above in {found.Above} "
            + $"of {found.Trials} trials";
    }

    /// <summary>All tables and comparisons of a benchmark as Markdown; empty where there are none.</summary>
    public static string Markdown(BenchmarkTable benchmark)
    {
        var text = new StringBuilder();
        ImmutableArray<TrialTable> tables = TrialTable.Of(benchmark);
        foreach (TrialTable table in tables)
        {
            IReadOnlyList<string> titles = Titles(table);
            text.Append(CultureInfo.InvariantCulture, $"\n{CaptionOf(table)}.\n\n{BenchmarkText.MarkdownRow(titles)}")
                .Append(CultureInfo.InvariantCulture, $"|{string.Concat(titles.Select(_ => "---|"))}\n");
            foreach (string[] line in Lines(table))
                text.Append(BenchmarkText.MarkdownRow(line));
        }
        ImmutableArray<TrialComparison> comparisons = TrialComparison.Of(tables);
        if (!comparisons.IsEmpty)
            text.Append('\n');
        foreach (TrialComparison comparison in comparisons)
            text.Append(CultureInfo.InvariantCulture, $"- {Sentence(comparison)}\n");
        return text.ToString();
    }

    /// <summary>All tables of a benchmark as tabulars of LaTeX, with rules of the package booktabs.</summary>
    public static string Latex(BenchmarkTable benchmark)
    {
        var text = new StringBuilder();
        foreach (TrialTable table in TrialTable.Of(benchmark))
            text.Append('\n').Append(BenchmarkText.Tabular($"% {CaptionOf(table)}\n",
                $"l{new string('r', table.Categories.Length + 1)}", Titles(table), Lines(table)));
        return text.ToString();
    }

    private static string Percent(double? value)
        => value is { } found ? (100 * found).ToString("F1", CultureInfo.InvariantCulture) : "-";

    private static string Points(double value)
        => (100 * value).ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture);
}
