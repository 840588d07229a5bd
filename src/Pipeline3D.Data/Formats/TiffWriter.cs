using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Pipeline3D.Data.Formats;

/// <summary>Writes float TIFF images as the tools of the field read them back: classic, little-endian, one page, one
/// uncompressed strip, interleaved samples, and tifffile's shape description.</summary>
/// <remarks>Byte for byte the layout of tifffile 2023.2.3, the Software tag apart. Source: TIFF 6.0.</remarks>
public static class TiffWriter
{
    private const ushort Ascii = 2, Short = 3, Long = 4, Rational = 5;
    private const string Software = "pipeline3d";

    /// <summary>Writes one image.</summary>
    /// <param name="path">The file; overwritten.</param>
    /// <param name="width">Columns, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="channels">Samples per pixel, 1 to 4: 1 for a score or depth map, 3 for xyz.</param>
    /// <param name="samples">Shape [height, width, channels], row-major; NaN and infinities are kept.</param>
    /// <exception cref="ArgumentException">The samples do not fill the shape, or exceed the 4 GiB of a classic
    /// TIFF.</exception>
    public static void WriteFloat(string path, int width, int height, int channels, ReadOnlySpan<float> samples)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        if (channels is < 1 or > 4)
            throw new ArgumentOutOfRangeException(nameof(channels), channels, "an image has 1 to 4 samples per pixel");
        if ((long)width * height * channels != samples.Length)
            throw new ArgumentException($"{samples.Length} samples do not fill {height} x {width} x {channels}",
                nameof(samples));
        if ((long)samples.Length * sizeof(float) > uint.MaxValue - 65_536)
            throw new ArgumentException($"{samples.Length} floats exceed the 4 GiB of a classic TIFF", nameof(samples));
        byte[] head = Header(width, height, channels, (uint)((long)samples.Length * sizeof(float)));
        using FileStream file = File.Create(path);
        file.Write(head);
        WriteLittleEndian(file, samples);
    }

    private static void WriteLittleEndian(FileStream file, ReadOnlySpan<float> samples)
    {
        if (BitConverter.IsLittleEndian)
        {
            // A span of bytes ends at 2 GiB, so long images go in parts.
            for (; !samples.IsEmpty; samples = samples[Math.Min(samples.Length, 1 << 24)..])
                file.Write(MemoryMarshal.AsBytes(samples[..Math.Min(samples.Length, 1 << 24)]));
            return;
        }
        Span<byte> word = stackalloc byte[4];
        foreach (float sample in samples)
        {
            BinaryPrimitives.WriteSingleLittleEndian(word, sample);
            file.Write(word);
        }
    }

    private static byte[] Header(int width, int height, int channels, uint dataBytes)
    {
        string shape = channels == 1
            ? string.Create(CultureInfo.InvariantCulture, $"{{\"shape\": [{height}, {width}]}}")
            : string.Create(CultureInfo.InvariantCulture, $"{{\"shape\": [{height}, {width}, {channels}]}}");
        byte[] one = [1, 0, 0, 0, 1, 0, 0, 0];
        var entries = new List<(ushort Tag, ushort Type, int Count, byte[] Value)>
        {
            (256, Long, 1, Word(width)),
            (257, Long, 1, Word(height)),
            (258, Short, channels, Shorts(channels, 32)),
            (259, Short, 1, Shorts(1, 1)),
            (262, Short, 1, Shorts(1, (ushort)(channels >= 3 ? 2 : 1))),
            (270, Ascii, shape.Length + 1, Text(shape, spare: 16)),
            (273, Long, 1, Word(0)),
            (277, Short, 1, Shorts(1, (ushort)channels)),
            (278, Long, 1, Word(height)),
            (279, Long, 1, Word((int)dataBytes)),
            (282, Rational, 1, one),
            (283, Rational, 1, one),
            (284, Short, 1, Shorts(1, 1)),
            (296, Short, 1, Shorts(1, 1)),
            (305, Ascii, Software.Length + 1, Text(Software, spare: 0)),
            (339, Short, channels, Shorts(channels, 3)),
        };
        // Gray and RGB explain one and three samples; a further one needs a meaning: 0, unspecified.
        if (channels is 2 or 4)
            entries.Insert(15, (338, Short, 1, Shorts(1, 0)));

        int outside = 8 + 2 + 12 * entries.Count + 4;
        int dataOffset = outside + entries.Sum(entry => entry.Value.Length > 4 ? Even(entry.Value.Length) : 0);
        dataOffset = (dataOffset + 15) & ~15;
        var head = new byte[dataOffset];
        head[0] = head[1] = (byte)'I';
        head[2] = 42;
        head[4] = 8;
        BinaryPrimitives.WriteUInt16LittleEndian(head.AsSpan(8), (ushort)entries.Count);
        int at = 10;
        foreach ((ushort tag, ushort type, int count, byte[] value) in entries)
        {
            Span<byte> entry = head.AsSpan(at, 12);
            BinaryPrimitives.WriteUInt16LittleEndian(entry, tag);
            BinaryPrimitives.WriteUInt16LittleEndian(entry[2..], type);
            BinaryPrimitives.WriteInt32LittleEndian(entry[4..], count);
            if (tag == 273)
                BinaryPrimitives.WriteInt32LittleEndian(entry[8..], dataOffset);
            else if (value.Length <= 4)
                value.CopyTo(entry[8..]);
            else
            {
                BinaryPrimitives.WriteInt32LittleEndian(entry[8..], outside);
                value.CopyTo(head.AsSpan(outside));
                outside += Even(value.Length);
            }
            at += 12;
        }
        return head;
    }

    private static int Even(int length) => (length + 1) & ~1;

    private static byte[] Word(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return bytes;
    }

    private static byte[] Shorts(int count, ushort value)
    {
        var bytes = new byte[2 * count];
        for (int i = 0; i < count; i++)
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(2 * i), value);
        return bytes;
    }

    // tifffile leaves 16 spare bytes after a description so that tools can lengthen it in place.
    private static byte[] Text(string text, int spare)
    {
        var bytes = new byte[text.Length + 1 + spare];
        Encoding.ASCII.GetBytes(text, bytes);
        return bytes;
    }
}
