using Pipeline3D.Core.Options;
using Pipeline3D.Geometry.Views;

namespace Pipeline3D.Blocks.Features;

/// <summary>Options of <see cref="ViewsFeature"/>: those of <see cref="PointViewOptions"/>.</summary>
public sealed record ViewsOptions : PointViewOptions, IBlockOptions
{
    /// <inheritdoc/>
    public void Validate(Problems problems)
    {
        foreach ((string option, object value, string rule) in Faults())
            problems.Require(false, option, value, rule);
    }
}
