using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Pipeline3D.Geometry.Neighbours;

/// <summary>Sorts a few dozen to a few thousand 64-bit keys without a branch that depends on them.</summary>
/// <remarks>Batcher's bitonic sorter over vectors of eight keys, every comparison in the same direction: each merge
/// first compares the lower half with the upper half in reverse, then halves the distance. n log^2 n / 16 vector
/// steps, where every step of a comparison sort is a guess of the branch predictor. Machines without
/// 512-bit vectors sort by comparison: the same order, since keys are plain numbers.</remarks>
internal static class KeySort
{
    private const int Lanes = 8;
    private const ulong All = ulong.MaxValue;

    private static Vector512<ulong> Pairs
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512.Create(1UL, 0, 3, 2, 5, 4, 7, 6);
    }

    private static Vector512<ulong> Twos
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512.Create(2UL, 3, 0, 1, 6, 7, 4, 5);
    }

    private static Vector512<ulong> Fours
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512.Create(4UL, 5, 6, 7, 0, 1, 2, 3);
    }

    private static Vector512<ulong> QuadsReversed
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512.Create(3UL, 2, 1, 0, 7, 6, 5, 4);
    }

    private static Vector512<ulong> Reversed
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512.Create(7UL, 6, 5, 4, 3, 2, 1, 0);
    }

    private static Vector512<ulong> OddLanes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512.Create(0, All, 0, All, 0, All, 0, All);
    }

    private static Vector512<ulong> OddPairs
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512.Create(0, 0, All, All, 0, 0, All, All);
    }

    private static Vector512<ulong> UpperHalf
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512.Create(0, 0, 0, 0, All, All, All, All);
    }

    /// <summary>Room that <paramref name="count"/> keys need: the next power of two, 8 at least.</summary>
    public static int Room(int count) => Math.Max(Lanes, (int)BitOperations.RoundUpToPowerOf2((uint)count));

    /// <summary>Sorts the first <paramref name="count"/> keys ascending.</summary>
    /// <param name="keys">Of <see cref="Room"/> length at least; what lies behind the keys is overwritten.</param>
    /// <param name="count">Number of keys.</param>
    public static void Sort(Span<ulong> keys, int count)
    {
        if (!Vector512.IsHardwareAccelerated)
        {
            keys[..count].Sort();
            return;
        }
        int room = Room(count);
        keys[count..room].Fill(ulong.MaxValue);
        ref ulong first = ref MemoryMarshal.GetReference(keys[..room]);
        int vectors = room / Lanes;
        for (int i = 0; i < vectors; i++)
            Vector(ref first, i) = SortLanes(Vector(ref first, i));
        for (int size = 2; size <= vectors; size *= 2)
        {
            for (int block = 0; block < vectors; block += size)
                Fold(ref first, block, size);
            for (int stride = size / 4; stride >= 1; stride /= 2)
            {
                for (int block = 0; block < vectors; block += 2 * stride)
                    Halve(ref first, block, stride);
            }
            for (int i = 0; i < vectors; i++)
                Vector(ref first, i) = MergeLanes(Vector(ref first, i));
        }
    }

    /// <summary>Compares the vectors of a block's lower half with the reversed vectors of its upper half.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Fold(ref ulong first, int block, int size)
    {
        for (int i = 0; i < size / 2; i++)
        {
            Vector512<ulong> low = Vector(ref first, block + i);
            Vector512<ulong> high = Vector512.ShuffleNative(Vector(ref first, block + size - 1 - i), Reversed);
            Vector(ref first, block + i) = Vector512.Min(low, high);
            Vector(ref first, block + size - 1 - i) = Vector512.Max(low, high);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Halve(ref ulong first, int block, int stride)
    {
        for (int i = block; i < block + stride; i++)
        {
            Vector512<ulong> low = Vector(ref first, i), high = Vector(ref first, i + stride);
            Vector(ref first, i) = Vector512.Min(low, high);
            Vector(ref first, i + stride) = Vector512.Max(low, high);
        }
    }

    /// <summary>Sorts the eight keys of a vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> SortLanes(Vector512<ulong> keys)
    {
        keys = Exchange(keys, Pairs, OddLanes);
        keys = Exchange(keys, QuadsReversed, OddPairs);
        keys = Exchange(keys, Pairs, OddLanes);
        keys = Exchange(keys, Reversed, UpperHalf);
        keys = Exchange(keys, Twos, OddPairs);
        return Exchange(keys, Pairs, OddLanes);
    }

    /// <summary>Sorts the eight keys of a vector that is bitonic.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> MergeLanes(Vector512<ulong> keys)
    {
        keys = Exchange(keys, Fours, UpperHalf);
        keys = Exchange(keys, Twos, OddPairs);
        return Exchange(keys, Pairs, OddLanes);
    }

    /// <summary>Compares every lane with its partner; the lanes of the mask take the greater key.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> Exchange(Vector512<ulong> keys, Vector512<ulong> partner, Vector512<ulong> greater)
    {
        Vector512<ulong> other = Vector512.ShuffleNative(keys, partner);
        return Vector512.ConditionalSelect(greater, Vector512.Max(keys, other), Vector512.Min(keys, other));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref Vector512<ulong> Vector(ref ulong first, int index)
        => ref Unsafe.As<ulong, Vector512<ulong>>(ref Unsafe.Add(ref first, index * Lanes));
}
