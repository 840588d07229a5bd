using System.Numerics.Tensors;
using Pipeline3D.Core.Items;
using Pipeline3D.Data;
using Pipeline3D.Detection.Btf;
using Pipeline3D.Detection.Clouds;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.Pictures;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Grids;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Kernels;

namespace Pipeline3D.Detection.Cpmf;

/// <summary>Rows of CPMF: what pictures of views tell of a point, of length 1, beside its histogram, of length
/// 1.</summary>
/// <param name="Rows">Shape [n, d].</param>
/// <param name="PictureColumns">How many of the columns are of pictures.</param>
/// <param name="WeightsHash">SHA-256 of the network's weights; empty without pictures.</param>
internal sealed record CpmfRows(FeatureMatrix Rows, int PictureColumns, string WeightsHash)
{
    // As torch's normalize: what is shorter is divided by it.
    private const float LeastLength = 1e-12f;

    /// <summary>Rows of the points of a scan's resized square, pooled to patches.</summary>
    public static (CpmfRows Rows, GridPadding Padding) OfGrid(Scan scan, ResNetShelf shelf, CpmfOptions options,
        MethodContext context)
    {
        OrganizedCloud grid = scan.Grid!;
        GridPadding padding = BtfExtractor.PaddingOf(grid, options);
        OrganizedCloud square = GridResize.Nearest(padding.Pad(grid), options.GridSize, options.GridSize,
            options.Resize);
        int[] valid = square.ValidIndices();
        if (valid.Length < 3)
            throw context.Reject(RejectReason.TooFewPoints, $"the scan has {valid.Length} points with a reading at "
                + $"{options.GridSize} x {options.GridSize} pixels, a histogram needs 3");
        FeatureMatrix? points = options.Features == CpmfFeatures.Pictures ? null : BtfExtractor.Histograms(grid, square,
            valid, options, context.Threads, context.Scope, context.Stop);
        CpmfRows rows = Of(points, () =>
        {
            PointCloud shown = Turned(grid.Points.Select(grid.ValidIndices()));
            PointCloud normals = OnDevice.Normals(context.Scope, shown, options.NormalRadius.Metre,
                options.NormalNeighbours, context.Threads, context.Stop);
            return CpmfViews.Of(shown, normals, Turned(square.Points.Select(valid)), shelf, options, context);
        }, options, context);
        return (rows with
        {
            Rows = BtfExtractor.Pooled(rows.Rows, valid, options.GridSize, options.PatchGrid),
        }, padding);
    }

    /// <summary>Rows of chosen points of a cloud without a grid.</summary>
    public static CpmfRows OfCloud(CloudSample cloud, int[] chosen, ResNetShelf shelf, CpmfOptions options,
        MethodContext context)
    {
        PointCloud placed = CloudExtractor.Centred(cloud.Points);
        double voxel = options.VoxelOf(placed);
        FeatureMatrix? points = options.Features == CpmfFeatures.Pictures ? null : CloudExtractor.Histograms(placed,
            voxel, context.Threads, context.Scope, context.Stop).Select(chosen);
        return Of(points, () => CpmfViews.Of(placed, OnDevice.Normals(context.Scope, placed, 2 * voxel,
            options.NormalNeighbours, context.Threads, context.Stop), placed.Select(chosen), shelf, options, context),
            options, context);
    }

    /// <summary>Brings each part's rows to length 1 and puts them side by side, pictures first.</summary>
    public static FeatureMatrix Joined(params ReadOnlySpan<FeatureMatrix> parts)
    {
        foreach (FeatureMatrix part in parts)
            for (int row = 0; row < part.Rows; row++)
                TensorPrimitives.Divide(part.Row(row), Math.Max(LeastLength,
                    TensorPrimitives.Norm<float>(part.Row(row))), part.Row(row));
        return ResNetPatches.Joined(parts);
    }

    private static CpmfRows Of(FeatureMatrix? points, Func<(FeatureMatrix Rows, string WeightsHash)> look,
        CpmfOptions options, MethodContext context)
    {
        if (!options.HasPictures)
            return new CpmfRows(Joined(points!), 0, "");
        try
        {
            (FeatureMatrix seen, string hash) = look();
            return new CpmfRows(points is null ? Joined(seen) : Joined(seen, points), seen.Columns, hash);
        }
        catch (NotFiniteNumberException cause)
        {
            throw context.Reject(RejectReason.NotANumber, cause.Message, cause);
        }
    }

    // The sensor looks along +z; turned by 180 degrees about x its side faces the camera. The turn is exact.
    private static PointCloud Turned(PointCloud points)
    {
        TensorPrimitives.Negate(points.Y, points.Y);
        TensorPrimitives.Negate(points.Z, points.Z);
        return points;
    }
}
