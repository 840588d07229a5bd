using System.Collections.Immutable;
using Pipeline3D.Blocks.Payloads;
using Pipeline3D.Core;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Options;
using Pipeline3D.Data;
using Pipeline3D.Geometry.Health;

namespace Pipeline3D.Blocks.Health;

/// <summary>Passes a scan unchanged when it is like the training scans of its category, and rejects it otherwise: a
/// verdict on a scan that is no good says nothing about the part.</summary>
/// <remarks>The message holds all that is wrong, each with the measured value, the training scans' range and what to
/// look at; the code is that of the first: unit, readings, density, size and place, surface.</remarks>
[Block("filter.check-health", IsPreparation = false,
    Summary = "Reject scans that are unlike the healthy ones that were learnt from.")]
public sealed class CheckHealthFilter(CheckHealthOptions options) : ApplyBlock3D<HealthProfiles, Scan, Scan>(options)
{
    /// <inheritdoc/>
    public override ValueTask<Scan> ApplyAsync(HealthProfiles side, Scan input, BlockContext context)
    {
        if (!side.Categories.TryGetValue(context.Item.Category, out HealthProfile? profile))
            return options.WithoutProfile == WithoutProfile.Pass ? new(input) : throw context.Reject(
                RejectReason.NoModel, $"there is no health profile for the category '{context.Item.Category}'; "
                + (side.Categories.Count == 0 ? "none was learnt"
                    : $"there are profiles for {string.Join(", ", side.Categories.Keys)}")
                + "; learn one with filter.fit-health, or set without_profile to pass");
        int[] readings = Scans.RequirePoints(input, context);
        CloudHealth health = Scans.Measure(input, readings).Times(UnitsPer(input, profile, context));
        IReadOnlyList<HealthFinding> findings = HealthCheck.Of(health, input.Grid is not null, profile, options.Checks);
        return findings.Count == 0 ? new(input)
            : throw context.Reject(findings[0].Reason, HealthFinding.TextOf(findings));
    }

    // Scans may come in metres to profiles in millimetres; without a unit there is nothing to compare.
    private static double UnitsPer(Scan scan, HealthProfile profile, BlockContext context)
        => (scan.Unit, profile.Unit) switch
        {
            var (mine, theirs) when mine == theirs => 1,
            (LengthUnit.Metre, LengthUnit.Millimetre) => 1000,
            (LengthUnit.Millimetre, LengthUnit.Metre) => 0.001,
            (LengthUnit.Arbitrary, _) => throw context.Reject(RejectReason.WrongUnit,
                $"the scan has no physical unit, the training scans are in {profile.Unit}; set the source's unit, or "
                + "put filter.convert-unit with 'assume' before this block"),
            _ => throw context.Reject(RejectReason.WrongUnit,
                $"the scan is in {scan.Unit}, the training scans have no physical unit; learn the profile from scans "
                + "with a unit"),
        };
}

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

/// <summary>What becomes of scans that there is no health profile for.</summary>
public enum WithoutProfile
{
    /// <summary>They are rejected: nobody knows whether they are healthy.</summary>
    Reject = 0,

    /// <summary>They pass unchecked.</summary>
    Pass = 1,
}
