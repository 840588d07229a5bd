using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Pipeline3D.Geometry.Neighbours;

/// <summary>Orders points into a balanced tree: every node halves its points at the median of its box's longest
/// axis.</summary>
/// <remarks>Points move as one 16-byte record of x, y, z and the index in the cloud, so every pass reads memory in
/// order. Deterministic. O(n log n).</remarks>
internal sealed class KdTreeBuilder
{
    private const int SampleSize = 31;
    private const int TaskPoints = 4096;
    private readonly Vector4[] _points;
    private readonly int _depth;

    /// <summary>Builds the tree.</summary>
    /// <param name="cloud">The points.</param>
    /// <param name="depth">Levels below the root; the nodes of the last level are the leaves.</param>
    /// <param name="threads">Most threads to use.</param>
    public KdTreeBuilder(PointCloud cloud, int depth, int threads)
    {
        _depth = depth;
        _points = new Vector4[cloud.Count];
        ReadOnlySpan<float> x = cloud.X, y = cloud.Y, z = cloud.Z;
        for (int i = 0; i < _points.Length; i++)
            _points[i] = new Vector4(x[i], y[i], z[i], BitConverter.Int32BitsToSingle(i));
        Boxes = new Box[(2 << depth) - 1];
        FirstIndex = new int[Boxes.Length];
        LeafStart = new int[(1 << depth) + 1];
        LeafStart[^1] = cloud.Count;
        Build(0, 0, _points.Length, 0, threads);
    }

    /// <summary>Bounds of every node; node i has the children 2i + 1 and 2i + 2.</summary>
    public Box[] Boxes { get; }

    /// <summary>Lowest index in the cloud of every node's points.</summary>
    public int[] FirstIndex { get; }

    /// <summary>First position of every leaf, and the count behind them.</summary>
    public int[] LeafStart { get; }

    /// <summary>The points in the order of the tree: x, y, z and the bits of the index in the cloud.</summary>
    public ReadOnlySpan<Vector4> Points => _points;

    private void Build(int node, int start, int end, int depth, int threads)
    {
        Bound(node, start, end);
        if (depth == _depth)
        {
            LeafStart[node - ((1 << _depth) - 1)] = start;
            return;
        }
        int middle = start + ((end - start) >> 1);
        Select(_points.AsSpan(start, end - start), Boxes[node].LongestAxis, middle - start);
        int low = (2 * node) + 1, high = low + 1;
        if (threads > 1 && end - start > TaskPoints)
        {
            Parallel.Invoke(
                () => Build(low, start, middle, depth + 1, threads / 2),
                () => Build(high, middle, end, depth + 1, threads - (threads / 2)));
            return;
        }
        Build(low, start, middle, depth + 1, 1);
        Build(high, middle, end, depth + 1, 1);
    }

    /// <summary>The box, and with it the lowest index: the bits of indices order like the tiny floats they
    /// spell.</summary>
    private void Bound(int node, int start, int end)
    {
        Vector128<float> low = Vector128.Create(float.PositiveInfinity), high = -low;
        foreach (Vector4 point in _points.AsSpan(start, end - start))
        {
            low = Vector128.MinNative(point.AsVector128(), low);
            high = Vector128.MaxNative(point.AsVector128(), high);
        }
        Boxes[node] = new Box(low[0], low[1], low[2], high[0], high[1], high[2]);
        FirstIndex[node] = end > start ? BitConverter.SingleToInt32Bits(low[3]) : int.MaxValue;
    }

    /// <summary>Reorders points so that none before <paramref name="rank"/> exceeds one from it on, along an
    /// axis.</summary>
    /// <remarks>Quickselect around a sampled quantile; the pass has no branch on the data, and points equal to the
    /// pivot are set apart, so that coinciding points cost no more than others.</remarks>
    private static void Select(Span<Vector4> points, int axis, int rank)
    {
        Span<float> sample = stackalloc float[SampleSize];
        while (points.Length > 1)
        {
            float pivot = Quantile(points, axis, rank, sample);
            int below = MoveForward(points, axis, pivot, orEqual: false);
            if (rank < below)
            {
                points = points[..below];
                continue;
            }
            int upTo = below + MoveForward(points[below..], axis, pivot, orEqual: true);
            if (rank < upTo)
                return;
            points = points[upTo..];
            rank -= upTo;
        }
    }

    /// <summary>Moves the points below (or not above) a coordinate to the front.</summary>
    /// <returns>How many there are.</returns>
    private static int MoveForward(Span<Vector4> points, int axis, float pivot, bool orEqual)
    {
        float limit = orEqual ? MathF.BitIncrement(pivot) : pivot;
        ref Vector4 first = ref MemoryMarshal.GetReference(points);
        nint front = 0;
        for (nint i = 0; i < points.Length; i++)
        {
            Vector4 point = Unsafe.Add(ref first, i);
            Unsafe.Add(ref first, i) = Unsafe.Add(ref first, front);
            Unsafe.Add(ref first, front) = point;
            front += Coordinate(ref Unsafe.Add(ref first, front), axis) < limit ? 1 : 0;
        }
        return (int)front;
    }

    private static float Quantile(Span<Vector4> points, int axis, int rank, Span<float> sample)
    {
        // A better pivot saves more the longer the pass is.
        int size = points.Length > 1024 ? sample.Length : points.Length > 128 ? 9 : Math.Min(5, points.Length);
        for (int i = 0; i < size; i++)
            sample[i] = Coordinate(ref points[(int)((long)i * points.Length / size)], axis);
        sample[..size].Sort();
        return sample[(int)((long)rank * size / points.Length)];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Coordinate(ref Vector4 point, int axis)
        => Unsafe.Add(ref Unsafe.As<Vector4, float>(ref point), axis);
}
