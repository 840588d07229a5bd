using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Geometry.Sampling;

/// <summary>Farthest point sampling: points spread evenly over a cloud, exactly as the plain loop picks them.</summary>
/// <remarks>
/// Each pick is the point farthest from all picks so far, the lowest index on a tie; no point twice. Source: Eldar et
/// al. 1997; the buckets follow QuickFPS (Han et al. 2023). The cloud is cut into boxes of up to 48 points; a box whose
/// farthest point is nearer to its pick than the box is to the new pick cannot change and is passed over. Distances and
/// box distances round alike, so the order equals that of the plain float32 loop. Cost: O(n log n) and, per pick,
/// the few boxes of a hierarchy over them that the pick can change.
/// </remarks>
public static class FarthestPoints
{
    /// <summary>Picks points.</summary>
    /// <param name="cloud">Finite points.</param>
    /// <param name="count">Points to pick, from 1 to n.</param>
    /// <param name="start">Index of the first pick.</param>
    /// <param name="stop">Ends the work.</param>
    /// <exception cref="ArgumentException">A point is not finite, or an argument is out of range.</exception>
    public static FarthestPointOrder Select(PointCloud cloud, int count, int start = 0,
        CancellationToken stop = default)
    {
        Require.Finite(cloud);
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(start, cloud.Count);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, cloud.Count);
        var buckets = new FarthestPointBuckets(cloud);
        var order = new FarthestPointOrder(new int[count], new float[count]);
        int pick = start;
        for (int i = 0; i < count; i++)
        {
            if (i % 256 == 0)
                stop.ThrowIfCancellationRequested();
            order.Index[i] = pick;
            (float squared, pick) = buckets.Pick(pick);
            order.RadiusAfter[i] = MathF.Sqrt(MathF.Max(squared, 0));
        }
        return order;
    }
}
