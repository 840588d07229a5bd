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
        foreach ((string name, long[] shape, ReadOnlyMemory<float> numbers) in tensors)
            Check(name, shape, numbers.Length);
        Begin(stream, [.. tensors.Select(tensor => (tensor.Name, tensor.Shape))], WeightType.Float32, metadata);
        foreach ((string _, long[] _, ReadOnlyMemory<float> numbers) in tensors)
            stream.Write(MemoryMarshal.AsBytes(numbers.Span));
    }

    /// <summary>Writes tensors one after the other, so that one of them at a time is in memory.</summary>
    /// <param name="stream">Where to; written from its present position on.</param>
    /// <param name="tensors">Name and shape of each.</param>
    /// <param name="numbers">Row-major numbers of a tensor by its name; asked once for each, in their order.</param>
    /// <param name="type">Float32, or Float16, to which numbers are rounded.</param>
    /// <param name="metadata">Text by key for the header; null for none.</param>
    /// <exception cref="ArgumentException">As above, or a number is too large for the type; what was written so far is
    /// no file.</exception>
    public static void Write(Stream stream, IReadOnlyList<(string Name, long[] Shape)> tensors,
        Func<string, ReadOnlyMemory<float>> numbers, WeightType type,
        IReadOnlyDictionary<string, string>? metadata = null)
    {
        if (type is not (WeightType.Float32 or WeightType.Float16))
            throw new ArgumentException($"tensors are written as Float32 or Float16, not {type}", nameof(type));
        Begin(stream, tensors, type, metadata);
        foreach ((string name, long[] shape) in tensors)
        {
            ReadOnlyMemory<float> given = numbers(name);
            Check(name, shape, given.Length);
            stream.Write(type == WeightType.Float32 ? MemoryMarshal.AsBytes(given.Span)
                : MemoryMarshal.AsBytes<Half>(Halves(name, given.Span)));
        }
    }

    private static void Begin(Stream stream, IReadOnlyList<(string Name, long[] Shape)> tensors, WeightType type,
        IReadOnlyDictionary<string, string>? metadata)
    {
        byte[] header = Header(tensors, type, metadata);
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        stream.Write(length);
        stream.Write(header);
    }

    private static void Check(string name, long[] shape, int count)
    {
        if (Count(shape) != count)
            throw new ArgumentException($"the {count} numbers of '{name}' do not fill [{string.Join(", ", shape)}]",
                nameof(name));
    }

    private static long Count(long[] shape) => shape.Aggregate(1L, (product, size) => checked(product * size));

    private static Half[] Halves(string name, ReadOnlySpan<float> numbers)
    {
        var halves = new Half[numbers.Length];
        for (int i = 0; i < halves.Length; i++)
        {
            halves[i] = (Half)numbers[i];
            if (Half.IsInfinity(halves[i]) && float.IsFinite(numbers[i]))
                throw new ArgumentException(string.Create(System.Globalization.CultureInfo.InvariantCulture,
                    $"'{name}' holds {numbers[i]}, which float16 cannot: write float32"), nameof(numbers));
        }
        return halves;
    }

    private static byte[] Header(IReadOnlyList<(string Name, long[] Shape)> tensors, WeightType type,
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
            foreach ((string name, long[] shape) in tensors)
            {
                if (!names.Add(name))
                    throw new ArgumentException($"'{name}' is there twice", nameof(tensors));
                json.WriteStartObject(name);
                json.WriteString("dtype", type == WeightType.Float32 ? "F32" : "F16");
                json.WriteStartArray("shape");
                foreach (long size in shape)
                    json.WriteNumberValue(size);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(begin);
                json.WriteNumberValue(begin += Count(shape) * WeightNumbers.SizeOf(type));
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
