using System.Collections.Immutable;

namespace Pipeline3D.Blocks;

/// <summary>The scores from which scans are rejected, one per category.</summary>
/// <param name="Categories">The calibrations by category.</param>
public sealed record ThresholdSet(ImmutableSortedDictionary<string, Calibration> Categories);
