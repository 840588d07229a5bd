using System.Collections.Immutable;

namespace Pipeline3D.Reporting.Html;

/// <summary>One scored scan in the report's list.</summary>
/// <param name="Path">Category, split, defect and name, joined by slashes.</param>
/// <param name="Category">Kind of object: the first part of the path.</param>
/// <param name="Score">Higher = more anomalous.</param>
/// <param name="Threshold">Score from which a scan is rejected; null when none was set.</param>
/// <param name="Verdict"><c>reject</c>, <c>accept</c> or <c>undecided</c>.</param>
/// <param name="IsAnomalous">What the dataset says; null when it says nothing.</param>
/// <param name="Shown">Its evidence; null when none was kept.</param>
internal sealed record ScanRow(
    string Path, string Category, double Score, double? Threshold, string Verdict, bool? IsAnomalous, ShownScan? Shown)
{
    // A stream can run for months; a page with a million rows helps nobody.
    internal const int Max = 20_000;

    /// <summary>The row of a scan that has evidence but no line in verdicts.jsonl.</summary>
    public static ScanRow Of(ShownScan shown)
        => new(shown.Evidence.Item.Path, shown.Evidence.Item.Category, shown.Evidence.Score, shown.Evidence.Threshold,
            VerdictOf(shown.Evidence.Score, shown.Evidence.Threshold), shown.Evidence.IsAnomalous, shown);

    /// <summary>Joins verdicts and evidence by path, ordered by path; past <see cref="Max"/> the lowest scores are
    /// left out.</summary>
    public static ImmutableArray<ScanRow> Merge(
        IEnumerable<ScanRow> verdicts, IEnumerable<ShownScan> shown, List<string> notices)
    {
        var rows = new SortedDictionary<string, ScanRow>(StringComparer.Ordinal);
        foreach (ScanRow row in verdicts)
            rows[row.Path] = row;
        foreach (ShownScan scan in shown)
            rows[scan.Evidence.Item.Path] = rows.TryGetValue(scan.Evidence.Item.Path, out ScanRow? row)
                ? row with { Category = scan.Evidence.Item.Category, Shown = scan } : Of(scan);
        if (rows.Count <= Max)
            return [.. rows.Values];
        notices.Add($"The run scored {rows.Count} scans; this report lists and counts only those with evidence "
            + $"and the highest scores, {Max} in all. verdicts.jsonl has every one.");
        return [.. rows.Values.OrderBy(row => row.Shown is null).ThenByDescending(row => row.Score).Take(Max)
            .OrderBy(row => row.Path, StringComparer.Ordinal)];
    }

    private static string VerdictOf(double score, double? threshold)
        => threshold is { } limit ? score >= limit ? "reject" : "accept" : "undecided";
}
