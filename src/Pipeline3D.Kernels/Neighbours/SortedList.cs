using ILGPU;

namespace Pipeline3D.Kernels.Neighbours;

/// <summary>The k nearest in device memory, kept ascending.</summary>
internal struct SortedList(ArrayView<ulong> keys, int queries, int query, int k) : INearestList
{
    private int _found;

    /// <inheritdoc/>
    public ulong Worst { get; private set; } = CellShells.Empty;

    /// <inheritdoc/>
    public void Add(ulong key)
    {
        int slot = Math.Min(_found, k - 1);
        while (slot > 0)
        {
            ulong before = keys[At(slot - 1)];
            if (before <= key)
                break;
            keys[At(slot)] = before;
            slot--;
        }
        keys[At(slot)] = key;
        _found = Math.Min(_found + 1, k);
        if (_found == k)
            Worst = keys[At(k - 1)];
    }

    /// <summary>Marks the places that are free.</summary>
    public readonly void Close()
    {
        for (int slot = _found; slot < k; slot++)
            keys[At(slot)] = CellShells.Empty;
    }

    private readonly long At(int slot) => ((long)slot * queries) + query;
}
