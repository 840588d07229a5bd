using System.Buffers;

namespace Pipeline3D.Evaluation.Ranking;

/// <summary>Sorts score keys ascending by least significant digit: linear time, no comparisons.</summary>
internal static class RadixSort
{
    // Three digits of 11, 11 and 10 bits: the counters (24 KiB) stay in the first cache level.
    private const int Bits = 11;
    private const int Buckets = 1 << Bits;

    /// <summary>Below this length the runtime's introsort is faster than clearing and walking the counters.</summary>
    private const int SmallLength = 2048;

    /// <summary>Sorts <paramref name="keys"/> in place. Cost: O(n) time, n rented integers.</summary>
    public static void Sort(Span<uint> keys)
    {
        if (keys.Length < SmallLength)
        {
            keys.Sort();
            return;
        }
        uint[] rented = ArrayPool<uint>.Shared.Rent(keys.Length);
        Sort(keys, rented.AsSpan(0, keys.Length));
        ArrayPool<uint>.Shared.Return(rented);
    }

    private static void Sort(Span<uint> keys, Span<uint> scratch)
    {
        Span<int> counts = stackalloc int[3 * Buckets];
        counts.Clear();
        foreach (uint key in keys)
        {
            counts[(int)(key & (Buckets - 1))]++;
            counts[Buckets + (int)((key >> Bits) & (Buckets - 1))]++;
            counts[2 * Buckets + (int)(key >> (2 * Bits))]++;
        }
        Span<uint> from = keys, to = scratch;
        for (int digit = 0; digit < 3; digit++)
        {
            Span<int> starts = counts.Slice(digit * Buckets, Buckets);
            int shift = digit * Bits;
            if (starts[(int)((from[0] >> shift) & (Buckets - 1))] == from.Length)
                continue;
            ToStarts(starts);
            foreach (uint key in from)
                to[starts[(int)((key >> shift) & (Buckets - 1))]++] = key;
            Span<uint> swap = from;
            from = to;
            to = swap;
        }
        if (from != keys)
            from.CopyTo(keys);
    }

    private static void ToStarts(Span<int> counts)
    {
        int sum = 0;
        for (int i = 0; i < counts.Length; i++)
        {
            int count = counts[i];
            counts[i] = sum;
            sum += count;
        }
    }
}
