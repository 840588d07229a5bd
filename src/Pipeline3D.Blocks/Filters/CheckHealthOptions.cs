using System.Collections.Immutable;
using Pipeline3D.Core;

namespace Pipeline3D.Blocks;

/// <summary>Options of <see cref="CheckHealthFilter"/>.</summary>
public sealed record CheckHealthOptions : IBlockOptions
{
    /// <summary>What is checked; leave out what differs between good scans, such as the position of parts that lie
    /// anywhere. At least one.</summary>
    public ImmutableArray<HealthAspect> Checks { get; init; } = HealthCheck.All;

    /// <summary>What becomes of scans of a category without a profile.</summary>
    public WithoutProfile WithoutProfile { get; init; } = WithoutProfile.Reject;

    /// <inheritdoc/>
    public void Validate(Problems problems)
        => problems.Require(!Checks.IsDefaultOrEmpty, nameof(Checks), "nothing", "must name at least one check");
}
