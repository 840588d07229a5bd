using System.Globalization;
using System.Numerics;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Neighbours;
using Pipeline3D.Kernels;
using Pipeline3D.Kernels.Devices;

namespace Pipeline3D.Detection.ThreeDSt.Network;

/// <summary>A cloud with the k nearest neighbours of every point: what a descriptor network runs on, made once per
/// cloud.</summary>
/// <remarks>Inside, the points lie in Morton order, which makes the networks' gathers cheap; every output is in the
/// order of the cloud again, and equals the one without reordering bit by bit. A point's own index is never among its
/// neighbours; points at the same place are, at distance zero. Memory: 8 n k bytes, and 4 n k more once gradients were
/// asked for. Safe for several threads.</remarks>
public sealed class PointGraph
{
    /// <summary>Most neighbours.</summary>
    public const int MaxNeighbours = 512;

    private readonly Lock _lock = new();
    private (int[] Starts, int[] Items)? _reverse;

    private PointGraph(PointCloud points, int[] order, int k, int[] index, float[] distance)
        => (Points, Order, K, Index, Distance) = (points, order, k, index, distance);

    /// <summary>Number of points n.</summary>
    public int Count => Points.Count;

    /// <summary>Neighbours per point.</summary>
    public int K { get; }

    /// <summary>Size of its arrays in bytes.</summary>
    public long ByteSize => Points.ByteSize + (4L * Count) + (8L * Index.Length)
        + (_reverse is { } reverse ? 4L * (reverse.Starts.Length + reverse.Items.Length) : 0);

    /// <summary>The points in Morton order.</summary>
    internal PointCloud Points { get; }

    /// <summary>Index in the cloud of every point here.</summary>
    internal int[] Order { get; }

    /// <summary>Neighbours [n, k], in Morton order.</summary>
    internal int[] Index { get; }

    /// <summary>Their distances [n, k], in the cloud's unit.</summary>
    internal float[] Distance { get; }

    /// <summary>Finds the neighbours.</summary>
    /// <param name="cloud">At least k + 1 finite points.</param>
    /// <param name="k">Neighbours per point; 1 to 512.</param>
    /// <param name="threads">Most threads to use; 0 = one per core. The result does not depend on it.</param>
    /// <param name="scope">Where the neighbours are searched; null for the cores.</param>
    /// <param name="stop">Ends the work.</param>
    /// <exception cref="ArgumentException">There are too few points, or one is not finite.</exception>
    public static PointGraph Build(
        PointCloud cloud, int k, int threads = 0, DeviceScope? scope = null, CancellationToken stop = default)
    {
        RequireSize(cloud.Count, k);
        NearestNeighbours found = OnDevice.Nearest(scope, cloud, k, includeSelf: false, threads, stop);
        return Ordered(cloud, k, found.Index, found.Distance);
    }

    /// <summary>Takes neighbours that are known already.</summary>
    /// <param name="cloud">n finite points.</param>
    /// <param name="k">Neighbours per point.</param>
    /// <param name="index">Shape [n, k]: indices of the neighbours; a point is not its own neighbour.</param>
    /// <exception cref="ArgumentException">The shape does not fit, or an index is outside the cloud.</exception>
    public static PointGraph Of(PointCloud cloud, int k, ReadOnlySpan<int> index)
    {
        RequireSize(cloud.Count, k);
        if (index.Length != (long)cloud.Count * k)
            throw new ArgumentException($"{index.Length} indices are not {k} for each of {cloud.Count} points");
        var distance = new float[index.Length];
        for (int i = 0; i < index.Length; i++)
        {
            int from = i / k, to = index[i];
            if ((uint)to >= (uint)cloud.Count || to == from)
                throw new ArgumentException($"neighbour {i % k} of point {from} is {to}; it must be another point's "
                    + $"index, from 0 to {cloud.Count - 1}");
            double x = (double)cloud.X[from] - cloud.X[to], y = (double)cloud.Y[from] - cloud.Y[to],
                z = (double)cloud.Z[from] - cloud.Z[to];
            distance[i] = (float)Math.Sqrt((x * x) + (y * y) + (z * z));
            if (!float.IsFinite(distance[i]))
                throw new ArgumentException($"point {from} or {to} is not finite");
        }
        return Ordered(cloud, k, index.ToArray(), distance);
    }

    /// <summary>A graph as it was kept.</summary>
    internal static PointGraph Restored(PointCloud points, int[] order, int k, int[] index, float[] distance)
        => new(points, order, k, index, distance);

    /// <summary>The mean distance of a neighbour: the unit that 3D-ST measures in; the cloud's unit.</summary>
    public double MeanDistance()
    {
        double sum = 0;
        foreach (float distance in Distance)
            sum += distance;
        return sum / Distance.Length;
    }

    /// <summary>The cloud turned about the origin; neighbours and distances stay.</summary>
    internal PointGraph Turned(Quaternion turn)
    {
        var points = new PointCloud(Count);
        for (int i = 0; i < Count; i++)
            points[i] = Vector3.Transform(Points[i], turn);
        return new PointGraph(points, Order, K, Index, Distance) { _reverse = Reverse() };
    }

    /// <summary>For every point those that have it as a neighbour, ascending: [n + 1] starts and [n k] items.</summary>
    internal (int[] Starts, int[] Items) Reverse()
    {
        lock (_lock)
            return _reverse ??= MakeReverse();
    }

    private (int[] Starts, int[] Items) MakeReverse()
    {
        var starts = new int[Count + 1];
        foreach (int to in Index)
            starts[to + 1]++;
        for (int i = 0; i < Count; i++)
            starts[i + 1] += starts[i];
        int[] next = starts[..Count], items = new int[Index.Length];
        for (int i = 0; i < Index.Length; i++)
            items[next[Index[i]]++] = i / K;
        return (starts, items);
    }

    private static PointGraph Ordered(PointCloud cloud, int k, int[] index, float[] distance)
    {
        int[] order = MortonOrder.Of(cloud), place = new int[order.Length];
        for (int i = 0; i < order.Length; i++)
            place[order[i]] = i;
        int[] moved = new int[index.Length];
        float[] movedDistance = new float[index.Length];
        for (int i = 0; i < order.Length; i++)
        {
            int from = order[i] * k, to = i * k;
            for (int j = 0; j < k; j++)
                (moved[to + j], movedDistance[to + j]) = (place[index[from + j]], distance[from + j]);
        }
        return new PointGraph(cloud.Select(order), order, k, moved, movedDistance);
    }

    private static void RequireSize(int count, int k)
    {
        if (k is < 1 or > MaxNeighbours)
            throw new ArgumentOutOfRangeException(nameof(k), k, string.Create(CultureInfo.InvariantCulture,
                $"neighbours per point must be from 1 to {MaxNeighbours}"));
        if (count < k + 1)
            throw new ArgumentException($"a cloud of {count} points has no {k} neighbours for each: at least {k + 1} "
                + "points are needed; use fewer neighbours or keep more points");
        // Indices of the neighbours must fit an int array.
        if ((long)count * k > Array.MaxLength)
            throw new ArgumentException($"{count} points with {k} neighbours each are more than can be held");
    }
}
