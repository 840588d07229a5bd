using System.Runtime.CompilerServices;

namespace Pipeline3D.Kernels.Numerics;

/// <summary>A non-negative number and an index in one sortable key: the number above, the index below.</summary>
/// <remarks>Non-negative floats order like their bits, so comparing keys compares numbers and then indices.</remarks>
internal static class SortKey
{
    /// <summary>The key whose minimum is the least value, the lowest index on a tie.</summary>
    /// <param name="value">Not negative, not NaN.</param>
    /// <param name="index">Not negative.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong ForMinimum(float value, int index)
        => ((ulong)(uint)BitConverter.SingleToInt32Bits(value) << 32) | (uint)index;

    /// <summary>The key whose maximum is the largest value, the lowest index on a tie; never 0.</summary>
    /// <param name="value">Not negative, not NaN.</param>
    /// <param name="index">Not negative.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong ForMaximum(float value, int index)
        => ((ulong)(uint)BitConverter.SingleToInt32Bits(value) << 32) | (uint)~index;

    /// <summary>The index of a key made by <see cref="ForMinimum"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int IndexOfMinimum(ulong key) => (int)(uint)key;

    /// <summary>The index of a key made by <see cref="ForMaximum"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int IndexOfMaximum(ulong key) => (int)~(uint)key;

    /// <summary>The value of a key.</summary>
    public static float Value(ulong key) => BitConverter.Int32BitsToSingle((int)(uint)(key >> 32));

    /// <summary>Sorts keys, the largest first.</summary>
    /// <remarks>Radix sort by eleven bits. Cost: O(n) time, n keys.</remarks>
    public static void SortDescending(Span<ulong> keys)
    {
        const int Bits = 11, Buckets = 1 << Bits;
        Span<ulong> from = keys, to = new ulong[keys.Length];
        Span<int> starts = stackalloc int[Buckets];
        for (int shift = 0; shift < 64; shift += Bits)
        {
            starts.Clear();
            foreach (ulong key in from)
                starts[Buckets - 1 - (int)((key >> shift) & (Buckets - 1))]++;
            int sum = 0;
            foreach (ref int start in starts)
                (start, sum) = (sum, sum + start);
            foreach (ulong key in from)
                to[starts[Buckets - 1 - (int)((key >> shift) & (Buckets - 1))]++] = key;
            Span<ulong> swap = from;
            from = to;
            to = swap;
        }
    }
}
