using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Pipeline3D.Data.Formats;

/// <summary>Writes NumPy's .npy files: version 1, little-endian, C order, data at a multiple of 64 bytes.</summary>
public static class NpyWriter
{
    /// <summary>Writes one array.</summary>
    /// <param name="path">The file; overwritten.</param>
    /// <param name="data">The elements, C order.</param>
    /// <param name="shape">Lengths of the axes; their product is the length of <paramref name="data"/>.</param>
    public static void Write<T>(string path, ReadOnlySpan<T> data, params ReadOnlySpan<int> shape) where T : unmanaged
    {
        CheckShape(data.Length, shape);
        using FileStream file = File.Create(path);
        Encode(file, data, shape);
    }

    private static void CheckShape(int elements, ReadOnlySpan<int> shape)
    {
        long count = 1;
        foreach (int length in shape)
            count = checked(count * length);
        if (count != elements)
            throw new ArgumentException($"{elements} elements do not fill the shape ({count})", nameof(shape));
    }

    private static void Encode<T>(Stream file, ReadOnlySpan<T> data, ReadOnlySpan<int> shape) where T : unmanaged
    {
        CheckShape(data.Length, shape);
        string axes = string.Join(", ", shape.ToArray()) + (shape.Length == 1 ? "," : "");
        string dict = $"{{'descr': '{CodeOf<T>()}', 'fortran_order': False, 'shape': ({axes}), }}";
        int padded = (10 + dict.Length + 1 + 63) / 64 * 64;
        var head = new byte[padded];
        head[0] = 0x93;
        "NUMPY"u8.CopyTo(head.AsSpan(1));
        head[6] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(head.AsSpan(8), (ushort)(padded - 10));
        head.AsSpan(10).Fill((byte)' ');
        Encoding.ASCII.GetBytes(dict, head.AsSpan(10));
        head[^1] = (byte)'\n';
        file.Write(head);
        file.Write(MemoryMarshal.AsBytes(data));
    }

    /// <summary>The array as the bytes of its file.</summary>
    /// <param name="data">The elements, C order.</param>
    /// <param name="shape">Lengths of the axes; their product is the length of <paramref name="data"/>.</param>
    public static byte[] ToBytes<T>(ReadOnlySpan<T> data, params ReadOnlySpan<int> shape) where T : unmanaged
    {
        using var stream = new MemoryStream();
        Encode(stream, data, shape);
        return stream.ToArray();
    }

    private static string CodeOf<T>() =>
        typeof(T) == typeof(float) ? "<f4" : typeof(T) == typeof(double) ? "<f8"
        : typeof(T) == typeof(int) ? "<i4" : typeof(T) == typeof(long) ? "<i8"
        : typeof(T) == typeof(ushort) ? "<u2" : typeof(T) == typeof(byte) ? "|u1"
        : typeof(T) == typeof(bool) ? "|b1"
        : throw new NotSupportedException($"NumPy arrays of {typeof(T).Name} are not written");
}
