using Pipeline3D.Core.Items;
using Pipeline3D.Detection.Btf;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Grids;
using Pipeline3D.Geometry.Neighbours;

namespace Pipeline3D.Detection.ThreeDzAl;

/// <summary>Points of a scan on the resized square, and the patches around the middles of its cells.</summary>
/// <param name="Side">Pixels of the square's side.</param>
/// <param name="Pixels">Pixels with a reading, ascending; shape [n].</param>
/// <param name="Points">Their points; shape [n].</param>
/// <param name="Cells">Cells with a patch, ascending, of a row-major grid; shape [c].</param>
/// <param name="Members">Indices in <paramref name="Points"/> ascending by the distance to the cell's point, it first;
/// shape [c, size].</param>
/// <param name="Radius">Mean over the patches of the largest distance to their mean; 0 for points at one
/// place.</param>
internal sealed record CellPatches(int Side, int[] Pixels, PointCloud Points, int[] Cells, int[] Members, double Radius)
{
    /// <summary>The patches of a scan.</summary>
    /// <param name="square">Padded and resized; thinned ones are smaller.</param>
    /// <param name="cells">Cells of the square's side.</param>
    /// <param name="size">Points of a patch; the square has as many.</param>
    /// <param name="threads">Most threads to use; 0 = one per core.</param>
    /// <param name="stop">Ends the work.</param>
    public static CellPatches Of(OrganizedCloud square, int cells, int size, int threads, CancellationToken stop)
    {
        int[] pixels = square.ValidIndices();
        PointCloud points = square.Points.Select(pixels);
        (int[] filled, int[] anchors) = Anchors(pixels, square.Width, cells);
        int[] members = new KdTree(points, threads).Nearest(points.Select(anchors), size, threads, stop).Index;
        double sum = 0;
        for (int patch = 0; patch < filled.Length; patch++)
            sum += RadiusOf(points, members.AsSpan(patch * size, size));
        return new CellPatches(square.Width, pixels, points, filled, members, sum / filled.Length);
    }

    /// <summary>The square of a scan, as <see cref="BtfExtractor"/> sees it; of one that was thinned, what is
    /// left.</summary>
    /// <exception cref="ItemRejectedException">It has fewer points than a patch.</exception>
    public static OrganizedCloud SquareOf(OrganizedCloud scan, GridLattice? lattice, ThreeDzAlOptions options,
        MethodContext context)
    {
        GridPadding padding = BtfExtractor.PaddingOf(scan, options);
        OrganizedCloud square = lattice is null ? padding.Pad(scan) : lattice.GatherSquare(scan, padding);
        int side = lattice is null ? options.GridSize : Math.Min(options.GridSize, square.Width);
        square = GridResize.Nearest(square, side, side, options.Resize);
        int count = square.ValidIndices().Length;
        return count >= options.PatchPoints ? square : throw context.Reject(RejectReason.TooFewPoints,
            $"on a square of {side} x {side} pixels {count} points have a reading, a patch has {options.PatchPoints}; "
            + "raise grid_size, or lower patch_points");
    }

    /// <summary>Patches as networks take them: about their mean, divided by a radius.</summary>
    /// <param name="radius">What is 1 afterwards; 0 leaves the unit.</param>
    /// <returns>Shape [c, size, 3].</returns>
    public float[] Patches(double radius)
    {
        int size = Members.Length / Cells.Length;
        var patches = new float[3 * Members.Length];
        for (int patch = 0; patch < Cells.Length; patch++)
            Normalize(Points, Members.AsSpan(patch * size, size), radius, patches.AsSpan(3 * patch * size));
        return patches;
    }

    /// <summary>Writes a patch about its mean, divided by a radius.</summary>
    /// <param name="points">The cloud.</param>
    /// <param name="members">Which of its points; shape [size].</param>
    /// <param name="radius">What is 1 afterwards; 0 leaves the unit.</param>
    /// <param name="patch">Shape [size, 3] or longer; overwritten.</param>
    public static void Normalize(PointCloud points, ReadOnlySpan<int> members, double radius, Span<float> patch)
    {
        (double x, double y, double z) = MeanOf(points, members);
        double unit = radius > 0 ? 1 / radius : 1;
        for (int i = 0; i < members.Length; i++)
        {
            int point = members[i];
            patch[3 * i] = (float)((points.X[point] - x) * unit);
            patch[(3 * i) + 1] = (float)((points.Y[point] - y) * unit);
            patch[(3 * i) + 2] = (float)((points.Z[point] - z) * unit);
        }
    }

    private static double RadiusOf(PointCloud points, ReadOnlySpan<int> members)
    {
        (double x, double y, double z) = MeanOf(points, members);
        double farthest = 0;
        foreach (int point in members)
        {
            (double dx, double dy, double dz) = (points.X[point] - x, points.Y[point] - y, points.Z[point] - z);
            farthest = Math.Max(farthest, (dx * dx) + (dy * dy) + (dz * dz));
        }
        return Math.Sqrt(farthest);
    }

    private static (double X, double Y, double Z) MeanOf(PointCloud points, ReadOnlySpan<int> members)
    {
        double x = 0, y = 0, z = 0;
        foreach (int point in members)
            (x, y, z) = (x + points.X[point], y + points.Y[point], z + points.Z[point]);
        return (x / members.Length, y / members.Length, z / members.Length);
    }

    // Of each cell the point nearest to its middle, ties by the lower pixel.
    private static (int[] Cells, int[] Anchors) Anchors(int[] pixels, int side, int cells)
    {
        var nearest = new (long Distance, int Point)[cells * cells];
        Array.Fill(nearest, (long.MaxValue, -1));
        for (int point = 0; point < pixels.Length; point++)
        {
            (int row, int column) = Math.DivRem(pixels[point], side);
            int down = Math.Min((int)((long)row * cells / side), cells - 1),
                across = Math.Min((int)((long)column * cells / side), cells - 1);
            // In halves of a pixel over the cells' number, so that middles are whole numbers.
            long y = (((2L * row) + 1) * cells) - (((2L * down) + 1) * side),
                x = (((2L * column) + 1) * cells) - (((2L * across) + 1) * side), distance = (x * x) + (y * y);
            ref (long Distance, int Point) best = ref nearest[(down * cells) + across];
            if (distance < best.Distance)
                best = (distance, point);
        }
        int[] filled = [.. Enumerable.Range(0, nearest.Length).Where(cell => nearest[cell].Point >= 0)];
        return (filled, Array.ConvertAll(filled, cell => nearest[cell].Point));
    }
}
