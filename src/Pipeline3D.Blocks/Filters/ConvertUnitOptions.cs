using Pipeline3D.Core;
using Pipeline3D.Core.Options;

namespace Pipeline3D.Blocks.Filters;

/// <summary>Options of <see cref="ConvertUnitFilter"/>.</summary>
public sealed record ConvertUnitOptions : IBlockOptions
{
    /// <summary>The unit to convert to: metre or millimetre.</summary>
    public LengthUnit To { get; init; } = LengthUnit.Metre;

    /// <summary>The unit of scans that come without one; arbitrary = reject them.</summary>
    public LengthUnit Assume { get; init; } = LengthUnit.Arbitrary;

    /// <inheritdoc/>
    public void Validate(Problems problems)
        => problems.Require(To != LengthUnit.Arbitrary, nameof(To), To, "must be metre or millimetre");
}
