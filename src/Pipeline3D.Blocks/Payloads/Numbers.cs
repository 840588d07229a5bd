using System.Runtime.InteropServices;

namespace Pipeline3D.Blocks.Payloads;

/// <summary>Arrays of numbers in a stream: their count, then their bytes.</summary>
internal static class Numbers
{
    public static void Write(Stream stream, ReadOnlySpan<float> values)
    {
        stream.Write(BitConverter.GetBytes(values.Length));
        stream.Write(MemoryMarshal.AsBytes(values));
    }

    public static float[] Read(Stream stream)
    {
        Span<byte> count = stackalloc byte[sizeof(int)];
        stream.ReadExactly(count);
        var values = new float[BitConverter.ToInt32(count)];
        stream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }
}
