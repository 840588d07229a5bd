using System.Globalization;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Neighbours;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Data.Formats;

/// <summary>Parses a file whose coordinates go through a <see cref="Narrowing"/>.</summary>
internal delegate CloudFile NarrowingParser(
    ReadOnlySpan<byte> file, string path, FormatLimits limits, Narrowing narrowing);

/// <summary>Keeps the coordinates of files that have more digits than float32.</summary>
/// <remarks>A cloud far from the origin is read relative to an offset, which its file keeps. Where points are lost or
/// moved nevertheless, on grids and in clouds of wide extent, a remark says so.</remarks>
internal static class ExactCoordinates
{
    /// <summary>Share of the distance to its nearest neighbour that a point may move in silence.</summary>
    private const double MaxShare = 0.1;

    // Beyond it the square of a distance is no float.
    private const double MaxCoordinate = 1e18;

    // A cloud this much denser than an even one of its extent is looked at point by point.
    private const double Unevenness = 1_000;

    /// <summary>Parses a file, once more where an offset is needed or something may be lost.</summary>
    /// <remarks>Cost: that of one pass, as a rule; O(n log n) where the coordinates are too coarse for an even cloud of the
    /// extent.</remarks>
    internal static CloudFile Parse(
        ReadOnlySpan<byte> file, string path, FormatLimits limits, NarrowingParser parse)
    {
        var narrowing = new Narrowing();
        CloudFile cloud = parse(file, path, limits, narrowing);
        // An offset would turn (0,0,0), which means no reading, into a point of the grid.
        Vector3d offset = cloud.Height > 1 ? default : narrowing.Wanted();
        if (offset != default)
        {
            narrowing = new Narrowing(offset);
            cloud = parse(file, path, limits, narrowing) with { Offset = offset };
        }
        if (narrowing.LargestChange / MaxShare * Unevenness * Math.Sqrt(cloud.Points.Count) < narrowing.Extent
            || narrowing.LargestChange == 0)
            return cloud;
        var kept = new Narrowing(offset, keepsExact: true);
        _ = parse(file, path, limits, kept);
        return HarmOf(cloud.Points, kept) is { } harm ? cloud with { Remarks = [.. cloud.Remarks, harm] } : cloud;
    }

    private static string? HarmOf(PointCloud points, Narrowing kept)
    {
        List<double>[] exact = kept.Exact;
        // The readings: on a grid (0,0,0) is none.
        int[] finite = [.. Enumerable.Range(0, points.Count).Where(i => At(i) != default
            && exact.All(axis => Math.Abs(axis[i]) < MaxCoordinate))];
        if (finite.Length < 2)
            return null;
        // Relative to the middle neighbours are told apart.
        Vector3d middle = finite.Aggregate(default(Vector3d), (sum, i) => sum + At(i));
        middle = 1.0 / finite.Length * middle;
        var relative = new PointCloud(finite.Length);
        for (int i = 0; i < finite.Length; i++)
        {
            Vector3d point = At(finite[i]) - middle;
            relative[i] = new((float)point.X, (float)point.Y, (float)point.Z);
        }
        NearestNeighbours nearest = new KdTree(relative).Nearest(1);
        int moved = 0;
        double furthest = 0;
        for (int i = 0; i < finite.Length; i++)
        {
            double distance = (At(finite[i]) - At(finite[nearest.Index[i]])).Length;
            double shift = (Vector3d.Of(points, finite[i]) - (At(finite[i]) - kept.Offset)).Length;
            if (distance > 0 && shift > MaxShare * distance)
                (moved, furthest) = (moved + 1, Math.Max(furthest, shift));
        }
        return moved == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"""
            {moved} of {points.Count} points moved by more than a tenth of the distance to their nearest neighbour, by up
            to {furthest:G2}, or fell together: coordinates are kept in float32; store them relative to a point of the scan
            """).ReplaceLineEndings(" ");

        Vector3d At(int point) => new(exact[0][point], exact[1][point], exact[2][point]);
    }
}
