using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Pipeline3D.Geometry.Neighbours;

/// <summary>Writes chosen lanes of a vector side by side.</summary>
internal static class LanePacking
{
    /// <summary>Stores the chosen lanes; the fifteen places behind them may be overwritten.</summary>
    /// <param name="lanes">Sixteen values.</param>
    /// <param name="chosen">All bits set in the lanes to keep.</param>
    /// <param name="to">Start of the array to write to.</param>
    /// <param name="at">Place of the first one.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<float> lanes, Vector512<float> chosen, ref float to, int at)
    {
        if (Avx512F.IsSupported)
        {
            Avx512F.Compress(Vector512<float>.Zero, chosen, lanes).StoreUnsafe(ref to, (nuint)at);
            return;
        }
        for (ulong bits = chosen.ExtractMostSignificantBits(); bits != 0; bits &= bits - 1)
            Unsafe.Add(ref to, at++) = lanes[BitOperations.TrailingZeroCount(bits)];
    }

    /// <inheritdoc cref="Store(Vector512{float}, Vector512{float}, ref float, int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<int> lanes, Vector512<float> chosen, ref int to, int at)
        => Store(lanes.AsSingle(), chosen, ref Unsafe.As<int, float>(ref to), at);
}
