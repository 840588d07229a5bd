using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Pipeline3D.Geometry.Neighbours;

/// <summary>Points that may be neighbours of a leaf's points, side by side; read sixteen at a time.</summary>
internal sealed class Candidates
{
    private const int Lanes = 16;
    private readonly int _most;

    /// <summary>Makes room.</summary>
    /// <param name="most">The most points it takes.</param>
    public Candidates(int most)
    {
        _most = most;
        int room = most + Lanes;
        (X, Y, Z, Index) = (new float[room], new float[room], new float[room], new int[room]);
    }

    /// <summary>Coordinates; sixteen lanes of NaN follow the last x, so that they are near to nothing.</summary>
    public float[] X { get; }

    /// <inheritdoc cref="X"/>
    public float[] Y { get; }

    /// <inheritdoc cref="X"/>
    public float[] Z { get; }

    /// <summary>Indices in the cloud.</summary>
    public int[] Index { get; }

    /// <summary>Number of points held.</summary>
    public int Count { get; private set; }

    /// <summary>Slot of the first point of the leaf itself.</summary>
    public int Own { get; private set; }

    /// <summary>Forgets all points.</summary>
    public void Clear() => Count = 0;

    /// <summary>Copies a leaf's points.</summary>
    /// <param name="nodes">The tree.</param>
    /// <param name="start">First position of the leaf.</param>
    /// <param name="count">Number of points, sixteen at most.</param>
    /// <param name="own">Whether it is the leaf that the search is for.</param>
    /// <returns>Whether there was room.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Add(KdTreeNodes nodes, int start, int count, bool own)
    {
        if (Count + count > _most)
            return false;
        if (own)
            Own = Count;
        nodes.CopyLeaf(start, count, X, Y, Z, Index, Count);
        Count += count;
        return true;
    }

    /// <summary>Ends the row, once all points are there.</summary>
    public void Close() => X.AsSpan(Count, Lanes).Fill(float.NaN);

    /// <summary>Drops the points farther from a place than a squared distance; the others keep their order.</summary>
    /// <param name="place">The place.</param>
    /// <param name="maxSquared">The squared distance; the leaf itself must lie within.</param>
    public void Keep(Vector3 place, float maxSquared)
    {
        int kept = 0, own = Own;
        Vector512<float> x = Vector512.Create(place.X), y = Vector512.Create(place.Y), z = Vector512.Create(place.Z);
        for (int i = 0; i < Count; i += Lanes)
        {
            Vector512<float> px = Vector512.LoadUnsafe(ref X[0], (nuint)i), dx = px - x;
            Vector512<float> py = Vector512.LoadUnsafe(ref Y[0], (nuint)i), dy = py - y;
            Vector512<float> pz = Vector512.LoadUnsafe(ref Z[0], (nuint)i), dz = pz - z;
            Vector512<int> index = Vector512.LoadUnsafe(ref Index[0], (nuint)i);
            Vector512<float> near = Vector512.LessThanOrEqual(
                (dx * dx) + (dy * dy) + (dz * dz), Vector512.Create(maxSquared));
            ulong lanes = near.ExtractMostSignificantBits();
            if ((uint)(own - i) < Lanes)
                Own = kept + BitOperations.PopCount(lanes & ((1UL << (own - i)) - 1));
            LanePacking.Store(px, near, ref X[0], kept);
            LanePacking.Store(py, near, ref Y[0], kept);
            LanePacking.Store(pz, near, ref Z[0], kept);
            LanePacking.Store(index, near, ref Index[0], kept);
            kept += BitOperations.PopCount(lanes);
        }
        Count = kept;
        Close();
    }
}
