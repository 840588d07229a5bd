namespace Pipeline3D.Kernels;

/// <summary>The k best keys of a query, kept ascending in their final place.</summary>
internal static class NeighbourSlots
{
    /// <summary>Marks a slot without a neighbour.</summary>
    public const ulong Empty = ulong.MaxValue;

    /// <summary>Fills the slots of a query with <see cref="Empty"/>.</summary>
    public static void Clear<TU>(TU keys, int first, int k)
        where TU : struct, IBuffer<ulong>
    {
        for (int i = first; i < first + k; i++)
            keys[i] = Empty;
    }

    /// <summary>Inserts a key if it is among the k least; the largest falls out.</summary>
    public static void Insert<TU>(TU keys, int first, int k, ulong key)
        where TU : struct, IBuffer<ulong>
    {
        int slot = first + k - 1;
        if (key >= keys[slot])
            return;
        while (slot > first && keys[slot - 1] > key)
        {
            keys[slot] = keys[slot - 1];
            slot--;
        }
        keys[slot] = key;
    }
}
