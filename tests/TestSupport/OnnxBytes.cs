using System.Runtime.InteropServices;
using System.Text;

namespace Pipeline3D.TestSupport;

/// <summary>Writes the parts of ONNX files that the project reads, as protocol buffers.</summary>
public static class OnnxBytes
{
    public static byte[] Whole(int field, ulong value) => [.. Varint((ulong)field << 3), .. Varint(value)];

    public static byte[] Bytes(int field, params ReadOnlySpan<byte> content)
        => [.. Varint(((ulong)field << 3) | 2), .. Varint((ulong)content.Length), .. content];

    public static byte[] Text(int field, string text) => Bytes(field, Encoding.UTF8.GetBytes(text));

    /// <summary>A model of a graph's parts.</summary>
    public static byte[] Model(params ReadOnlySpan<byte[]> parts) => [.. Whole(1, 3), .. Bytes(7, Joined(parts))];

    public static byte[] Node(string kind, string[] inputs, string output) => Bytes(1, [.. inputs.SelectMany(input =>
        Text(1, input)), .. Text(2, output), .. Text(4, kind)]);

    /// <summary>A tensor whose numbers are packed as floats, or raw bytes.</summary>
    public static byte[] Tensor(string name, long[] shape, float[] numbers, bool raw = false) => Bytes(5,
        [.. shape.SelectMany(size => Whole(1, (ulong)size)), .. Whole(2, 1),
            .. Bytes(raw ? 9 : 4, MemoryMarshal.AsBytes(numbers.AsSpan())), .. Text(8, name)]);

    /// <summary>An output of float32, as a model that is merged into the one before it.</summary>
    public static byte[] Output(string name)
        => Bytes(7, Bytes(12, [.. Text(1, name), .. Bytes(2, Bytes(1, Whole(1, 1)))]));

    private static byte[] Joined(ReadOnlySpan<byte[]> parts)
    {
        var all = new List<byte>();
        foreach (byte[] part in parts)
            all.AddRange(part);
        return [.. all];
    }

    private static List<byte> Varint(ulong value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7)
            bytes.Add((byte)(value | 0x80));
        bytes.Add((byte)value);
        return bytes;
    }
}
