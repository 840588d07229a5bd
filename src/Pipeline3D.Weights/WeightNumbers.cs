using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

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
        int first = type == WeightType.Float16 && BitConverter.IsLittleEndian
            ? HalvesToFloats(MemoryMarshal.Cast<byte, ushort>(bytes)[..into.Length], into) : 0;
        for (int i = first; i < into.Length; i++)
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

    // The runtime converts halves one by one, which takes seconds for a model of 400 million numbers.
    private static int HalvesToFloats(ReadOnlySpan<ushort> halves, Span<float> into)
    {
        // Shifted into place, exponents are 112 too low; a product by a power of two is exact, also for the smallest.
        Vector256<float> scale = Vector256.Create(BitConverter.UInt32BitsToSingle((127 + 112) << 23));
        int i = 0;
        for (; i <= halves.Length - 8; i += 8)
        {
            Vector128<ushort> eight = Vector128.Create(halves.Slice(i, 8));
            // Infinite and NaN: one by one, to keep what NaN carries as the runtime does.
            if (Vector128.EqualsAny(eight & Vector128.Create((ushort)0x7C00), Vector128.Create((ushort)0x7C00)))
            {
                for (int lane = 0; lane < 8; lane++)
                    into[i + lane] = (float)BitConverter.UInt16BitsToHalf(halves[i + lane]);
                continue;
            }
            Vector256<uint> wide = Vector256.Create(Vector128.WidenLower(eight), Vector128.WidenUpper(eight));
            Vector256<float> size = ((wide & Vector256.Create(0x7FFFu)) << 13).AsSingle() * scale;
            (size.AsUInt32() | ((wide & Vector256.Create(0x8000u)) << 16)).AsSingle().CopyTo(into[i..]);
        }
        return i;
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
