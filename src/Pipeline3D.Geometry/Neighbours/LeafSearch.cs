using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Pipeline3D.Geometry;

/// <summary>Finds the nearest neighbours of a tree's own points, leaf by leaf: the points of a leaf lie close together,
/// so they share one walk over the tree.</summary>
/// <remarks>
/// Per leaf: an ordinary search around the middle of its box gives the distance rho within which the middle has k
/// neighbours, hence |p - middle| + rho bounds the distance of p's k-th; all points within the largest such bound of
/// the box are copied side by side. Per point: distances to all of them, sixteen at a time; those within the bound
/// (tightened by the leaf's points that are done already) are packed and sorted by <see cref="KeySort"/>. Exact: bounds
/// are widened by more than the rounding of their sums, and a leaf whose surroundings hold too many points (coinciding
/// ones, say) is searched point by point. Not for several threads at once: each has its own.
/// </remarks>
internal sealed class LeafSearch
{
    private const int Lanes = 16;
    private const float Widen = 1 + 1e-5f;
    private const float Tiny = 1e-36f;
    private readonly KdTreeNodes _nodes;
    private readonly Candidates _near;
    private readonly int _wanted;
    private readonly float _maxSquared;
    private readonly bool _skipSelf;
    private readonly float[] _squared, _reach = new float[Lanes];
    private readonly int[] _index;
    private ulong[] _keys;
    private int _start;
    private Vector3 _middle;
    private float _middleReach;
    private bool _alone;

    /// <summary>Prepares the search.</summary>
    /// <param name="nodes">The tree; its own points are the queries.</param>
    /// <param name="wanted">Neighbours per point at most.</param>
    /// <param name="maxSquared">Largest squared distance that counts.</param>
    /// <param name="skipSelf">Whether a point is left out of its own neighbours.</param>
    public LeafSearch(KdTreeNodes nodes, int wanted, float maxSquared, bool skipSelf)
    {
        (_nodes, _wanted, _maxSquared, _skipSelf) = (nodes, Math.Min(wanted, nodes.Count), maxSquared, skipSelf);
        _near = new Candidates(Math.Min(nodes.Count, (16 * _wanted) + 1024));
        (_squared, _index) = (new float[_near.X.Length], new int[_near.X.Length]);
        _keys = new ulong[KeySort.Room(_wanted + 1)];
    }

    /// <summary>Turns to a leaf of the tree; <see cref="Of"/> then takes its points.</summary>
    public void Enter(int leaf)
    {
        (_start, int end) = _nodes.LeafRange(leaf);
        Array.Fill(_reach, float.PositiveInfinity);
        Box box = _nodes.LeafBox(leaf);
        _middle = box.Middle;
        float half = 0;
        for (int position = _start; position < end; position++)
            half = MathF.Max(half, Vector3.Distance(_nodes.PointAt(position), _middle));
        float farthest = MathF.Sqrt(_maxSquared);
        Span<ulong> found = _keys.AsSpan(0, Math.Min(_wanted + (_skipSelf ? 1 : 0), _nodes.Count));
        int count = _nodes.Search(_middle, -1, Square(farthest + half), found);
        _middleReach = count < found.Length
            ? float.PositiveInfinity
            : MathF.Sqrt(NeighbourKey.SquaredDistance(found[count - 1]));
        _alone = !_nodes.Gather(box, Square(MathF.Min(_middleReach + half, farthest)), _near, _start);
    }

    /// <summary>The neighbours of a point of the leaf entered last.</summary>
    /// <param name="position">The point's position in the tree.</param>
    /// <returns><see cref="NeighbourKey"/>s, ascending; valid until the next call.</returns>
    public ReadOnlySpan<ulong> Of(int position)
    {
        Vector3 query = _nodes.PointAt(position);
        int own = position - _start;
        int count = _alone
            ? _nodes.Search(query, _skipSelf ? _nodes.Original[position] : -1, _maxSquared, Room(_wanted)[.._wanted])
            : Select(query, Bound(query), _near.Own + own);
        if (count == _wanted)
            _reach[own] = MathF.Sqrt(NeighbourKey.SquaredDistance(_keys[count - 1]));
        return _keys.AsSpan(0, count);
    }

    /// <summary>A squared distance within which the point has all the neighbours it wants.</summary>
    private float Bound(Vector3 query)
    {
        float bound = _middleReach + Vector3.Distance(query, _middle);
        ref float reach = ref MemoryMarshal.GetArrayDataReference(_reach);
        Vector512<float> distances = Vector512.Sqrt(_nodes.SquaredDistances(query, _start))
            + Vector512.LoadUnsafe(ref reach);
        Vector256<float> halves = Vector256.Min(distances.GetLower(), distances.GetUpper());
        Vector128<float> quarters = Vector128.Min(halves.GetLower(), halves.GetUpper());
        for (int i = 0; i < Vector128<float>.Count; i++)
            bound = MathF.Min(bound, quarters[i]);
        return MathF.Min(Square(bound), _maxSquared);
    }

    private int Select(Vector3 query, float bound, int own)
    {
        float hidden = _near.X[own];
        if (_skipSelf)
            _near.X[own] = float.NaN;
        int packed = Pack(query, bound);
        _near.X[own] = hidden;
        Span<ulong> keys = Room(packed);
        NeighbourKey.Of(_squared.AsSpan(0, packed), _index.AsSpan(0, packed), keys);
        KeySort.Sort(keys, packed);
        return Math.Min(packed, _wanted);
    }

    /// <summary>Packs the candidates within a squared distance; one whose x is NaN never is.</summary>
    private int Pack(Vector3 query, float bound)
    {
        ref float xs = ref MemoryMarshal.GetArrayDataReference(_near.X);
        ref float ys = ref MemoryMarshal.GetArrayDataReference(_near.Y);
        ref float zs = ref MemoryMarshal.GetArrayDataReference(_near.Z);
        ref float squares = ref MemoryMarshal.GetArrayDataReference(_squared);
        ref int indices = ref MemoryMarshal.GetArrayDataReference(_near.Index);
        ref int packedIndices = ref MemoryMarshal.GetArrayDataReference(_index);
        Vector512<float> x = Vector512.Create(query.X), y = Vector512.Create(query.Y), z = Vector512.Create(query.Z);
        Vector512<float> limit = Vector512.Create(bound);
        int packed = 0;
        for (int i = 0; i < _near.Count; i += Lanes)
        {
            Vector512<float> dx = Vector512.LoadUnsafe(ref xs, (nuint)i) - x;
            Vector512<float> dy = Vector512.LoadUnsafe(ref ys, (nuint)i) - y;
            Vector512<float> dz = Vector512.LoadUnsafe(ref zs, (nuint)i) - z;
            Vector512<float> squared = (dx * dx) + (dy * dy) + (dz * dz);
            Vector512<float> within = Vector512.LessThanOrEqual(squared, limit);
            ulong lanes = within.ExtractMostSignificantBits();
            if (Avx512F.IsSupported)
            {
                Avx512F.Compress(Vector512<float>.Zero, within, squared).StoreUnsafe(ref squares, (nuint)packed);
                Avx512F.Compress(Vector512<int>.Zero, within.AsInt32(), Vector512.LoadUnsafe(ref indices, (nuint)i))
                    .StoreUnsafe(ref packedIndices, (nuint)packed);
                packed += BitOperations.PopCount(lanes);
                continue;
            }
            for (; lanes != 0; lanes &= lanes - 1)
            {
                int lane = BitOperations.TrailingZeroCount(lanes);
                _squared[packed] = squared[lane];
                _index[packed++] = _near.Index[i + lane];
            }
        }
        return packed;
    }

    private Span<ulong> Room(int count)
    {
        int room = KeySort.Room(count);
        if (_keys.Length < room)
            _keys = new ulong[room];
        return _keys.AsSpan(0, room);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Square(float distance) => (distance * distance * Widen) + Tiny;
}
