using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Pipeline3D.Geometry.Neighbours;

/// <summary>A neighbour packed into one sortable number: squared distance above, index below.</summary>
/// <remarks>Non-negative floats order like their bits, so comparing keys compares distances and breaks ties by the
/// lower index.</remarks>
internal static class NeighbourKey
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Of(float squaredDistance, int index)
        => ((ulong)BitConverter.SingleToUInt32Bits(squaredDistance) << 32) | (uint)index;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (int Index, float SquaredDistance) Split(ulong key) => ((int)(uint)key, SquaredDistance(key));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float SquaredDistance(ulong key) => BitConverter.UInt32BitsToSingle((uint)(key >> 32));

    /// <summary>Splits keys into indices and squared distances.</summary>
    public static void Split(ReadOnlySpan<ulong> keys, Span<int> indices, Span<float> squaredDistances)
    {
        int i = 0;
        for (; i + 16 <= keys.Length; i += 16)
        {
            Vector512<ulong> low = Vector512.Create(keys[i..]), high = Vector512.Create(keys[(i + 8)..]);
            Vector512.Narrow(low, high).AsInt32().CopyTo(indices[i..]);
            Vector512.Narrow(low >> 32, high >> 32).AsSingle().CopyTo(squaredDistances[i..]);
        }
        for (; i < keys.Length; i++)
            (indices[i], squaredDistances[i]) = Split(keys[i]);
    }

    /// <summary>Packs pairs into keys.</summary>
    public static void Of(ReadOnlySpan<float> squaredDistances, ReadOnlySpan<int> indices, Span<ulong> keys)
    {
        int i = 0;
        for (; i + 8 <= indices.Length; i += 8)
        {
            Vector512<ulong> high = Vector512.WidenLower(Vector512.Create(Vector256.Create(squaredDistances[i..])
                .AsUInt32(), default));
            Vector512<ulong> low = Vector512.WidenLower(Vector512.Create(Vector256.Create(indices[i..]).AsUInt32(),
                default));
            ((high << 32) | low).CopyTo(keys[i..]);
        }
        for (; i < indices.Length; i++)
            keys[i] = Of(squaredDistances[i], indices[i]);
    }

    /// <summary>Inserts a key into the ascending first <paramref name="count"/> keys, dropping the last when
    /// full.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Insert(Span<ulong> keys, int count, ulong key)
    {
        int last = count < keys.Length ? count : keys.Length - 1;
        int slot = last;
        if (last > 16)
        {
            int index = keys[..last].BinarySearch(key);
            slot = index < 0 ? ~index : index;
            keys[slot..last].CopyTo(keys[(slot + 1)..]);
        }
        else
        {
            for (; slot > 0 && keys[slot - 1] > key; slot--)
                keys[slot] = keys[slot - 1];
        }
        keys[slot] = key;
        return last + 1;
    }
}
