using System.Collections.Immutable;

namespace Pipeline3D.Blocks.Payloads;

/// <summary>The scores from which scans are rejected, one per category.</summary>
/// <param name="Categories">The calibrations by category.</param>
public sealed record ThresholdSet(ImmutableSortedDictionary<string, Calibration> Categories)
{
    /// <summary>The calibrations for scans that were thinned to meet a deadline, by category: their scores are not
    /// those of whole scans.</summary>
    public ImmutableSortedDictionary<string, Calibration> Fallback { get; init; } =
        ImmutableSortedDictionary<string, Calibration>.Empty;

    /// <summary>Fingerprint of the training data of the model that gave the scores, by category, where it is
    /// known.</summary>
    public ImmutableSortedDictionary<string, string> TrainingHashes { get; init; } =
        ImmutableSortedDictionary<string, string>.Empty;
}
