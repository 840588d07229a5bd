using Pipeline3D.Core.Items;
using Pipeline3D.Core.Runs;

namespace Pipeline3D.Core.Live;

/// <summary>What a service tells of one scored scan.</summary>
/// <param name="Item">Who the scan is.</param>
/// <param name="Verdict">The verdict as one JSON object in UTF-8, the same bytes as a line of
/// <c>verdicts.jsonl</c>.</param>
/// <param name="Score">Its score; higher = more anomalous.</param>
public sealed record ScanReport(ItemId Item, ReadOnlyMemory<byte> Verdict, double Score)
{
    /// <summary>Whether it is rejected; null when no threshold was set.</summary>
    public bool? IsRejected { get; init; }

    /// <summary>Score from which the scan is rejected; null when no threshold was set.</summary>
    public double? Threshold { get; init; }

    /// <summary>The normal scores that its threshold was set on; null when there is no threshold.</summary>
    public AcceptedScores? Accepted { get; init; }

    /// <summary>Set when it was judged by fewer points than it has, or from fewer views.</summary>
    public Fallback? Fallback { get; init; }

    /// <summary>Time that was left when the verdict was reached, negative when it was late; null without a
    /// deadline.</summary>
    public TimeSpan? TimeLeft { get; init; }

    /// <summary>Whether the verdict was reached after its deadline.</summary>
    public bool IsLate => TimeLeft < TimeSpan.Zero;

    /// <summary>Whether the cloud holds true defects.</summary>
    public bool HasTruth { get; init; }

    /// <summary>Whether the cloud holds colours.</summary>
    public bool HasColour { get; init; }

    /// <summary>The score map in the format that the sender wanted; empty when none was.</summary>
    public ReadOnlyMemory<byte> Map { get; init; }

    /// <summary>What the live page shows: the description and, in the format of <see cref="ScanEvidence"/>, the
    /// cloud.</summary>
    public ScanEvidence? Evidence { get; init; }

    /// <summary>The cloud file of <see cref="Evidence"/>; empty when there is none.</summary>
    public ReadOnlyMemory<byte> Cloud { get; init; }
}
