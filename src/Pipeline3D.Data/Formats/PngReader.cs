using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;

namespace Pipeline3D.Data.Formats;

/// <summary>Reads PNG images of every colour type and depth, interlaced or not.</summary>
/// <remarks>Samples come as stored: gAMA, sRGB, iCCP and the transparency of gray and RGB images are ignored. Gray of
/// 1, 2 and 4 bits is scaled to 0..255; a palette becomes RGB, or RGBA when it has a tRNS chunk. Every checksum is
/// compared. Source: PNG specification, third edition. Cost: O(pixels) time, one image and two rows of
/// memory.</remarks>
internal static class PngReader
{
    // First column and row, step of columns and rows of the seven passes of Adam7; one pass of all pixels otherwise.
    private static readonly (int X, int Y, int StepX, int StepY)[] Adam7 =
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    private static readonly (int X, int Y, int StepX, int StepY)[] Whole = [(0, 0, 1, 1)];

    /// <summary>Reads one image.</summary>
    /// <param name="path">The file.</param>
    /// <param name="limits">What to accept at most; the defaults when null.</param>
    /// <returns>1 to 4 samples of 8 or 16 bits per pixel.</returns>
    /// <exception cref="FormatException3D">The file is missing, no PNG, damaged, cut off, or beyond the
    /// limits.</exception>
    public static RasterImage Read(string path, FormatLimits? limits = null) => FileBytes.Parse(path, limits, Parse);

    internal static unsafe RasterImage Parse(ReadOnlySpan<byte> file, string path, FormatLimits limits)
    {
        PngHeader header = PngHeader.Parse(file, path, limits);
        PngChunks chunks = PngChunks.Parse(file, header, path);
        bool hasPalette = header.ColourType == PngHeader.Palette;
        int channels = hasPalette ? chunks.PaletteChannels : header.StoredChannels;
        int pixelBytes = header.StoredChannels * (header.Depth == 16 ? 2 : 1);
        long rawBytes = 0;
        foreach ((int x, int y, int stepX, int stepY) in header.Interlaced ? Adam7 : Whole)
            rawBytes += (long)(header.RowBytes(CountOf(header.Width, x, stepX)) + 1) * CountOf(header.Height, y, stepY);
        RasterLimits.CheckDecoded(path, 16, rawBytes, chunks.Packed.Length, limits.MaxExpansion, limits);
        long imageBytes = (long)header.Width * header.Height * (hasPalette ? 1 + channels : pixelBytes);
        RasterLimits.CheckDecoded(path, 16, imageBytes, imageBytes, 1, limits);

        var image = new byte[(long)header.Width * header.Height * pixelBytes];
        fixed (byte* packed = chunks.Packed)
        {
            using ZLibStream stream = Inflate.Open(packed, chunks.Packed.Length);
            foreach ((int X, int Y, int StepX, int StepY) pass in header.Interlaced ? Adam7 : Whole)
                DecodePass(stream, header, chunks, pass, pixelBytes, image, path);
            Inflate.ReadChecksum(stream, path, chunks.PackedOffset);
        }
        SampleType type = header.Depth == 16 ? SampleType.UInt16 : SampleType.UInt8;
        return new RasterImage(header.Width, header.Height, channels, type,
            hasPalette ? Coloured(image, chunks, path) : image) { Indices = hasPalette ? image : null };
    }

    private static int CountOf(int length, int first, int step)
        => length <= first ? 0 : (length - first + step - 1) / step;

    private static void DecodePass(ZLibStream stream, PngHeader header, PngChunks chunks,
        (int X, int Y, int StepX, int StepY) pass, int pixelBytes, byte[] image, string path)
    {
        int columns = CountOf(header.Width, pass.X, pass.StepX);
        if (columns == 0)
            return;
        int rowBytes = header.RowBytes(columns), filterStep = Math.Max(1, header.PixelBits / 8);
        byte[] row = new byte[rowBytes + 1], above = new byte[rowBytes + 1];
        byte[] line = pass.StepX == 1 ? [] : new byte[columns * pixelBytes];
        for (int y = pass.Y; y < header.Height; y += pass.StepY)
        {
            Inflate.ReadExactly(stream, row, path, chunks.PackedOffset);
            if (row[0] > PngFilter.Paeth)
                throw new FormatException3D(path, chunks.PackedOffset, $"row {y} has the unknown filter {row[0]}");
            PngFilter.Undo(row[0], row.AsSpan(1), above.AsSpan(1), filterStep);
            Span<byte> target = image.AsSpan(y * header.Width * pixelBytes, header.Width * pixelBytes);
            if (pass.StepX == 1)
                Unpack(row.AsSpan(1), header, target);
            else
            {
                Unpack(row.AsSpan(1), header, line);
                for (int i = 0, x = pass.X; i < columns; i++, x += pass.StepX)
                    line.AsSpan(i * pixelBytes, pixelBytes).CopyTo(target[(x * pixelBytes)..]);
            }
            (row, above) = (above, row);
        }
    }

    // One row of stored pixels to one row of samples; the length of target decides how many.
    private static void Unpack(ReadOnlySpan<byte> row, PngHeader header, Span<byte> target)
    {
        if (header.Depth == 16 && BitConverter.IsLittleEndian)
            BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, ushort>(row),
                MemoryMarshal.Cast<byte, ushort>(target));
        else if (header.Depth >= 8)
            row.CopyTo(target);
        else
        {
            int scale = header.ColourType == PngHeader.Palette ? 1 : 255 / ((1 << header.Depth) - 1);
            for (int i = 0; i < target.Length; i++)
                target[i] = (byte)(BitsAt(row, i, header.Depth) * scale);
        }
    }

    private static byte[] Coloured(byte[] indices, PngChunks chunks, string path)
    {
        int channels = chunks.PaletteChannels;
        ReadOnlySpan<byte> palette = chunks.Palette;
        var pixels = new byte[(long)indices.Length * channels];
        for (int i = 0; i < indices.Length; i++)
        {
            int entry = indices[i] * channels;
            if (entry >= palette.Length)
                throw new FormatException3D(path, chunks.PackedOffset,
                    $"a pixel names palette entry {indices[i]}, the palette has {palette.Length / channels}");
            palette.Slice(entry, channels).CopyTo(pixels.AsSpan(i * channels));
        }
        return pixels;
    }

    private static int BitsAt(ReadOnlySpan<byte> row, int index, int depth)
    {
        int bit = index * depth;
        return (row[bit >> 3] >> (8 - depth - (bit & 7))) & ((1 << depth) - 1);
    }
}
