using Pipeline3D.Core.Items;
using Pipeline3D.Core.Live;

namespace Pipeline3D.Ingestion.Intake;

/// <summary>What the sender of an accepted scan is told.</summary>
/// <param name="Item">Who the scan is.</param>
/// <param name="Kind">How it ended.</param>
public sealed record ScanAnswer(ItemId Item, AnswerKind Kind)
{
    /// <summary>What the pipeline reported; null when no block did.</summary>
    public ScanReport? Report { get; init; }

    /// <summary>The dead letter of a rejected scan.</summary>
    public DeadLetter? Letter { get; init; }
}
