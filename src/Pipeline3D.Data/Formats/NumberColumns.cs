using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Pipeline3D.Data.Formats;

/// <summary>How a number is stored in the binary forms of PCD and PLY.</summary>
internal enum NumberKind
{
    Int8, UInt8, Int16, UInt16, Int32, UInt32, Int64, UInt64, Float32, Float64,
}

/// <summary>Reads columns of numbers out of binary records.</summary>
internal static class NumberColumns
{
    internal static int SizeOf(NumberKind kind) => kind switch
    {
        NumberKind.Int8 or NumberKind.UInt8 => 1,
        NumberKind.Int16 or NumberKind.UInt16 => 2,
        NumberKind.Int32 or NumberKind.UInt32 or NumberKind.Float32 => 4,
        _ => 8,
    };

    /// <summary>Whether a kind has numbers that float32 has not.</summary>
    internal static bool IsWide(NumberKind kind)
        => kind is not NumberKind.Float32 && SizeOf(kind) >= sizeof(float);

    /// <summary>Reads one number per record.</summary>
    /// <param name="data">The records; the last one may end with its number.</param>
    /// <param name="start">Offset of the first number.</param>
    /// <param name="stride">Bytes from one number to the next.</param>
    /// <param name="kind">How it is stored.</param>
    /// <param name="bigEndian">Whether the high byte comes first.</param>
    /// <param name="column">One value per record; overwritten.</param>
    internal static void Read(
        ReadOnlySpan<byte> data, int start, int stride, NumberKind kind, bool bigEndian, CloudColumn column)
    {
        Span<float> target = column.Span;
        if (column.Axis is not null)
        {
            for (int i = 0, at = start; i < target.Length; i++, at += stride)
                if (One(data[at..], kind, bigEndian) is var exact)
                    column.Set(i, (float)exact, StoredNumber.Binary(exact));
            return;
        }
        if (kind == NumberKind.Float32 && bigEndian != BitConverter.IsLittleEndian)
        {
            for (int i = 0, at = start; i < target.Length; i++, at += stride)
                target[i] = MemoryMarshal.Read<float>(data[at..]);
            return;
        }
        for (int i = 0, at = start; i < target.Length; i++, at += stride)
            target[i] = (float)One(data[at..], kind, bigEndian);
    }

    /// <summary>Reads one 32-bit word per record, for packed colours.</summary>
    internal static void ReadWords(ReadOnlySpan<byte> data, int start, int stride, Span<uint> target)
    {
        for (int i = 0, at = start; i < target.Length; i++, at += stride)
            target[i] = BinaryPrimitives.ReadUInt32LittleEndian(data[at..]);
    }

    /// <summary>Reads one number. Integers beyond 2^53 are rounded.</summary>
    internal static double One(ReadOnlySpan<byte> data, NumberKind kind, bool bigEndian) => kind switch
    {
        NumberKind.Int8 => (sbyte)data[0],
        NumberKind.UInt8 => data[0],
        NumberKind.Int16 => bigEndian ? BinaryPrimitives.ReadInt16BigEndian(data)
            : BinaryPrimitives.ReadInt16LittleEndian(data),
        NumberKind.UInt16 => bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(data)
            : BinaryPrimitives.ReadUInt16LittleEndian(data),
        NumberKind.Int32 => bigEndian ? BinaryPrimitives.ReadInt32BigEndian(data)
            : BinaryPrimitives.ReadInt32LittleEndian(data),
        NumberKind.UInt32 => bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(data)
            : BinaryPrimitives.ReadUInt32LittleEndian(data),
        NumberKind.Int64 => bigEndian ? BinaryPrimitives.ReadInt64BigEndian(data)
            : BinaryPrimitives.ReadInt64LittleEndian(data),
        NumberKind.UInt64 => bigEndian ? BinaryPrimitives.ReadUInt64BigEndian(data)
            : BinaryPrimitives.ReadUInt64LittleEndian(data),
        NumberKind.Float32 => bigEndian ? BinaryPrimitives.ReadSingleBigEndian(data)
            : BinaryPrimitives.ReadSingleLittleEndian(data),
        _ => bigEndian ? BinaryPrimitives.ReadDoubleBigEndian(data) : BinaryPrimitives.ReadDoubleLittleEndian(data),
    };
}
