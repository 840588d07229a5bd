using System.Text.Json;

namespace Pipeline3D.Reporting;

/// <summary>Reads verdicts.jsonl: one scored scan per line.</summary>
internal static class VerdictLines
{
    /// <summary>The scans in the order of the file; none when there is no file.</summary>
    /// <exception cref="JsonException">A line is no verdict; the message names it.</exception>
    public static IReadOnlyList<ScanRow> Read(string path) => !File.Exists(path) ? []
        : [.. JsonLines.Read<Line>(path).Select(line => new ScanRow(line.Item, line.Item.Split('/')[0], line.Score,
            line.Threshold, line.Verdict, line.IsAnomalous, Shown: null))];

    private sealed record Line
    {
        public required string Item { get; init; }

        public required double Score { get; init; }

        public double? Threshold { get; init; }

        public required string Verdict { get; init; }

        public bool? IsAnomalous { get; init; }
    }
}
