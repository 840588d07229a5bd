using System.Runtime.CompilerServices;

namespace Pipeline3D.Geometry;

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
