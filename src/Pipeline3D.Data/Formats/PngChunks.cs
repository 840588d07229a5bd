using System.Buffers.Binary;

namespace Pipeline3D.Data.Formats;

/// <summary>What a decoder needs of a PNG's chunks after IHDR: the packed data in one piece and the palette.</summary>
internal readonly record struct PngChunks(byte[] Packed, long PackedOffset, byte[] Palette, int PaletteChannels)
{
    /// <summary>Walks all chunks up to IEND, comparing every checksum.</summary>
    /// <exception cref="FormatException3D">A chunk is damaged, cut off, missing, unknown and critical, or out of
    /// order.</exception>
    internal static PngChunks Parse(ReadOnlySpan<byte> file, PngHeader header, string path)
    {
        var data = new List<(int Start, int Length)>();
        ReadOnlySpan<byte> colours = [], alphas = [];
        bool ended = false, dataOver = false;
        int at = PngHeader.FileBytes;
        while (!ended)
        {
            (ReadOnlySpan<byte> type, ReadOnlySpan<byte> body) = ChunkAt(file, at, path);
            if (type.SequenceEqual("IDAT"u8))
            {
                if (dataOver)
                    throw new FormatException3D(path, (long)at, "another chunk lies between two IDAT chunks");
                data.Add((at + 8, body.Length));
            }
            else
            {
                dataOver = data.Count > 0;
                if (type.SequenceEqual("PLTE"u8))
                    colours = PaletteOf(body, at, path);
                else if (type.SequenceEqual("tRNS"u8))
                    alphas = body;
                else if (type.SequenceEqual("IEND"u8))
                    ended = true;
                else if ((type[0] & 0x20) == 0)
                    throw new FormatException3D(path, (long)at,
                        $"the critical chunk {Name(type)} is unknown or repeated");
            }
            at += 12 + body.Length;
        }
        if (data.Count == 0)
            throw new FormatException3D(path, (long)at, "the image has no IDAT chunk, that is no data");
        bool indexed = header.ColourType == PngHeader.Palette;
        if (indexed && colours.IsEmpty)
            throw new FormatException3D(path, (long)at, "an image with a palette has no PLTE chunk");
        return new PngChunks(Join(file, data), data[0].Start,
            indexed ? Merge(colours, alphas) : [], alphas.IsEmpty ? 3 : 4);
    }

    private static ChunkParts ChunkAt(ReadOnlySpan<byte> file, int at, string path)
    {
        if (file.Length - at < 12)
            throw new FormatException3D(path, (long)at, "the file ends before its IEND chunk",
                "it is cut off: copy it again");
        uint length = BinaryPrimitives.ReadUInt32BigEndian(file[at..]);
        ReadOnlySpan<byte> type = file.Slice(at + 4, 4);
        foreach (byte letter in type)
            if (!char.IsAsciiLetter((char)letter))
                throw new FormatException3D(path, at + 4L, "this is not the type of a chunk",
                    "the file is damaged: copy it again");
        if (length > file.Length - at - 12)
            throw new FormatException3D(path, (long)at,
                $"chunk {Name(type)} claims {length} bytes, {file.Length - at - 12} are left",
                "it is cut off: copy it again");
        ReadOnlySpan<byte> body = file.Slice(at + 8, (int)length);
        uint stated = BinaryPrimitives.ReadUInt32BigEndian(file[(at + 8 + (int)length)..]);
        if (stated != Crc32.Of(type, body))
            throw new FormatException3D(path, at + 8L + length,
                $"the checksum of the {Name(type)} chunk is wrong", "the file is damaged: copy it again");
        return new ChunkParts(type, body);
    }

    private static ReadOnlySpan<byte> PaletteOf(ReadOnlySpan<byte> body, int at, string path)
        => body.Length is > 0 and <= 768 && body.Length % 3 == 0 ? body
            : throw new FormatException3D(path, (long)at, $"a palette of {body.Length} bytes is not 1 to 256 colours");

    private static byte[] Join(ReadOnlySpan<byte> file, List<(int Start, int Length)> parts)
    {
        var joined = new byte[parts.Sum(part => part.Length)];
        int at = 0;
        foreach ((int start, int length) in parts)
        {
            file.Slice(start, length).CopyTo(joined.AsSpan(at));
            at += length;
        }
        return joined;
    }

    // Entries beyond the end of tRNS are opaque.
    private static byte[] Merge(ReadOnlySpan<byte> colours, ReadOnlySpan<byte> alphas)
    {
        if (alphas.IsEmpty)
            return colours.ToArray();
        var merged = new byte[colours.Length / 3 * 4];
        for (int i = 0; i < colours.Length / 3; i++)
        {
            colours.Slice(3 * i, 3).CopyTo(merged.AsSpan(4 * i));
            merged[4 * i + 3] = i < alphas.Length ? alphas[i] : byte.MaxValue;
        }
        return merged;
    }

    private static string Name(ReadOnlySpan<byte> type) => System.Text.Encoding.ASCII.GetString(type);

    private readonly ref struct ChunkParts(ReadOnlySpan<byte> type, ReadOnlySpan<byte> body)
    {
        private readonly ReadOnlySpan<byte> _type = type, _body = body;

        public void Deconstruct(out ReadOnlySpan<byte> type, out ReadOnlySpan<byte> body)
        {
            type = _type;
            body = _body;
        }
    }
}
