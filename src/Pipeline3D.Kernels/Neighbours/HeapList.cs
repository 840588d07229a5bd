using ILGPU;

namespace Pipeline3D.Kernels.Neighbours;

/// <summary>The k nearest in the memory that a group of threads shares, as a heap with the farthest on top.</summary>
/// <remarks>Places of one rank lie side by side, so that each thread stays in its own bank.</remarks>
/// <param name="heap">Shape [k, step].</param>
/// <param name="step">Threads of the group.</param>
/// <param name="thread">This one.</param>
/// <param name="k">Places.</param>
internal struct HeapList(ArrayView<ulong> heap, int step, int thread, int k) : INearestList
{
    /// <inheritdoc/>
    public ulong Worst { get; private set; } = CellShells.Empty;

    /// <summary>Frees all places.</summary>
    public readonly void Clear()
    {
        for (int place = 0; place < k; place++)
            heap[At(place)] = CellShells.Empty;
    }

    /// <inheritdoc/>
    public void Add(ulong key)
    {
        Sink(key, k);
        Worst = heap[At(0)];
    }

    /// <summary>Writes the keys ascending, the free places last; the heap is used up.</summary>
    /// <param name="keys">Shape [k, queries].</param>
    /// <param name="queries">Number of queries.</param>
    /// <param name="query">This one.</param>
    public readonly void WriteTo(ArrayView<ulong> keys, int queries, int query)
    {
        for (int last = k - 1; last > 0; last--)
        {
            keys[((long)last * queries) + query] = heap[At(0)];
            Sink(heap[At(last)], last);
        }
        keys[query] = heap[At(0)];
    }

    // Puts a key in the place of the largest of the first so many.
    private readonly void Sink(ulong key, int count)
    {
        int place = 0;
        for (int child = 1; child < count; child = (2 * place) + 1)
        {
            int other = Math.Min(child + 1, count - 1);
            ulong larger = heap[At(child)], second = heap[At(other)];
            if (second > larger)
                (larger, child) = (second, other);
            if (larger <= key)
                break;
            heap[At(place)] = larger;
            place = child;
        }
        heap[At(place)] = key;
    }

    private readonly int At(int place) => (place * step) + thread;
}
