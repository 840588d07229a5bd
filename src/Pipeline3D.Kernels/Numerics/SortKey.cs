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
}
