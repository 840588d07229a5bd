using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Grids;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Kernels;
using Pipeline3D.Kernels.Devices;
using Pipeline3D.Kernels.Normals;

namespace Pipeline3D.Detection.Btf;

/// <summary>Turns an organized scan into BTF's patch features.</summary>
/// <remarks>Source: Horwitz and Hoshen, Back to the Feature, 2023, and its reference code. The background should be
/// removed before.</remarks>
internal static class BtfExtractor
{
    private const int PoolWindow = 3;

    // Pixels times so many values are pooled at a time: 13 MB for 224 pixels.
    private const int Channels = 64;

    /// <summary>Describes the patches of a scan of any size: pads it to a square, resizes it and extracts.</summary>
    /// <param name="scan">The scan in the sensor's frame; pixels without a reading are (0,0,0).</param>
    /// <param name="options">Which features and how.</param>
    /// <param name="threads">Most threads to use; 0 = one per core. The result does not depend on it.</param>
    /// <param name="scope">Where FPFH is computed; null for the cores.</param>
    /// <param name="stop">Ends the work.</param>
    /// <returns>Shape [PatchGrid * PatchGrid, d], row-major over the patch grid; d = 33 for FPFH, (GridSize /
    /// PatchGrid)^2 for raw.</returns>
    public static FeatureMatrix Extract(OrganizedCloud scan, BtfOptions options, int threads = 0,
        DeviceScope? scope = null, CancellationToken stop = default)
    {
        OrganizedCloud square = PaddingOf(scan, options).Pad(scan);
        OrganizedCloud grid = GridResize.Nearest(square, options.GridSize, options.GridSize, options.Resize);
        return options.Features switch
        {
            BtfFeatures.Fpfh => FpfhPatches(scan, grid, options, threads, scope, stop),
            BtfFeatures.RawTiles => Raw(grid, options.PatchGrid, tiles: true),
            _ => Raw(grid, options.PatchGrid, tiles: false),
        };
    }

    /// <summary>How a scan is padded to a square under these options; also leads a score map back to the
    /// scan.</summary>
    public static GridPadding PaddingOf(OrganizedCloud scan, PatchOptions options)
        => GridPadding.ToSquare(scan.Width, scan.Height, options.PadMultiple);

    /// <summary>Histograms of the points of the resized square, as BTF and its followers compute them.</summary>
    /// <param name="scan">The scan that the square was made of.</param>
    /// <param name="grid">The resized square.</param>
    /// <param name="valid">Its pixels with a reading, n of them.</param>
    /// <param name="options">How far they reach.</param>
    /// <param name="threads">Most threads to use; 0 = one per core. The result does not depend on it.</param>
    /// <param name="scope">Where they are computed; null for the cores.</param>
    /// <param name="stop">Ends the work.</param>
    /// <returns>Shape [n, 33].</returns>
    public static FeatureMatrix Histograms(OrganizedCloud scan, OrganizedCloud grid, int[] valid, PatchOptions options,
        int threads, DeviceScope? scope, CancellationToken stop)
    {
        // Every pixel of the grid is one of the scan's: a scan that is on the device gives its points there.
        PointCloud points = scope is null ? grid.Points.Select(valid)
            : scope.Select(scan.Points, SourcesOf(scan, options, valid), stop);
        return OnDevice.Fpfh(scope, points, options.NormalRadius.Metre, options.NormalNeighbours,
            NormalOrientation.Towards(default), options.FeatureRadius.Metre, options.FeatureNeighbours, threads,
            stop);
    }

    /// <summary>Features of pixels as features of patches: means of 3 x 3 pixels, then of nearly equal windows; a pixel
    /// without features counts as zeros.</summary>
    /// <param name="rows">Shape [n, d].</param>
    /// <param name="pixels">Where each row lies on the square; n of them.</param>
    /// <param name="size">Side of the square, pixels.</param>
    /// <param name="side">Side of the grid of patches.</param>
    /// <returns>Shape [side * side, d]. Memory: 256 bytes for a pixel beside it.</returns>
    public static FeatureMatrix Pooled(FeatureMatrix rows, int[] pixels, int size, int side)
    {
        var patches = new FeatureMatrix(side * side, rows.Columns);
        int inner = size - PoolWindow + 1;
        for (int first = 0; first < rows.Columns; first += Channels)
        {
            int count = Math.Min(Channels, rows.Columns - first);
            var image = new float[checked(size * size * count)];
            for (int i = 0; i < pixels.Length; i++)
                rows.Row(i).Slice(first, count).CopyTo(image.AsSpan(pixels[i] * count));
            float[] pooled = Pooling.Adaptive(Pooling.Average(image, size, size, count, PoolWindow), inner, inner,
                count, side, side);
            for (int patch = 0; patch < patches.Rows; patch++)
                pooled.AsSpan(patch * count, count).CopyTo(patches.Row(patch)[first..]);
        }
        return patches;
    }

    private static FeatureMatrix FpfhPatches(OrganizedCloud scan, OrganizedCloud grid, BtfOptions options, int threads,
        DeviceScope? scope, CancellationToken stop)
    {
        int[] valid = grid.ValidIndices();
        return Pooled(Histograms(scan, grid, valid, options, threads, scope, stop), valid, options.GridSize,
            options.PatchGrid);
    }

    /// <summary>The scan's pixel of every chosen pixel of the resized square.</summary>
    private static int[] SourcesOf(OrganizedCloud scan, PatchOptions options, int[] chosen)
    {
        GridPadding padding = PaddingOf(scan, options);
        int[] columns = GridResize.SourceIndices(padding.PaddedWidth, options.GridSize, options.Resize),
            rows = GridResize.SourceIndices(padding.PaddedHeight, options.GridSize, options.Resize);
        return Array.ConvertAll(chosen, pixel =>
            ((rows[pixel / options.GridSize] - padding.Top) * scan.Width)
            + columns[pixel % options.GridSize] - padding.Left);
    }

    private static FeatureMatrix Raw(OrganizedCloud grid, int patchGrid, bool tiles)
    {
        int side = grid.Width / patchGrid;
        var patches = new FeatureMatrix(patchGrid * patchGrid, side * side);
        ReadOnlySpan<float> z = grid.Points.Z;
        for (int patch = 0; patch < patches.Rows; patch++)
        {
            Span<float> row = patches.Row(patch);
            int corner = (patch / patchGrid * side * grid.Width) + (patch % patchGrid * side);
            for (int i = 0; i < row.Length; i++)
            {
                float depth = z[tiles ? corner + (i / side * grid.Width) + (i % side) : (patch * row.Length) + i];
                // A pixel without a reading may come as NaN or infinity; it counts as depth 0 like all others without
                // one.
                row[i] = float.IsFinite(depth) ? depth : 0;
            }
        }
        return patches;
    }
}
