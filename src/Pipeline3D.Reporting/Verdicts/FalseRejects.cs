using System.Globalization;
using System.Text.Json;
using Pipeline3D.Core.Runs;
using Pipeline3D.Reporting.Html;

namespace Pipeline3D.Reporting.Verdicts;

/// <summary>Normal scans that were rejected, held against the share that the threshold was set for.</summary>
/// <param name="Category">The category.</param>
/// <param name="Promised">Share of normal scans that the threshold was to reject.</param>
/// <param name="Normal">Scans that the dataset says are normal, with a verdict.</param>
/// <param name="Rejected">How many of them were rejected.</param>
public sealed record FalseRejects(string Category, double Promised, int Normal, int Rejected)
{
    // Of a normal distribution, for 95 %.
    private const double Z = 1.959963984540054;

    /// <summary>The share that was rejected.</summary>
    public double Seen => (double)Rejected / Normal;

    /// <summary>Lower end of the 95 % interval of the share (Wilson 1927).</summary>
    public double Low => Math.Max(0, Centre - Reach);

    /// <summary>Upper end.</summary>
    public double High => Math.Min(1, Centre + Reach);

    /// <summary>Whether what was promised is outside of what can be by chance.</summary>
    public bool Disagrees => Promised < Low || Promised > High;

    /// <summary>What a user should know, in a sentence; null when promise and finding agree.</summary>
    public string? Remark => !Disagrees ? null : string.Create(CultureInfo.InvariantCulture,
        $"{Category}: the threshold was set to reject {Promised:0.##%} of normal scans, and rejected {Rejected} of "
            + $"{Normal} ({Seen:0.#%}, 95 % interval {Low:0.#%} to {High:0.#%}); ")
        + (Seen > Promised ? "set it on more normal scans, or on scans like these"
            : "a lower threshold would find more");

    private double Centre => (Seen + (Z * Z / (2 * Normal))) / (1 + (Z * Z / Normal));

    private double Reach => Z / (1 + (Z * Z / Normal))
        * Math.Sqrt((Seen * (1 - Seen) / Normal) + (Z * Z / (4.0 * Normal * Normal)));

    /// <summary>Counts a run's verdicts by category; none when it has no normal scans with a threshold.</summary>
    /// <remarks>Cost: one pass over verdicts.jsonl.</remarks>
    /// <exception cref="JsonException">A line is no verdict; the message names it.</exception>
    public static IReadOnlyList<FalseRejects> Of(RunFolder folder)
    {
        if (!File.Exists(folder.Verdicts))
            return [];
        var counts = new SortedDictionary<string, FalseRejects>(StringComparer.Ordinal);
        foreach (Line line in JsonFile.Lines<Line>(folder.Verdicts, ReportData.Json))
        {
            if (line is not { IsAnomalous: false, FalseRejectRate: { } promised, Verdict: "accept" or "reject" })
                continue;
            string category = line.Item.Split('/')[0];
            FalseRejects before = counts.GetValueOrDefault(category) ?? new FalseRejects(category, promised, 0, 0);
            counts[category] = before with
            {
                Normal = before.Normal + 1, Rejected = before.Rejected + (line.Verdict == "reject" ? 1 : 0),
            };
        }
        return [.. counts.Values];
    }

    private sealed record Line
    {
        public required string Item { get; init; }

        public required string Verdict { get; init; }

        public double? FalseRejectRate { get; init; }

        public bool? IsAnomalous { get; init; }
    }
}
