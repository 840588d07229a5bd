using System.Collections.Immutable;

namespace Pipeline3D.Blocks.Health;

/// <summary>What good scans look like, one profile per category.</summary>
/// <param name="Categories">The profiles by category.</param>
public sealed record HealthProfiles(ImmutableSortedDictionary<string, HealthProfile> Categories);
