using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Pipeline3D.Data.Formats;

namespace Pipeline3D.Data.Tests.Formats;

/// <summary>Small little-endian TIFF files with chosen tags.</summary>
internal static class TiffBuilder
{
    /// <summary>A gray 8-bit image of one strip whose tags can be overridden or added.</summary>
    internal static byte[] Gray8(int width, int height, byte[] data, params (TiffTag Tag, int Value)[] changes)
    {
        var tags = new SortedDictionary<TiffTag, int>
        {
            [TiffTag.ImageWidth] = width,
            [TiffTag.ImageLength] = height,
            [TiffTag.BitsPerSample] = 8,
            [TiffTag.Compression] = 1,
            [TiffTag.PhotometricInterpretation] = 1,
            [TiffTag.SamplesPerPixel] = 1,
            [TiffTag.StripByteCounts] = data.Length,
        };
        foreach ((TiffTag tag, int value) in changes)
            tags[tag] = value;
        tags[TiffTag.StripOffsets] = 8 + 2 + 12 * (tags.Count + 1) + 4;
        return [.. Head(), .. Directory(tags, next: 0), .. data];
    }

    /// <summary>An H x W x C float array as H gray pages of W rows and C columns, with tifffile's
    /// description.</summary>
    internal static byte[] RowsAsPages(int height, int width, int channels, float[] samples, int pages = -1)
    {
        pages = pages < 0 ? height : pages;
        byte[] description = Encoding.ASCII.GetBytes($"{{\"shape\": [{height}, {width}, {channels}]}}\0");
        var file = new List<byte>(Head());
        int rowBytes = 4 * width * channels;
        for (int page = 0; page < pages; page++)
        {
            var tags = new SortedDictionary<TiffTag, int>
            {
                [TiffTag.ImageWidth] = channels,
                [TiffTag.ImageLength] = width,
                [TiffTag.BitsPerSample] = 32,
                [TiffTag.Compression] = 1,
                [TiffTag.PhotometricInterpretation] = 1,
                [TiffTag.SamplesPerPixel] = 1,
                [TiffTag.StripByteCounts] = rowBytes,
                [TiffTag.SampleFormat] = 3,
                [TiffTag.ImageDescription] = 0,
                [TiffTag.StripOffsets] = 0,
            };
            int data = file.Count + 2 + 12 * tags.Count + 4;
            tags[TiffTag.StripOffsets] = data;
            tags[TiffTag.ImageDescription] = data + rowBytes;
            int next = page + 1 < pages ? data + rowBytes + description.Length : 0;
            file.AddRange(Directory(tags, next, description.Length));
            file.AddRange(MemoryMarshal.AsBytes(samples.AsSpan(page * width * channels, width * channels)).ToArray());
            file.AddRange(description);
        }
        return [.. file];
    }

    /// <summary>A gray 8-bit BigTIFF of one strip.</summary>
    internal static byte[] Big8(int width, int height, byte[] data)
    {
        (TiffTag Tag, long Value)[] tags =
        [
            (TiffTag.ImageWidth, width), (TiffTag.ImageLength, height), (TiffTag.BitsPerSample, 8),
            (TiffTag.StripOffsets, 16 + 8 + 20 * 5 + 8), (TiffTag.StripByteCounts, data.Length),
        ];
        using var file = new MemoryStream();
        using var writer = new BinaryWriter(file);
        writer.Write((byte[])[0x49, 0x49, 43, 0, 8, 0, 0, 0]);
        writer.Write(16L);
        writer.Write((long)tags.Length);
        foreach ((TiffTag tag, long value) in tags)
        {
            writer.Write((ushort)tag);
            writer.Write((ushort)16);
            writer.Write(1L);
            writer.Write(value);
        }
        writer.Write(0L);
        writer.Write(data);
        return file.ToArray();
    }

    /// <summary>TIFF's LZW of a run of zero bytes, as a compressor packs it best: strings of 1, 2, 3, ...
    /// zeros.</summary>
    internal static byte[] LzwOfZeros(int count)
    {
        var bits = new List<bool>();
        int next = 258, width = 9, length = 0;
        Emit(256);
        while (count > 0)
        {
            // The string of n zeros has code 258 + n - 2 as soon as its shorter ones were seen.
            length = Math.Min(length + 1, count);
            Emit(length == 1 ? 0 : 258 + length - 2);
            count -= length;
            next++;
            // The encoder is one entry ahead of the decoder, which changes width at 511, 1023 and 2047.
            if (next - 1 == (1 << width) - 1 && width < 12)
                width++;
            if (next < 4094)
                continue;
            Emit(256);
            (next, width, length) = (258, 9, 0);
        }
        Emit(257);
        var bytes = new byte[(bits.Count + 7) / 8];
        for (int i = 0; i < bits.Count; i++)
            if (bits[i])
                bytes[i / 8] |= (byte)(0x80 >> (i % 8));
        return bytes;

        void Emit(int code)
        {
            for (int bit = width - 1; bit >= 0; bit--)
                bits.Add(((code >> bit) & 1) != 0);
        }
    }

    private static byte[] Head() => [0x49, 0x49, 42, 0, 8, 0, 0, 0];

    private static byte[] Directory(SortedDictionary<TiffTag, int> tags, int next, int descriptionLength = 0)
    {
        var bytes = new byte[2 + 12 * tags.Count + 4];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)tags.Count);
        int at = 2;
        foreach ((TiffTag tag, int value) in tags)
        {
            bool text = tag == TiffTag.ImageDescription;
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(at), (ushort)tag);
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(at + 2), (ushort)(text ? 2 : 4));
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(at + 4), text ? descriptionLength : 1);
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(at + 8), value);
            at += 12;
        }
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(at), next);
        return bytes;
    }
}
