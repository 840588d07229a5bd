using System.Runtime.CompilerServices;

namespace Pipeline3D.Geometry;

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
}
