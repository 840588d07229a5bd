using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Pipeline3D.Detection.Clip;

/// <summary>Vectors of length 1 as the bytes in which they are kept.</summary>
internal static class UnitRows
{
    /// <summary>Brings vectors to length 1 and packs them.</summary>
    /// <param name="vectors">Shape [n, length].</param>
    /// <param name="length">Numbers of a vector.</param>
    /// <param name="isHalf">Whether to keep half precision.</param>
    /// <exception cref="NotFiniteNumberException">A number is not finite, or a vector is zero.</exception>
    public static byte[] Keep(ReadOnlySpan<float> vectors, int length, bool isHalf)
    {
        var unit = new float[vectors.Length];
        for (int first = 0; first < vectors.Length; first += length)
            UnitVector.Of(vectors.Slice(first, length), unit.AsSpan(first, length));
        if (!isHalf)
            return MemoryMarshal.AsBytes(unit.AsSpan()).ToArray();
        var halves = new Half[unit.Length];
        TensorPrimitives.ConvertToHalf(unit, halves);
        return MemoryMarshal.AsBytes(halves.AsSpan()).ToArray();
    }

    /// <summary>Unpacks numbers.</summary>
    /// <param name="bytes">What <see cref="Keep"/> made.</param>
    /// <param name="first">Number to begin with.</param>
    /// <param name="count">How many.</param>
    /// <param name="isHalf">Whether half precision was kept.</param>
    public static float[] Read(byte[] bytes, long first, int count, bool isHalf)
    {
        if (!isHalf)
            return MemoryMarshal.Cast<byte, float>(bytes).Slice(checked((int)first), count).ToArray();
        var floats = new float[count];
        TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(bytes).Slice(checked((int)first), count),
            floats);
        return floats;
    }

    /// <summary>Unpacks all numbers.</summary>
    /// <inheritdoc cref="Read(byte[], long, int, bool)"/>
    public static float[] Read(byte[] bytes, bool isHalf) => Read(bytes, 0, bytes.Length / (isHalf ? 2 : 4), isHalf);
}
