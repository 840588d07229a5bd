using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Pipeline3D.Geometry;

/// <summary>The arrays of a <see cref="KdTree"/> and the walk over them for one query.</summary>
/// <remarks>Node i has the children 2i + 1 and 2i + 2, and every level halves its range of points, so nothing but boxes
/// is stored. A box distance adds the same terms in the same order as a point distance; rounding is monotone, so it
/// never exceeds the distance of a point in the box and no neighbour is ever cut off.</remarks>
internal sealed class KdTreeNodes
{
    private const int LeafSize = 16;
    private const int MaxDepth = 32;
    private readonly float[] _x, _y, _z;
    private readonly Box[] _boxes;
    private readonly int _depth;

    public KdTreeNodes(PointCloud cloud, int threads)
    {
        Count = cloud.Count;
        while ((Count >> _depth) > LeafSize)
            _depth++;
        Original = new int[Count];
        for (int i = 0; i < Count; i++)
            Original[i] = i;
        _boxes = new Box[(2 << _depth) - 1];
        Build(cloud, 0, 0, Count, 0, threads);
        // Leaves are read eight points at a time, so the copies end in seven lanes that belong to no point.
        (_x, _y, _z) = (new float[Count + 7], new float[Count + 7], new float[Count + 7]);
        for (int i = 0; i < Count; i++)
            (_x[i], _y[i], _z[i]) = (cloud.X[Original[i]], cloud.Y[Original[i]], cloud.Z[Original[i]]);
    }

    public int Count { get; }

    /// <summary>Index in the cloud of the point at each position of the tree; neighbours in space lie close
    /// together.</summary>
    public int[] Original { get; }

    public Vector3 PointAt(int position) => new(_x[position], _y[position], _z[position]);

    /// <summary>Finds the nearest points not farther than a squared distance.</summary>
    /// <param name="query">The place to search from.</param>
    /// <param name="skip">Index in the cloud that is left out; -1 for none.</param>
    /// <param name="maxSquared">Largest squared distance that counts.</param>
    /// <param name="found">Room for the wanted number; filled with <see cref="NeighbourKey"/>s, ascending.</param>
    /// <returns>The number found.</returns>
    [SkipLocalsInit]
    public int Search(Vector3 query, int skip, float maxSquared, Span<ulong> found)
    {
        if (Count == 0)
            return 0;
        Span<Visit> pending = stackalloc Visit[MaxDepth + 1];
        Span<float> squared = stackalloc float[((2 * LeafSize) + 7) & ~7];
        int waiting = 0, count = 0;
        float limit = maxSquared;
        var visit = new Visit(0, 0, Count, 0, _boxes[0].SquaredDistance(query));
        while (true)
        {
            if (visit.SquaredDistance <= limit)
            {
                if (visit.Depth == _depth)
                {
                    count = SearchLeaf(query, skip, visit.Start, visit.End, squared, found, count, ref limit);
                }
                else
                {
                    (Visit near, Visit far) = Children(visit, query);
                    pending[waiting++] = far;
                    visit = near;
                    continue;
                }
            }
            if (waiting == 0)
                return count;
            visit = pending[--waiting];
        }
    }

    /// <summary>Number of points not farther than a squared distance.</summary>
    [SkipLocalsInit]
    public int CountWithin(Vector3 query, float maxSquared)
    {
        if (Count == 0)
            return 0;
        Span<Visit> pending = stackalloc Visit[MaxDepth + 1];
        Span<float> squared = stackalloc float[((2 * LeafSize) + 7) & ~7];
        int waiting = 1, count = 0;
        pending[0] = new Visit(0, 0, Count, 0, _boxes[0].SquaredDistance(query));
        while (waiting > 0)
        {
            Visit visit = pending[--waiting];
            if (visit.SquaredDistance > maxSquared)
                continue;
            if (_boxes[visit.Node].SquaredFarthest(query) <= maxSquared)
            {
                count += visit.End - visit.Start;
            }
            else if (visit.Depth == _depth)
            {
                Distances(query, visit.Start, visit.End, squared);
                foreach (float value in squared[..(visit.End - visit.Start)])
                    count += value <= maxSquared ? 1 : 0;
            }
            else
            {
                (pending[waiting], pending[waiting + 1]) = Children(visit, query);
                waiting += 2;
            }
        }
        return count;
    }

    private int SearchLeaf(
        Vector3 query, int skip, int start, int end, Span<float> squared, Span<ulong> found, int count, ref float limit)
    {
        Distances(query, start, end, squared);
        for (int i = start; i < end; i++)
        {
            float value = squared[i - start];
            if (value > limit || Original[i] == skip)
                continue;
            ulong key = NeighbourKey.Of(value, Original[i]);
            if (count == found.Length && key >= found[count - 1])
                continue;
            count = NeighbourKey.Insert(found, count, key);
            if (count == found.Length)
                limit = NeighbourKey.SquaredDistance(found[count - 1]);
        }
        return count;
    }

    private void Distances(Vector3 query, int start, int end, Span<float> squared)
    {
        Vector256<float> x = Vector256.Create(query.X), y = Vector256.Create(query.Y), z = Vector256.Create(query.Z);
        for (int i = start; i < end; i += 8)
        {
            Vector256<float> dx = Vector256.LoadUnsafe(ref _x[0], (nuint)i) - x;
            Vector256<float> dy = Vector256.LoadUnsafe(ref _y[0], (nuint)i) - y;
            Vector256<float> dz = Vector256.LoadUnsafe(ref _z[0], (nuint)i) - z;
            ((dx * dx) + (dy * dy) + (dz * dz)).CopyTo(squared[(i - start)..]);
        }
    }

    private (Visit Near, Visit Far) Children(Visit parent, Vector3 query)
    {
        int left = (2 * parent.Node) + 1, middle = Middle(parent.Start, parent.End);
        var low = new Visit(left, parent.Start, middle, parent.Depth + 1, _boxes[left].SquaredDistance(query));
        var high = new Visit(left + 1, middle, parent.End, parent.Depth + 1, _boxes[left + 1].SquaredDistance(query));
        return low.SquaredDistance <= high.SquaredDistance ? (low, high) : (high, low);
    }

    private static int Middle(int start, int end) => start + ((end - start) >> 1);

    private void Build(PointCloud cloud, int node, int start, int end, int depth, int threads)
    {
        ReadOnlySpan<float> x = cloud.X, y = cloud.Y, z = cloud.Z;
        Box box = Box.Of(x, y, z, Original.AsSpan(start, end - start));
        _boxes[node] = box;
        if (depth == _depth)
            return;
        int middle = Middle(start, end);
        ReadOnlySpan<float> axis = box.LongestAxis switch { 0 => x, 1 => y, _ => z };
        Selection.Partition(Original.AsSpan(start, end - start), axis, middle - start);
        if (threads > 1)
        {
            Parallel.Invoke(
                () => Build(cloud, (2 * node) + 1, start, middle, depth + 1, threads / 2),
                () => Build(cloud, (2 * node) + 2, middle, end, depth + 1, threads - (threads / 2)));
            return;
        }
        Build(cloud, (2 * node) + 1, start, middle, depth + 1, 1);
        Build(cloud, (2 * node) + 2, middle, end, depth + 1, 1);
    }

    private readonly record struct Visit(int Node, int Start, int End, int Depth, float SquaredDistance);
}
