using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Pipeline3D.Weights;

/// <summary>Little-endian bytes of weights as float32.</summary>
internal static class WeightNumbers
{
    public static int SizeOf(WeightType type) => type switch
    {
        WeightType.Float64 or WeightType.Int64 => 8,
        WeightType.Float32 or WeightType.Int32 => 4,
        WeightType.Float16 or WeightType.BFloat16 or WeightType.Int16 or WeightType.UInt16 => 2,
        _ => 1,
    };

    /// <summary>Converts as many numbers as <paramref name="into"/> holds; float64 and integers are rounded.</summary>
    public static void ToFloats(WeightType type, ReadOnlySpan<byte> bytes, Span<float> into)
    {
        int size = SizeOf(type);
        if (type == WeightType.Float32 && BitConverter.IsLittleEndian)
        {
            MemoryMarshal.Cast<byte, float>(bytes)[..into.Length].CopyTo(into);
            return;
        }
        for (int i = 0; i < into.Length; i++)
        {
            ReadOnlySpan<byte> at = bytes.Slice(i * size, size);
            into[i] = type switch
            {
                // Through double a long would be rounded twice.
                WeightType.Int64 => BinaryPrimitives.ReadInt64LittleEndian(at),
                _ => (float)ToDouble(type, at),
            };
        }
    }

    /// <summary>One number.</summary>
    public static double ToDouble(WeightType type, ReadOnlySpan<byte> at) => type switch
    {
        WeightType.Float32 => BinaryPrimitives.ReadSingleLittleEndian(at),
        WeightType.Float64 => BinaryPrimitives.ReadDoubleLittleEndian(at),
        WeightType.Float16 => (double)BinaryPrimitives.ReadHalfLittleEndian(at),
        WeightType.BFloat16 => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(at) << 16),
        WeightType.Int64 => BinaryPrimitives.ReadInt64LittleEndian(at),
        WeightType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(at),
        WeightType.Int16 => BinaryPrimitives.ReadInt16LittleEndian(at),
        WeightType.UInt16 => BinaryPrimitives.ReadUInt16LittleEndian(at),
        WeightType.Int8 => (sbyte)at[0],
        _ => at[0],
    };
}
