using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Pipeline3D.Geometry.Neighbours;

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
    private readonly int[] _firstIndex, _leafStart;
    private readonly int _depth;

    public KdTreeNodes(PointCloud cloud, int threads)
    {
        Count = cloud.Count;
        while (((Count - 1) >> _depth) >= LeafSize)
            _depth++;
        var built = new KdTreeBuilder(cloud, _depth, threads);
        (_boxes, _firstIndex, _leafStart) = (built.Boxes, built.FirstIndex, built.LeafStart);
        Original = new int[Count];
        // Leaves are read sixteen points at a time, so the copies end in lanes that belong to no point.
        (_x, _y, _z) = (new float[Count + LeafSize], new float[Count + LeafSize], new float[Count + LeafSize]);
        for (int i = 0; i < Count; i++)
        {
            Vector4 point = built.Points[i];
            (_x[i], _y[i], _z[i]) = (point.X, point.Y, point.Z);
            Original[i] = BitConverter.SingleToInt32Bits(point.W);
        }
    }

    public int Count { get; }

    /// <summary>Index in the cloud of the point at each position of the tree; neighbours in space lie close
    /// together.</summary>
    public int[] Original { get; }

    /// <summary>Number of leaves; one for an empty tree.</summary>
    public int Leaves => 1 << _depth;

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
            if (visit.SquaredDistance < limit || (visit.SquaredDistance == limit && MayHoldFirst(visit, found, count)))
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

    /// <summary>The positions of a leaf, 16 at most.</summary>
    public (int Start, int End) LeafRange(int leaf) => (_leafStart[leaf], _leafStart[leaf + 1]);

    /// <summary>The bounds of a leaf.</summary>
    public Box LeafBox(int leaf) => _boxes[Leaves - 1 + leaf];

    /// <summary>Finds the neighbours of all points of consecutive leaves.</summary>
    /// <param name="firstLeaf">First leaf.</param>
    /// <param name="endLeaf">Leaf behind the last.</param>
    /// <param name="wanted">Neighbours per point at most.</param>
    /// <param name="maxSquared">Largest squared distance that counts.</param>
    /// <param name="skipSelf">Whether a point is left out of its own neighbours.</param>
    /// <param name="take">Takes the index in the cloud of each point, in the order of the tree, and its neighbours,
    /// ascending, which are valid during the call.</param>
    public void ForEachNearest(int firstLeaf, int endLeaf, int wanted, float maxSquared, bool skipSelf,
        Action<int, ReadOnlySpan<ulong>> take)
    {
        var search = new LeafSearch(this, wanted, maxSquared, skipSelf);
        for (int leaf = firstLeaf; leaf < endLeaf && Count > 0; leaf++)
        {
            search.Enter(leaf);
            for (int position = _leafStart[leaf]; position < _leafStart[leaf + 1]; position++)
                take(Original[position], search.Of(position));
        }
    }

    /// <summary>Squared distances from a place to the sixteen positions from <paramref name="start"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> SquaredDistances(Vector3 query, int start)
    {
        Vector512<float> dx = Vector512.LoadUnsafe(ref _x[0], (nuint)start) - Vector512.Create(query.X);
        Vector512<float> dy = Vector512.LoadUnsafe(ref _y[0], (nuint)start) - Vector512.Create(query.Y);
        Vector512<float> dz = Vector512.LoadUnsafe(ref _z[0], (nuint)start) - Vector512.Create(query.Z);
        return (dx * dx) + (dy * dy) + (dz * dz);
    }

    /// <summary>Copies the points of all leaves whose box is not farther from another box than a squared
    /// distance.</summary>
    /// <param name="box">The other box.</param>
    /// <param name="maxSquared">The squared distance; wide enough to forgive rounding.</param>
    /// <param name="to">Takes the points.</param>
    /// <param name="own">First position of the leaf that the search is for.</param>
    /// <returns>Whether there was room for all.</returns>
    [SkipLocalsInit]
    public bool Gather(in Box box, float maxSquared, Candidates to, int own)
    {
        Span<int> pending = stackalloc int[MaxDepth + 1];
        int waiting = 1;
        pending[0] = 0;
        to.Clear();
        while (waiting > 0)
        {
            int node = pending[--waiting];
            if (!(_boxes[node].SquaredDistance(box) <= maxSquared))
                continue;
            int leaf = node - (Leaves - 1);
            if (leaf < 0)
            {
                (pending[waiting], pending[waiting + 1]) = ((2 * node) + 1, (2 * node) + 2);
                waiting += 2;
                continue;
            }
            (int start, int end) = LeafRange(leaf);
            if (!to.Add(this, start, end - start, start == own))
                return false;
        }
        to.Close();
        return true;
    }

    /// <summary>Copies a leaf's points to a place in four arrays.</summary>
    public void CopyLeaf(int start, int count, float[] x, float[] y, float[] z, int[] index, int to)
    {
        _x.AsSpan(start, count).CopyTo(x.AsSpan(to));
        _y.AsSpan(start, count).CopyTo(y.AsSpan(to));
        _z.AsSpan(start, count).CopyTo(z.AsSpan(to));
        Original.AsSpan(start, count).CopyTo(index.AsSpan(to));
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

    /// <summary>Whether a node exactly as far as the limit can still hold a neighbour: not once there are enough that
    /// all precede its points.</summary>
    private bool MayHoldFirst(Visit visit, Span<ulong> found, int count)
        => count < found.Length
            || NeighbourKey.Of(visit.SquaredDistance, _firstIndex[visit.Node]) < found[count - 1];

    private (Visit Near, Visit Far) Children(Visit parent, Vector3 query)
    {
        int left = (2 * parent.Node) + 1, middle = Middle(parent.Start, parent.End);
        var low = new Visit(left, parent.Start, middle, parent.Depth + 1, _boxes[left].SquaredDistance(query));
        var high = new Visit(left + 1, middle, parent.End, parent.Depth + 1, _boxes[left + 1].SquaredDistance(query));
        bool lowFirst = low.SquaredDistance == high.SquaredDistance
            ? _firstIndex[low.Node] < _firstIndex[high.Node]
            : low.SquaredDistance < high.SquaredDistance;
        return lowFirst ? (low, high) : (high, low);
    }

    private static int Middle(int start, int end) => start + ((end - start) >> 1);

    private readonly record struct Visit(int Node, int Start, int End, int Depth, float SquaredDistance);
}
