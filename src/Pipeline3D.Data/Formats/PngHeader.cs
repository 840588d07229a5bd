using System.Buffers.Binary;

namespace Pipeline3D.Data.Formats;

/// <summary>The IHDR chunk of a PNG, checked against the combinations that the specification allows and the
/// limits.</summary>
internal readonly record struct PngHeader(int Width, int Height, int Depth, int ColourType, bool Interlaced)
{
    internal const int Gray = 0, Rgb = 2, Palette = 3, GrayAlpha = 4, Rgba = 6;

    /// <summary>Bytes up to the end of IHDR: signature, chunk head, 13 bytes, checksum.</summary>
    internal const int FileBytes = 8 + 8 + 13 + 4;

    /// <summary>Samples per pixel as stored; 1 for a palette index.</summary>
    internal int StoredChannels => ColourType switch { Rgb => 3, GrayAlpha => 2, Rgba => 4, _ => 1 };

    /// <summary>Bits of one stored pixel.</summary>
    internal int PixelBits => StoredChannels * Depth;

    /// <summary>Bytes of a stored row of <paramref name="width"/> pixels, without the filter byte.</summary>
    internal int RowBytes(int width) => checked((int)(((long)width * PixelBits + 7) / 8));

    internal static PngHeader Parse(ReadOnlySpan<byte> file, string path, FormatLimits limits)
    {
        if (file.Length < 8 || !file[..8].SequenceEqual((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A,
            0x0A]))
            throw new FormatException3D(path, 0L, "not a PNG file: it does not begin with 89 'PNG' 0D 0A 1A 0A");
        if (file.Length < FileBytes)
            throw new FormatException3D(path, (long)file.Length, "the PNG header is cut off", "copy the file again");
        if (!file[8..16].SequenceEqual("\0\0\0\rIHDR"u8))
            throw new FormatException3D(path, 8L, "the first chunk is not an IHDR of 13 bytes");
        if (BinaryPrimitives.ReadUInt32BigEndian(file[29..]) != Crc32.Of(file[12..29], []))
            throw new FormatException3D(path, 29L, "the checksum of the IHDR chunk is wrong", "copy the file again");
        uint width = BinaryPrimitives.ReadUInt32BigEndian(file[16..]),
            height = BinaryPrimitives.ReadUInt32BigEndian(file[20..]);
        int depth = file[24], colour = file[25];
        bool known = colour switch
        {
            Gray => depth is 1 or 2 or 4 or 8 or 16,
            Palette => depth is 1 or 2 or 4 or 8,
            Rgb or GrayAlpha or Rgba => depth is 8 or 16,
            _ => false,
        };
        if (!known)
            throw new FormatException3D(path, 24L, $"colour type {colour} with {depth} bits is not a PNG format");
        if (file[26] != 0 || file[27] != 0 || file[28] > 1)
            throw new FormatException3D(path, 26L,
                $"unknown compression {file[26]}, filter {file[27]} or interlace method {file[28]}");
        RasterLimits.CheckSize(path, 16, width, height, limits);
        return new PngHeader((int)width, (int)height, depth, colour, file[28] == 1);
    }
}
