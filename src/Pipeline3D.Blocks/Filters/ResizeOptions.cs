using Pipeline3D.Core.Options;
using Pipeline3D.Geometry.Grids;

namespace Pipeline3D.Blocks.Filters;

/// <summary>Options of <see cref="ResizeFilter"/>.</summary>
public sealed record ResizeOptions : IBlockOptions
{
    /// <summary>Side of the square in pixels; 8 to 8192.</summary>
    public int Size { get; init; } = 224;

    /// <summary>The side of the padded square is rounded up to a multiple of this many pixels; 1 to 1000. BTF pads to
    /// 100.</summary>
    public int PadMultiple { get; init; } = 1;

    /// <summary>Which pixel stands for a cell, for points and colour. The reference codes use nearest-floor.</summary>
    public ResizeRule Points { get; init; } = ResizeRule.NearestCentre;

    /// <summary>Which pixel stands for a cell, for the ground truth.</summary>
    public ResizeRule Truth { get; init; } = ResizeRule.NearestCentre;

    /// <inheritdoc/>
    public void Validate(Problems problems)
    {
        problems.RequireRange(Size, 8, 8192, nameof(Size));
        problems.RequireRange(PadMultiple, 1, 1000, nameof(PadMultiple));
    }
}
