using System.Runtime.CompilerServices;

namespace Pipeline3D.Evaluation.Ranking;

/// <summary>Maps float scores to unsigned integers of the same order, so that they can be sorted by digits.</summary>
/// <remarks>-inf sorts first, +inf last, -0 equals +0; NaN must have been turned away before.</remarks>
internal static class ScoreKey
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Of(float score)
    {
        // Adding zero turns -0 into +0, which IEEE calls equal although their bits differ.
        uint bits = BitConverter.SingleToUInt32Bits(score + 0f);
        // Negative numbers grow with their magnitude bits, so all bits flip; of the others only the sign does.
        return bits ^ ((uint)((int)bits >> 31) | 0x8000_0000u);
    }

    public static float ToScore(uint key)
        => BitConverter.UInt32BitsToSingle((key & 0x8000_0000u) != 0 ? key ^ 0x8000_0000u : ~key);
}
