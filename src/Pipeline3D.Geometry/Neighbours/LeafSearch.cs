using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Pipeline3D.Geometry.Neighbours;

/// <summary>Finds the nearest neighbours of a tree's own points, leaf by leaf: the points of a leaf lie close together,
/// so they share one walk over the tree.</summary>
/// <remarks>
/// If a place a has k neighbours within rho, a place b has as many within |a - b| + rho. Per leaf: such a bound for
/// the middle of its box comes from the leaf before (at first, or after a long way, from an ordinary search), and all
/// points within the largest bound of the box are copied side by side. Per point: distances to all of them, sixteen
/// at a time; those within the bound (tightened by the leaf's points that are done already) are packed and sorted by
/// <see cref="KeySort"/>. Exact: bounds are widened by more than the rounding of their sums, and a leaf whose
/// surroundings hold too many points (coinciding ones, say) is searched point by point. Not for several threads at
/// once: each has its own.
/// </remarks>
internal sealed class LeafSearch
{
    private const int Lanes = 16;
    private const float Widen = 1 + 1e-5f;
    private const float Tiny = 1e-36f;
    private readonly KdTreeNodes _nodes;
    private readonly Candidates _near;
    private readonly int _wanted;
    private readonly float _maxSquared, _farthest;
    private readonly bool _skipSelf;
    private readonly float[] _squared, _reach = new float[Lanes];
    private readonly int[] _index;
    private ulong[] _keys;
    private int _start = -1;
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
        _farthest = MathF.Sqrt(maxSquared);
        _near = new Candidates(Math.Min(nodes.Count, (16 * _wanted) + 1024));
        (_squared, _index) = (new float[_near.X.Length], new int[_near.X.Length]);
        _keys = new ulong[KeySort.Room(_wanted + 1)];
    }

    /// <summary>Turns to a leaf of the tree; <see cref="Of"/> then takes its points.</summary>
    public void Enter(int leaf)
    {
        int previous = _start;
        (_start, int end) = _nodes.LeafRange(leaf);
        Box box = _nodes.LeafBox(leaf);
        _middle = box.Middle;
        float half = 0;
        for (int position = _start; position < end; position++)
            half = MathF.Max(half, Vector3.Distance(_nodes.PointAt(position), _middle));
        if (previous < 0 || !EnterFrom(previous, box, half))
            EnterAnew(box, half);
        Array.Fill(_reach, float.PositiveInfinity);
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
            : OfCandidate(query, _near.Own + own);
        if (count == _wanted)
            _reach[own] = MathF.Sqrt(NeighbourKey.SquaredDistance(_keys[count - 1]));
        return _keys.AsSpan(0, count);
    }

    /// <summary>Gathers around a leaf next to the one before, whose points' reaches bound the reach of this one's
    /// middle.</summary>
    /// <returns>Whether that gave few enough candidates.</returns>
    private bool EnterFrom(int previous, in Box box, float half)
    {
        float loose = Reach(_middle, previous);
        if (!float.IsFinite(loose) || !_nodes.Gather(box, Square(MathF.Min(loose + half, _farthest)), _near, _start))
            return false;
        int wanted = WantedByMiddle;
        _middleReach = Nearest(_middle, Square(loose)) < wanted
            ? float.PositiveInfinity
            : MathF.Sqrt(NeighbourKey.SquaredDistance(_keys[wanted - 1]));
        _near.Keep(_middle, Square(MathF.Min(_middleReach + half, _farthest) + half));
        _alone = false;
        return true;
    }

    private void EnterAnew(in Box box, float half)
    {
        Span<ulong> found = Room(WantedByMiddle)[..WantedByMiddle];
        int count = _nodes.Search(_middle, -1, Square(_farthest + half), found);
        _middleReach = count < found.Length
            ? float.PositiveInfinity
            : MathF.Sqrt(NeighbourKey.SquaredDistance(found[count - 1]));
        _alone = !_nodes.Gather(box, Square(MathF.Min(_middleReach + half, _farthest)), _near, _start);
    }

    /// <summary>So many points around the middle contain enough neighbours for any one of them.</summary>
    private int WantedByMiddle => Math.Min(_wanted + (_skipSelf ? 1 : 0), _nodes.Count);

    private int OfCandidate(Vector3 query, int own)
    {
        float bound = MathF.Min(_middleReach + Vector3.Distance(query, _middle), Reach(query, _start));
        float hidden = _near.X[own];
        if (_skipSelf)
            _near.X[own] = float.NaN;
        int count = Nearest(query, MathF.Min(Square(bound), _maxSquared));
        _near.X[own] = hidden;
        return Math.Min(count, _wanted);
    }

    /// <summary>A distance within which a place has all the neighbours wanted, from the points of a leaf whose reach is
    /// known.</summary>
    private float Reach(Vector3 place, int start)
    {
        Vector512<float> reaches = Vector512.Sqrt(_nodes.SquaredDistances(place, start))
            + Vector512.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(_reach));
        Vector256<float> halves = Vector256.Min(reaches.GetLower(), reaches.GetUpper());
        Vector128<float> quarters = Vector128.Min(halves.GetLower(), halves.GetUpper());
        return MathF.Min(MathF.Min(quarters[0], quarters[1]), MathF.Min(quarters[2], quarters[3]));
    }

    /// <summary>Sorts the candidates within a squared distance.</summary>
    private int Nearest(Vector3 query, float bound)
    {
        int packed = Pack(query, bound);
        Span<ulong> keys = Room(packed);
        NeighbourKey.Of(_squared.AsSpan(0, packed), _index.AsSpan(0, packed), keys);
        KeySort.Sort(keys, packed);
        return packed;
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
            LanePacking.Store(squared, within, ref squares, packed);
            LanePacking.Store(Vector512.LoadUnsafe(ref indices, (nuint)i), within, ref packedIndices, packed);
            packed += BitOperations.PopCount(lanes);
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
