using System.Text.Json;
using Pipeline3D.Core.Runs;

namespace Pipeline3D.Reporting.Html;

/// <summary>Reads verdicts.jsonl: one scored scan per line.</summary>
internal static class VerdictLines
{
    /// <summary>The scans in the order of the file; none when there is no file.</summary>
    /// <exception cref="JsonException">A line is no verdict; the message names it.</exception>
    public static IReadOnlyList<ScanRow> Read(string path)
    {
        if (!File.Exists(path))
            return [];
        // Few different words in many lines: each is kept once.
        var words = new Dictionary<string, string>(StringComparer.Ordinal);
        string Once(string word) => words.TryAdd(word, word) ? word : words[word];
        return [.. JsonFile.Lines<Line>(path, ReportData.Json).Select(line
            => new ScanRow(line.Item, Once(line.Item.Split('/')[0]),
            line.Score, line.Threshold, Once(line.Verdict), line.IsAnomalous, Shown: null))];
    }

    private sealed record Line
    {
        public required string Item { get; init; }

        public required double Score { get; init; }

        public double? Threshold { get; init; }

        public required string Verdict { get; init; }

        public bool? IsAnomalous { get; init; }
    }
}
