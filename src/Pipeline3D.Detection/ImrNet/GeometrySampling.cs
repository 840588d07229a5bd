using System.Numerics;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Descriptors;
using Pipeline3D.Geometry.Neighbours;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Geometry.Sampling;

namespace Pipeline3D.Detection.ImrNet;

/// <summary>Geometry-aware sampling: ridges, edges and cracks keep more points than plain farthest points leave
/// them.</summary>
/// <remarks>Source: IMRNet (Li et al., CVPR 2024) names it; its formula is not published. Here (reconstruction): the
/// change of a point is the mean angle between its normal and those of 16 neighbours, normals by 30 nearest points; the
/// points of the largest change are one set, the rest another, and farthest points are taken of both.</remarks>
internal static class GeometrySampling
{
    private const int NormalNeighbours = 30, ChangeNeighbours = 16, MostInRadius = 1000;
    private const double RadiusOfSpacing = 7, CurvatureWeight = 10;

    // The diameter of a unit cloud, and more.
    private const double Everywhere = 4;

    /// <summary>Indices of the points that are kept.</summary>
    /// <param name="cloud">A finite cloud of unit size.</param>
    /// <param name="count">Points to keep; all where there are no more.</param>
    /// <param name="kind">How.</param>
    /// <param name="highFraction">Share of the points that are the set of large change.</param>
    /// <param name="highShare">Share of the kept points that come from it.</param>
    /// <param name="threads">Most threads to use; 0 = one per core. The result does not depend on it.</param>
    /// <param name="stop">Ends the work.</param>
    public static int[] Select(PointCloud cloud, int count, PointSampling kind, double highFraction, double highShare,
        int threads, CancellationToken stop)
    {
        if (count >= cloud.Count)
            return [.. Enumerable.Range(0, cloud.Count)];
        if (kind == PointSampling.Farthest || cloud.Count <= ChangeNeighbours)
            return FarthestPoints.Select(cloud, count, 0, stop).Index;
        PointCloud normals = SurfaceNormals.Estimate(cloud, Everywhere, NormalNeighbours, threads, stop);
        if (kind != PointSampling.Change)
            SurfaceNormals.OrientOutwards(normals, cloud);
        float[] change = kind == PointSampling.Variation ? Variation(cloud, normals, threads, stop)
            : Change(cloud, normals, ChangeNeighbours, isSigned: kind == PointSampling.SignedChange, threads, stop);
        return Select(cloud, High(change, highFraction), count, highShare, stop);
    }

    /// <summary>Mean angle between a point's normal and those of its neighbours, radians.</summary>
    /// <param name="cloud">n points.</param>
    /// <param name="normals">n unit vectors.</param>
    /// <param name="neighbours">Neighbours of a point, itself not among them.</param>
    /// <param name="isSigned">Whether opposite normals are half a turn apart, not none.</param>
    /// <param name="threads">Most threads to use; 0 = one per core.</param>
    /// <param name="stop">Ends the work.</param>
    public static float[] Change(PointCloud cloud, PointCloud normals, int neighbours, bool isSigned, int threads,
        CancellationToken stop)
    {
        int[] around = new KdTree(cloud, threads).Nearest(neighbours, includeSelf: false, threads, stop).Index;
        var change = new float[cloud.Count];
        for (int i = 0; i < change.Length; i++)
        {
            double sum = 0;
            foreach (int j in around.AsSpan(i * neighbours, neighbours))
                sum += Angle(normals, i, j, isSigned);
            change[i] = (float)(sum / neighbours);
        }
        return change;
    }

    /// <summary>The points of the largest change, ascending by index; the lower index on a tie.</summary>
    public static int[] High(float[] change, double fraction) => [.. Enumerable.Range(0, change.Length)
        .OrderByDescending(point => change[point]).ThenBy(point => point)
        .Take((int)Math.Ceiling(fraction * change.Length)).Order()];

    /// <summary>Farthest points of the set of large change, then of the rest.</summary>
    /// <param name="cloud">The cloud.</param>
    /// <param name="high">Indices of the set, ascending.</param>
    /// <param name="count">Points to take.</param>
    /// <param name="share">Share of them that come from the set, rounded down; more where the rest does not
    /// suffice.</param>
    /// <param name="stop">Ends the work.</param>
    public static int[] Select(PointCloud cloud, int[] high, int count, double share, CancellationToken stop)
    {
        var isHigh = new bool[cloud.Count];
        foreach (int point in high)
            isHigh[point] = true;
        int[] rest = [.. Enumerable.Range(0, cloud.Count).Where(point => !isHigh[point])];
        int ofHigh = Math.Clamp((int)(share * count), Math.Max(0, count - rest.Length), Math.Min(high.Length, count));
        return [.. Take(high, ofHigh), .. Take(rest, count - ofHigh)];

        IEnumerable<int> Take(int[] from, int some) => some == 0 ? [] : FarthestPoints.Select(cloud.Select(from),
            some, 0, stop).Index.Select(pick => from[pick]);
    }

    private static float[] Variation(PointCloud cloud, PointCloud normals, int threads, CancellationToken stop)
    {
        var tree = new KdTree(cloud, threads);
        float[] curvature = SurfaceVariation.Of(cloud, NormalNeighbours, threads, stop);
        double spacing = tree.Nearest(1, includeSelf: false, threads, stop).Distance.Average(gap => (double)gap);
        var change = new float[cloud.Count];
        if (spacing == 0)
            return change;
        NeighbourLists around = tree.Within(RadiusOfSpacing * spacing, MostInRadius, threads, stop);
        for (int i = 0; i < change.Length; i++)
        {
            double angles = 0, differences = 0;
            ReadOnlySpan<int> near = around.Of(i);
            foreach (int j in near)
            {
                angles += Angle(normals, i, j, isSigned: true);
                differences += Math.Abs((double)curvature[i] - curvature[j]);
            }
            change[i] = (float)((angles + (CurvatureWeight * differences)) / near.Length);
        }
        return change;
    }

    private static double Angle(PointCloud normals, int i, int j, bool isSigned)
    {
        Vector3 one = normals[i], other = normals[j];
        double product = ((double)one.X * other.X) + ((double)one.Y * other.Y) + ((double)one.Z * other.Z);
        return Math.Acos(isSigned ? Math.Clamp(product, -1, 1) : Math.Min(1, Math.Abs(product)));
    }
}
