using System.Numerics;
using System.Runtime.InteropServices;

namespace Pipeline3D.Data.Formats;

/// <summary>Turns stored samples into those of <see cref="TiffLayout.Type"/>.</summary>
internal static class TiffSamples
{
    /// <summary>Converts the first samples of one row of a chunk.</summary>
    /// <param name="source">Stored samples in machine byte order, those of fewer than 8 bits high bit first.</param>
    /// <param name="layout">What they are.</param>
    /// <param name="target">Overwritten; its length says how many. Samples of fewer than 8 bits become their
    /// value.</param>
    internal static void Convert(ReadOnlySpan<byte> source, TiffLayout layout, Span<byte> target)
    {
        if (layout.IsStoredAsDecoded)
        {
            source[..target.Length].CopyTo(target);
            return;
        }
        if (layout.Bits < 8)
        {
            SplitBits(source, layout.Bits, target);
            return;
        }
        Span<float> floats = MemoryMarshal.Cast<byte, float>(target);
        switch (layout.SampleFormat, layout.Bits)
        {
            case (1, 32): Widen<uint>(source, floats); break;
            case (1, 64): Widen<ulong>(source, floats); break;
            case (2, 8): Widen<sbyte>(source, floats); break;
            case (2, 16): Widen<short>(source, floats); break;
            case (2, 32): Widen<int>(source, floats); break;
            case (2, 64): Widen<long>(source, floats); break;
            default: Widen<Half>(source, floats); break;
        }
    }

    private static void Widen<T>(ReadOnlySpan<byte> source, Span<float> target) where T : unmanaged, INumberBase<T>
    {
        ReadOnlySpan<T> samples = MemoryMarshal.Cast<byte, T>(source);
        for (int i = 0; i < target.Length; i++)
            target[i] = float.CreateTruncating(samples[i]);
    }

    private static void SplitBits(ReadOnlySpan<byte> source, int bits, Span<byte> target)
    {
        int mask = (1 << bits) - 1;
        for (int i = 0, at = 0; i < target.Length; i++, at += bits)
            target[i] = (byte)((source[at >> 3] >> (8 - bits - (at & 7))) & mask);
    }
}
