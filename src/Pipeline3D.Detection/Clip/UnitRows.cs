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
        var bytes = new byte[checked(vectors.Length * (isHalf ? 2 : 4))];
        if (!isHalf)
        {
            Span<float> unit = MemoryMarshal.Cast<byte, float>(bytes.AsSpan());
            for (int first = 0; first < vectors.Length; first += length)
                UnitVector.Of(vectors.Slice(first, length), unit.Slice(first, length));
            return bytes;
        }
        Span<Half> halves = MemoryMarshal.Cast<byte, Half>(bytes.AsSpan());
        var row = new float[length];
        for (int first = 0; first < vectors.Length; first += length)
        {
            UnitVector.Of(vectors.Slice(first, length), row);
            TensorPrimitives.ConvertToHalf(row, halves.Slice(first, length));
        }
        return bytes;
    }

    /// <summary>Unpacks numbers.</summary>
    /// <param name="bytes">What <see cref="Keep"/> made.</param>
    /// <param name="first">Number to begin with.</param>
    /// <param name="numbers">Overwritten.</param>
    /// <param name="isHalf">Whether half precision was kept.</param>
    public static void Read(byte[] bytes, long first, Span<float> numbers, bool isHalf)
    {
        if (isHalf)
            TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(bytes).Slice(checked((int)first),
                numbers.Length), numbers);
        else
            MemoryMarshal.Cast<byte, float>(bytes).Slice(checked((int)first), numbers.Length).CopyTo(numbers);
    }

    /// <summary>Unpacks all numbers.</summary>
    /// <param name="bytes">What <see cref="Keep"/> made.</param>
    /// <param name="isHalf">Whether half precision was kept.</param>
    public static float[] Read(byte[] bytes, bool isHalf)
    {
        var numbers = new float[bytes.Length / (isHalf ? 2 : 4)];
        Read(bytes, 0, numbers, isHalf);
        return numbers;
    }
}
