using Pipeline3D.Blocks.Payloads;
using Pipeline3D.Core;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Options;
using Pipeline3D.Data;
using Pipeline3D.Geometry;
using Pipeline3D.Kernels;
using Pipeline3D.Kernels.Devices;

namespace Pipeline3D.Blocks.Filters;

/// <summary>Removes specks: points with few others around them, as sensors make them at edges and on shiny
/// surfaces.</summary>
/// <remarks>On a grid a removed pixel becomes (0,0,0) and black, and the ground truth stays as it is; off a grid the
/// point
/// goes, and its truth with it. A scan of which nothing is left is rejected. Source: the radius outlier removal of
/// Open3D
/// and PCL; points exactly at the radius count, and the point itself does not.</remarks>
[Block("filter.remove-outliers", UsesDevice = true,
    Summary = "Remove points that have few others within a radius.")]
public sealed class RemoveOutliersFilter(RemoveOutliersOptions options) : TransformBlock3D<Scan, Scan>(options)
{
    /// <inheritdoc/>
    public override UnitFlow Units => new(LengthUnit.Metre, null);

    /// <inheritdoc/>
    public override ValueTask<Scan> TransformAsync(Scan input, BlockContext context)
    {
        Scans.RequireUnit(input, LengthUnit.Metre, context);
        int[] valid = Scans.RequirePoints(input, context);
        return new(RunDevice.Compute(context, scope =>
        {
            PointCloud points = OnDevice.Select(scope, input.Cloud, valid, context.Stop);
            int[] around = OnDevice.CountWithin(scope, points, options.Radius.Metre, context.Run.KernelThreads,
                context.Stop);
            int[] kept = [.. Enumerable.Range(0, valid.Length).Where(i => around[i] > options.Neighbours)];
            if (kept.Length == 0)
                throw context.Reject(RejectReason.EmptyCloud, $"no point has {options.Neighbours} others within "
                    + $"{options.Radius}: raise 'radius' or lower 'neighbours'");
            return input.Grid is { } grid ? OnGrid(input, grid, Array.ConvertAll(kept, i => valid[i]), scope, context)
                : Scans.Select(input, Array.ConvertAll(kept, i => valid[i]),
                    OnDevice.Select(scope, points, kept, context.Stop));
        }));
    }

    private static Scan OnGrid(
        Scan scan, OrganizedCloud grid, int[] kept, DeviceScope? scope, BlockContext context)
    {
        var points = new PointCloud(grid.Points.Count);
        foreach (int i in kept)
            points[i] = grid.Points[i];
        scope?.Mask(grid.Points, points, context.Stop);
        var cleaned = new OrganizedCloud(grid.Width, grid.Height, points);
        return scan with
        {
            Cloud = points, Grid = cleaned, Rgb = scan.Rgb is null ? null : Scans.Blacken(scan.Rgb, cleaned),
        };
    }
}

/// <summary>Options of <see cref="RemoveOutliersFilter"/>.</summary>
public sealed record RemoveOutliersOptions : IBlockOptions
{
    /// <summary>Reach of a point; in (0, 1 m].</summary>
    public Length Radius { get; init; } = Length.Millimetres(5);

    /// <summary>Fewest other points within reach that a point needs to stay; 1 to 100000.</summary>
    public int Neighbours { get; init; } = 8;

    /// <inheritdoc/>
    public void Validate(Problems problems)
    {
        problems.Require(Radius > Length.Zero && Radius <= Length.Metres(1), nameof(Radius), Radius,
            "must be greater than 0 and at most 1 m");
        problems.RequireRange(Neighbours, 1, 100_000, nameof(Neighbours));
    }
}
