using System.Buffers.Binary;
using System.Text;

namespace Pipeline3D.Weights.Pickle;

/// <summary>Bounds-checked reading of a pickle's bytes.</summary>
internal sealed class PickleCursor(string file, byte[] bytes)
{
    /// <summary>Byte to be read next.</summary>
    public int Position { get; private set; }

    /// <summary>First byte of the opcode being read.</summary>
    public int OpcodeStart { get; private set; }

    public byte Opcode()
    {
        OpcodeStart = Position;
        return Byte();
    }

    public byte Byte() => Take(1)[0];

    public ushort UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    public double BigEndianDouble() => BinaryPrimitives.ReadDoubleBigEndian(Take(8));

    public string Utf8(long length)
    {
        try
        {
            return new UTF8Encoding(false, true).GetString(Take(length));
        }
        catch (ArgumentException)
        {
            throw Error("text that is no UTF-8");
        }
    }

    public string Latin1(long length) => Encoding.Latin1.GetString(Take(length));

    public string Line()
    {
        int end = bytes.AsSpan(Position).IndexOf((byte)'\n');
        if (end < 0)
            throw Error("a line without end");
        string line = Utf8(end);
        Position++;
        return line;
    }

    /// <summary>A little-endian two's-complement number of up to eight bytes.</summary>
    public long Long(int length)
    {
        if (length > 8)
            throw Error($"a whole number of {length} bytes");
        long value = 0;
        ReadOnlySpan<byte> digits = Take(length);
        for (int i = 0; i < length; i++)
            value |= (long)digits[i] << (8 * i);
        return length is 0 or 8 ? value : value << (64 - 8 * length) >> (64 - 8 * length);
    }

    public WeightFormatException Error(string problem) => new(file, OpcodeStart, problem);

    private ReadOnlySpan<byte> Take(long count)
    {
        if (count < 0 || count > bytes.Length - Position)
            throw Error($"the pickle is cut off: {count} bytes are wanted, {bytes.Length - Position} are left");
        ReadOnlySpan<byte> taken = bytes.AsSpan(Position, (int)count);
        Position += (int)count;
        return taken;
    }
}
