using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Detection.Models;

/// <summary>Reads the fields of a model file, each checked against what is left of it.</summary>
internal ref struct ModelReader(ReadOnlySpan<byte> content, int offset)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false,
        throwOnInvalidBytes: true);
    private readonly ReadOnlySpan<byte> _content = content;

    /// <summary>Place of the next field.</summary>
    public int Offset { get; private set; } = offset;

    public long Int64(string what) => BinaryPrimitives.ReadInt64LittleEndian(Take(8, what));

    /// <summary>A whole number in a range.</summary>
    public int Count(string what, int least, int most)
    {
        int place = Offset, value = BinaryPrimitives.ReadInt32LittleEndian(Take(4, what));
        return value >= least && value <= most
            ? value : throw new ModelFormatException($"the {what} is {value}; it must be from {least} to {most}",
                place);
    }

    public string Text(string what, int maxBytes)
    {
        int length = Count($"length of the {what}", 0, maxBytes), place = Offset;
        try
        {
            return Strict.GetString(Take(length, what));
        }
        catch (DecoderFallbackException cause)
        {
            throw new ModelFormatException($"the {what} is no valid UTF-8", place, cause);
        }
    }

    /// <summary>A matrix of finite values.</summary>
    public FeatureMatrix Matrix(string name)
    {
        int rows = Count($"number of rows of '{name}'", 1, int.MaxValue),
            columns = Count($"number of columns of '{name}'", 1, int.MaxValue);
        long bytes = (long)rows * columns * sizeof(float);
        if (bytes > _content.Length - Offset)
            throw new ModelFormatException(
                $"the matrix '{name}' claims {rows} x {columns} values, {_content.Length - Offset} bytes are left",
                Offset);
        int place = Offset;
        float[] values = MemoryMarshal.Cast<byte, float>(Take((int)bytes, $"matrix '{name}'")).ToArray();
        for (int i = 0; i < values.Length; i++)
            if (!float.IsFinite(values[i]))
                throw new ModelFormatException($"value {i} of '{name}' is {values[i]}; it must be finite",
                    place + (4L * i));
        return new FeatureMatrix(rows, columns, values);
    }

    private ReadOnlySpan<byte> Take(int length, string what)
    {
        if (length > _content.Length - Offset)
            throw new ModelFormatException(
                $"the file ends within the {what}: {length} bytes are needed, {_content.Length - Offset} are left",
                Offset);
        ReadOnlySpan<byte> taken = _content.Slice(Offset, length);
        Offset += length;
        return taken;
    }
}
