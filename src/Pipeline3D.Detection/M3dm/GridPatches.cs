using Pipeline3D.Core.Items;
using Pipeline3D.Data;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.Pictures;
using Pipeline3D.Detection.PointFeatures;
using Pipeline3D.Detection.PointMae;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Grids;
using Pipeline3D.Geometry.Interpolation;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Networks.Dino;

namespace Pipeline3D.Detection.M3dm;

/// <summary>Features of the patches of a scan on a grid.</summary>
/// <param name="Points">Of points; shape [patch_grid * patch_grid, d], row by row; 0 where no point is near.</param>
/// <param name="Colour">Of the picture's own patches; shape [g * g, e], row by row; null without colour.</param>
/// <param name="Padding">How the scan was padded to a square.</param>
/// <param name="PointsHash">SHA-256 of the weights of Point-MAE.</param>
/// <param name="ColourHash">SHA-256 of the weights of DINO; empty without colour.</param>
internal sealed record GridPatches(FeatureMatrix Points, FeatureMatrix? Colour, GridPadding Padding, string PointsHash,
    string ColourHash)
{
    private const int PoolWindow = 3;

    // Pixels times so many values are interpolated and pooled at a time: 13 MB for 224 pixels.
    private const int Channels = 64;

    /// <summary>Describes a scan.</summary>
    /// <exception cref="ItemRejectedException">It cannot be described.</exception>
    public static GridPatches Of(Scan scan, PointMaeShelf points, DinoShelf pictures, M3dmOptions options,
        MethodContext context)
    {
        OrganizedCloud grid = scan.Grid!;
        var padding = GridPadding.ToSquare(grid.Width, grid.Height, options.PadMultiple);
        OrganizedCloud square = GridResize.Nearest(padding.Pad(grid), options.GridSize, options.GridSize);
        int[] valid = square.ValidIndices();
        if (valid.Length < Math.Max(3, options.GroupSize))
            throw context.Reject(RejectReason.TooFewPoints, $"the scan has {valid.Length} points with a reading at "
                + $"{options.GridSize} x {options.GridSize} pixels, a group needs {options.GroupSize}");
        PointCloud cloud = square.Points.Select(valid);
        GroupFeatures groups = GroupFeatures.Of(points, cloud, options, context);
        FeatureMatrix patches = Pooled(groups, cloud, valid, options, context);
        if (!options.HasColour)
            return new GridPatches(patches, null, padding, groups.WeightsHash, "");
        DinoModel tower = pictures.Open(options.DinoWeights);
        byte[] picture = PaddedPicture.Of(scan, padding, tower.Shape.Image, context);
        try
        {
            return new GridPatches(patches, points.Lane.Run(_ => tower.Patches(picture, context.Stop), context.Stop),
                padding, groups.WeightsHash, tower.Sha256);
        }
        catch (NotFiniteNumberException cause)
        {
            throw context.Reject(RejectReason.NotANumber, cause.Message, cause);
        }
    }

    /// <summary>Features of the picture on the grid of the points' patches; shape [side * side, e].</summary>
    public FeatureMatrix ColourOn(int side)
    {
        int own = (int)Math.Round(Math.Sqrt(Colour!.Rows));
        return new FeatureMatrix(side * side, Colour.Columns, Pooling.Adaptive(Colour.Values, own, own, Colour.Columns,
            side, side));
    }

    private static FeatureMatrix Pooled(GroupFeatures groups, PointCloud cloud, int[] valid, M3dmOptions options,
        MethodContext context)
    {
        var weights = InverseDistance.Of(groups.Centres, cloud, 3, context.Threads, context.Stop);
        int size = options.GridSize, side = options.PatchGrid, inner = size - PoolWindow + 1;
        var patches = new FeatureMatrix(side * side, groups.Rows.Columns);
        for (int first = 0; first < patches.Columns; first += Channels)
        {
            context.Stop.ThrowIfCancellationRequested();
            int count = Math.Min(Channels, patches.Columns - first);
            var part = new FeatureMatrix(groups.Rows.Rows, count);
            for (int row = 0; row < part.Rows; row++)
                groups.Rows.Row(row).Slice(first, count).CopyTo(part.Row(row));
            FeatureMatrix each = weights.Apply(part, context.Threads, context.Stop);
            var image = new float[checked(size * size * count)];
            for (int i = 0; i < valid.Length; i++)
                each.Row(i).CopyTo(image.AsSpan(valid[i] * count));
            float[] pooled = Pooling.Adaptive(Pooling.Average(image, size, size, count, PoolWindow), inner, inner,
                count, side, side);
            for (int patch = 0; patch < patches.Rows; patch++)
                pooled.AsSpan(patch * count, count).CopyTo(patches.Row(patch)[first..]);
        }
        return patches;
    }
}
