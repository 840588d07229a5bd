using Pipeline3D.Geometry.Neighbours;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Geometry.Sampling;

/// <summary>Patches of a cloud as networks on points take them: centres, and the nearest points of each, the centre
/// itself among them.</summary>
/// <remarks>Source: Point-MAE (Pang et al. 2022), section 3.1: farthest points as centres, k nearest points of each,
/// relative to it. Patches overlap; a point may be in none.</remarks>
public sealed class PointGroups
{
    // Points that lie closer to the origin than the root of this are none to the published operator.
    private const float LeastSquaredLength = 1e-3f;

    private PointGroups(PointCloud centres, int[] picks, int size, int[] members)
        => (Centres, Picks, Size, Members) = (centres, picks, size, members);

    /// <summary>The centres, G of them.</summary>
    public PointCloud Centres { get; }

    /// <summary>Indices of the centres in the cloud; empty where they are no points of it.</summary>
    public int[] Picks { get; }

    /// <summary>Points of a group S.</summary>
    public int Size { get; }

    /// <summary>Indices in the cloud, shape [G, S]: ascending by the distance to the centre, ties by index.</summary>
    public int[] Members { get; }

    /// <summary>Groups around farthest points.</summary>
    /// <param name="cloud">Finite points, n of them.</param>
    /// <param name="count">Groups; 1 to n.</param>
    /// <param name="size">Points of each; 1 to n.</param>
    /// <param name="skipOrigin">As <see cref="Farthest"/>.</param>
    /// <param name="threads">Most threads to use; 0 = one per core. The result does not depend on it.</param>
    /// <param name="stop">Ends the work.</param>
    /// <exception cref="ArgumentException">The cloud has fewer points than groups or than a group, or a point is not
    /// finite.</exception>
    public static PointGroups Of(PointCloud cloud, int count, int size, bool skipOrigin = false, int threads = 0,
        CancellationToken stop = default)
    {
        int[] picks = Farthest(cloud, count, skipOrigin, stop);
        return Around(cloud, cloud.Select(picks), picks, size, threads, stop);
    }

    /// <summary>Groups around given places.</summary>
    /// <inheritdoc cref="Of"/>
    /// <param name="cloud">Finite points, n of them.</param>
    /// <param name="centres">Where; finite, at least one.</param>
    /// <param name="size">Points of each; 1 to n.</param>
    /// <param name="threads">Most threads to use; 0 = one per core.</param>
    /// <param name="stop">Ends the work.</param>
    public static PointGroups Around(PointCloud cloud, PointCloud centres, int size, int threads = 0,
        CancellationToken stop = default) => Around(cloud, centres, [], size, threads, stop);

    /// <summary>Farthest points from index 0 on.</summary>
    /// <param name="cloud">Finite points, n of them.</param>
    /// <param name="count">Points; 1 to n.</param>
    /// <param name="skipOrigin">As the published operator for GPUs does: points whose squared distance to the origin is
    /// at most 0.001 are never taken but for index 0, and once all others are, the first of them is taken again and
    /// again. Matters for centred clouds of about unit size.</param>
    /// <param name="stop">Ends the work.</param>
    /// <exception cref="ArgumentException">The cloud has fewer points, or one is not finite.</exception>
    public static int[] Farthest(PointCloud cloud, int count, bool skipOrigin, CancellationToken stop = default)
    {
        if (!skipOrigin)
            return FarthestPoints.Select(cloud, count, 0, stop).Index;
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, cloud.Count);
        int[] eligible = [.. Enumerable.Range(0, cloud.Count).Where(i => i == 0 || IsFar(cloud, i))];
        FarthestPointOrder order = FarthestPoints.Select(cloud.Select(eligible), Math.Min(count, eligible.Length), 0,
            stop);
        // Index 0 is where the operator begins; from then on it is one of the points that are never taken, or not.
        int again = IsFar(cloud, 0) || eligible.Length == 1 ? 0 : eligible[1];
        var picks = new int[count];
        for (int i = 0; i < count; i++)
            picks[i] = i > 0 && (i >= order.Index.Length || order.RadiusAfter[i - 1] == 0)
                ? again : eligible[order.Index[i]];
        return picks;
    }

    /// <summary>Coordinates of groups relative to their centres.</summary>
    /// <param name="cloud">The cloud they were made of, or one with as many points.</param>
    /// <param name="first">The first group.</param>
    /// <param name="relative">Shape [groups, S, 3], overwritten; its length says how many.</param>
    public void Gather(PointCloud cloud, int first, Span<float> relative)
    {
        ReadOnlySpan<float> x = cloud.X, y = cloud.Y, z = cloud.Z;
        for (int at = 0, member = first * Size; at < relative.Length; at += 3, member++)
        {
            int centre = member / Size, point = Members[member];
            relative[at] = x[point] - Centres.X[centre];
            relative[at + 1] = y[point] - Centres.Y[centre];
            relative[at + 2] = z[point] - Centres.Z[centre];
        }
    }

    private static PointGroups Around(PointCloud cloud, PointCloud centres, int[] picks, int size, int threads,
        CancellationToken stop)
    {
        if (size < 1 || size > cloud.Count)
            throw new ArgumentException($"a group of {size} of {cloud.Count} points cannot be made", nameof(size));
        Require.Finite(centres);
        return new PointGroups(centres, picks, size,
            new KdTree(cloud, threads).Nearest(centres, size, threads, stop).Index);
    }

    private static bool IsFar(PointCloud cloud, int i) => (cloud.X[i] * cloud.X[i]) + (cloud.Y[i] * cloud.Y[i])
        + (cloud.Z[i] * cloud.Z[i]) > LeastSquaredLength;
}
