using Pipeline3D.Geometry.Neighbours;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Geometry.Descriptors;

/// <summary>How far the surface around a point is from a plane, as a share without a unit.</summary>
/// <remarks>Source: Pauly, Gross and Kobbelt 2002, surface variation: the smallest eigenvalue of the covariance of a
/// neighbourhood over the sum of all three. It is often called curvature. Cost: one search per point.</remarks>
public static class SurfaceVariation
{
    private const int LeafGrain = 16;

    /// <summary>The surface variation at every point.</summary>
    /// <param name="cloud">Finite points.</param>
    /// <param name="neighbours">Points of a neighbourhood, the point itself included; all points of a cloud that has
    /// fewer.</param>
    /// <param name="threads">Most threads to use; 0 = one per core. The result does not depend on it.</param>
    /// <param name="stop">Ends the work.</param>
    /// <returns>Shape [n]: 0 for a plane, a line or one place, up to 1/3 for points that lie alike in all
    /// directions.</returns>
    /// <exception cref="ArgumentException">A point is not finite, or the number is below 1.</exception>
    public static float[] Of(PointCloud cloud, int neighbours, int threads = 0, CancellationToken stop = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(neighbours);
        KdTreeNodes nodes = new KdTree(cloud, threads).Nodes;
        var shares = new float[cloud.Count];
        Ranges.Run(nodes.Leaves, LeafGrain, (start, end) => nodes.ForEachNearest(start, end,
            Math.Min(neighbours, cloud.Count), float.PositiveInfinity, skipSelf: false, (point, found) =>
            {
                Vector3d values = Neighbourhood.Axes(cloud, found).Values;
                double sum = values.X + values.Y + values.Z;
                // Rounding may leave the smallest eigenvalue of a plane below 0.
                shares[point] = sum > 0 ? (float)Math.Max(0, values.X / sum) : 0;
            }), threads, stop);
        return shares;
    }
}
