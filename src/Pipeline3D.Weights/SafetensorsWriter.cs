using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Pipeline3D.Weights;

/// <summary>Writes safetensors: names in the given order, float32 little-endian, byte-equal for equal input.</summary>
public static class SafetensorsWriter
{
    /// <summary>Writes tensors to a stream.</summary>
    /// <param name="stream">Where to; written from its present position on.</param>
    /// <param name="tensors">Name, shape and row-major numbers of each.</param>
    /// <param name="metadata">Text by key for the header, for example a format version; null for none.</param>
    /// <exception cref="ArgumentException">A name is there twice, or numbers do not fill their shape.</exception>
    public static void Write(Stream stream,
        IReadOnlyList<(string Name, long[] Shape, ReadOnlyMemory<float> Numbers)> tensors,
        IReadOnlyDictionary<string, string>? metadata = null)
    {
        byte[] header = Header(tensors, metadata);
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach ((string _, long[] _, ReadOnlyMemory<float> numbers) in tensors)
            stream.Write(MemoryMarshal.AsBytes(numbers.Span));
    }

    private static byte[] Header(IReadOnlyList<(string Name, long[] Shape, ReadOnlyMemory<float> Numbers)> tensors,
        IReadOnlyDictionary<string, string>? metadata)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (metadata is not null)
            {
                json.WriteStartObject("__metadata__");
                foreach ((string key, string text) in metadata)
                    json.WriteString(key, text);
                json.WriteEndObject();
            }
            long begin = 0;
            foreach ((string name, long[] shape, ReadOnlyMemory<float> numbers) in tensors)
            {
                long count = shape.Aggregate(1L, (product, size) => checked(product * size));
                if (!names.Add(name) || count != numbers.Length)
                    throw new ArgumentException($"'{name}' is there twice, or its {numbers.Length} numbers do not fill "
                        + $"[{string.Join(", ", shape)}]", nameof(tensors));
                json.WriteStartObject(name);
                json.WriteString("dtype", "F32");
                json.WriteStartArray("shape");
                foreach (long size in shape)
                    json.WriteNumberValue(size);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(begin);
                json.WriteNumberValue(begin += count * sizeof(float));
                json.WriteEndArray();
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        // Numbers begin at a multiple of 8, so that a reader may map them.
        while (buffer.Length % 8 != 0)
            buffer.WriteByte((byte)' ');
        return buffer.ToArray();
    }
}
