using Pipeline3D.Core;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Options;
using Pipeline3D.Data;
using Pipeline3D.Geometry;

namespace SamplePlugin;

/// <summary>Options of <see cref="DropFarPointsFilter"/>.</summary>
public sealed record DropFarPointsOptions : IBlockOptions
{
    /// <summary>Points farther from the sensor than this are dropped; in (0, 100 m].</summary>
    public Length Farthest { get; init; } = Length.Metres(1);

    /// <inheritdoc/>
    public void Validate(Problems problems) => problems.Require(
        Farthest > Length.Zero && Farthest <= Length.Metres(100), nameof(Farthest), Farthest,
            "must be greater than 0 and at most 100 m");
}

/// <summary>Drops the readings that are farther away than a limit.</summary>
[Block("sample.drop-far-points", Summary = "Drop readings beyond a distance (a stranger's block).")]
public sealed class DropFarPointsFilter(DropFarPointsOptions options) : TransformBlock3D<Scan, Scan>(options)
{
    /// <inheritdoc/>
    public override UnitFlow Units => new(LengthUnit.Metre, null);

    /// <inheritdoc/>
    public override ValueTask<Scan> TransformAsync(Scan input, BlockContext context)
    {
        if (input.Grid is not { } grid)
            throw context.Reject(RejectReason.SizeMismatch, "the scan is an unorganized cloud");
        var points = new PointCloud(input.Cloud.Count);
        for (int i = 0; i < points.Count; i++)
            if (input.Cloud[i] is var point && point.Length() <= options.Farthest.Metre)
                points[i] = point;
        return new(input with { Cloud = points, Grid = new OrganizedCloud(grid.Width, grid.Height, points) });
    }
}
