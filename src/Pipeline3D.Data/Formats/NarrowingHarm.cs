using System.Globalization;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Neighbours;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Data.Formats;

/// <summary>What becoming float32 did to a cloud: points that fell together, or moved too far between their
/// neighbours.</summary>
internal static class NarrowingHarm
{
    /// <summary>Share of the distance to its nearest neighbour that a point may move in silence.</summary>
    private const double MaxShare = 0.1;

    // Beyond it the square of a distance is no float.
    private const double MaxCoordinate = 1e18;

    private const int Sample = 2_048;

    // How much closer than the points of an even surface neighbours are thought to lie at most.
    private const double Unevenness = 30;

    /// <summary>Whether a closer look is needed: the change is not small beside the spacing that an even surface of as
    /// many points would have, in the densest tenth of the cloud.</summary>
    /// <param name="points">The points as floats.</param>
    /// <param name="change">Largest change of a coordinate.</param>
    /// <remarks>The gaps between sorted coordinates of a sample tell how wide the cloud is where its points are: a
    /// stray
    /// point far away does not count. Cost: O(1), at most <see cref="Sample"/> points are looked at.</remarks>
    internal static bool IsPossible(PointCloud points, double change)
    {
        if (change == 0 || points.Count < 2)
            return false;
        double width = Math.Max(WidthOf(points.X), Math.Max(WidthOf(points.Y), WidthOf(points.Z)));
        return !(change / MaxShare * Unevenness * Math.Sqrt(points.Count) < width);
    }

    /// <summary>A remark on the points that were harmed; null when there are none.</summary>
    /// <param name="points">The points as floats.</param>
    /// <param name="kept">The numbers before, and what was taken off them.</param>
    /// <remarks>Cost: O(n log n) time, about 60 bytes per point.</remarks>
    internal static string? Of(PointCloud points, Narrowing kept)
    {
        List<double>[] exact = kept.Exact;
        // The readings: on a grid (0,0,0) is none.
        int[] readings = [.. Enumerable.Range(0, points.Count).Where(i => At(i) != default
            && exact.All(axis => Math.Abs(axis[i]) < MaxCoordinate))];
        if (readings.Length < 2)
            return null;
        // Relative to the middle neighbours are told apart.
        Vector3d middle = 1.0 / readings.Length * readings.Aggregate(default(Vector3d), (sum, i) => sum + At(i));
        var relative = new PointCloud(readings.Length);
        for (int i = 0; i < readings.Length; i++)
        {
            Vector3d point = At(readings[i]) - middle;
            relative[i] = new((float)point.X, (float)point.Y, (float)point.Z);
        }
        NearestNeighbours nearest = new KdTree(relative).Nearest(1);
        int moved = 0;
        double furthest = 0;
        for (int i = 0; i < readings.Length; i++)
        {
            double distance = (At(readings[i]) - At(readings[nearest.Index[i]])).Length;
            double shift = (Vector3d.Of(points, readings[i]) - (At(readings[i]) - kept.Offset)).Length;
            if (distance > 0 && shift > MaxShare * distance)
                (moved, furthest) = (moved + 1, Math.Max(furthest, shift));
        }
        return moved == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"""
            {moved} of {points.Count} points moved by more than a tenth of the distance to their nearest neighbour, by
            up to {furthest:G2}, or fell together: coordinates are kept in float32; store them relative to a point of
            the scan
            """).ReplaceLineEndings(" ");

        Vector3d At(int point) => new(exact[0][point], exact[1][point], exact[2][point]);
    }

    // The gaps of the densest tenth, as wide as all of the sample.
    private static double WidthOf(ReadOnlySpan<float> values)
    {
        int count = Math.Min(values.Length, Sample);
        var sorted = new float[count];
        for (int i = 0; i < count; i++)
            sorted[i] = values[(int)((long)i * values.Length / count)];
        Array.Sort(sorted);
        var gaps = new double[count - 1];
        for (int i = 0; i < gaps.Length; i++)
            gaps[i] = (double)sorted[i + 1] - sorted[i];
        Array.Sort(gaps);
        // NaN, of points that are none, sorts first.
        return gaps[Array.FindIndex(gaps, gap => !double.IsNaN(gap)) is var first and >= 0
            ? first + (gaps.Length - first) / 10 : 0] * count;
    }
}
