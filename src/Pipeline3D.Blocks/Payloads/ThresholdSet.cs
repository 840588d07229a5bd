using System.Collections.Immutable;

namespace Pipeline3D.Blocks;

/// <summary>The scores from which scans are rejected, one per category.</summary>
/// <param name="Categories">The calibrations by category.</param>
public sealed record ThresholdSet(ImmutableSortedDictionary<string, Calibration> Categories)
{
    /// <summary>Fingerprint of the training data of the model that gave the scores, by category, where it is
    /// known.</summary>
    public ImmutableSortedDictionary<string, string> TrainingHashes { get; init; } =
        ImmutableSortedDictionary<string, string>.Empty;
}
