using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;

namespace Pipeline3D.Data.Formats;

/// <summary>Writes PNG images: gray, gray with alpha, RGB or RGBA of 8 or 16 bits, not interlaced.</summary>
/// <remarks>Each row takes the filter with the smallest sum of absolute differences, the heuristic that the PNG
/// specification recommends (section 12.7). The same samples always give the same bytes.</remarks>
public static class PngWriter
{
    /// <summary>Writes an image of 8-bit samples to a file.</summary>
    /// <param name="path">The file; overwritten.</param>
    /// <param name="width">Columns, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="channels">1 gray, 2 gray and alpha, 3 RGB, 4 RGBA.</param>
    /// <param name="samples">Shape [height, width, channels], row-major.</param>
    /// <exception cref="ArgumentException">The samples do not fill the shape, or the shape is none of
    /// PNG's.</exception>
    public static void Write(string path, int width, int height, int channels, ReadOnlySpan<byte> samples)
    {
        CheckShape(width, height, channels, samples.Length);
        using FileStream file = File.Create(path);
        Encode(file, width, height, channels, samples);
    }

    /// <summary>Writes an image of 16-bit samples to a file.</summary>
    /// <param name="path">The file; overwritten.</param>
    /// <param name="width">Columns, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="channels">1 gray, 2 gray and alpha, 3 RGB, 4 RGBA.</param>
    /// <param name="samples">Shape [height, width, channels], row-major, machine byte order.</param>
    /// <exception cref="ArgumentException">The samples do not fill the shape, or the shape is none of
    /// PNG's.</exception>
    public static void Write16(string path, int width, int height, int channels, ReadOnlySpan<ushort> samples)
    {
        CheckShape(width, height, channels, samples.Length);
        using FileStream file = File.Create(path);
        Encode(file, width, height, channels, samples);
    }

    /// <summary>Writes an image of 8-bit samples to a stream, which stays open.</summary>
    /// <param name="target">Where the file's bytes go.</param>
    /// <param name="width">Columns, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="channels">1 gray, 2 gray and alpha, 3 RGB, 4 RGBA.</param>
    /// <param name="samples">Shape [height, width, channels], row-major.</param>
    /// <exception cref="ArgumentException">The samples do not fill the shape, or the shape is none of
    /// PNG's.</exception>
    public static void Encode(Stream target, int width, int height, int channels, ReadOnlySpan<byte> samples)
    {
        CheckShape(width, height, channels, samples.Length);
        EncodeRows(target, width, height, channels, 8, samples);
    }

    /// <summary>Writes an image of 16-bit samples to a stream, which stays open.</summary>
    /// <param name="target">Where the file's bytes go.</param>
    /// <param name="width">Columns, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="channels">1 gray, 2 gray and alpha, 3 RGB, 4 RGBA.</param>
    /// <param name="samples">Shape [height, width, channels], row-major, machine byte order.</param>
    /// <exception cref="ArgumentException">The samples do not fill the shape, or the shape is none of
    /// PNG's.</exception>
    public static void Encode(Stream target, int width, int height, int channels, ReadOnlySpan<ushort> samples)
    {
        CheckShape(width, height, channels, samples.Length);
        EncodeRows(target, width, height, channels, 16, MemoryMarshal.AsBytes(samples));
    }

    private static void EncodeRows(
        Stream target, int width, int height, int channels, int depth, ReadOnlySpan<byte> bytes)
    {
        target.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        Span<byte> header = stackalloc byte[13];
        header.Clear();
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], height);
        header[8] = (byte)depth;
        header[9] = (byte)(channels switch { 1 => 0, 2 => 4, 3 => 2, _ => 6 });
        PngChunkStream.WriteChunk(target, "IHDR"u8, header);

        int step = channels * depth / 8, stride = checked(width * step);
        byte[] row = new byte[stride], above = new byte[stride];
        byte[] trial = new byte[stride + 1], best = new byte[stride + 1];
        using (var chunks = new PngChunkStream(target))
        using (var packed = new ZLibStream(chunks, CompressionLevel.Optimal))
            for (int y = 0; y < height; y++)
            {
                LoadRow(bytes.Slice(checked(y * stride), stride), depth, row);
                ChooseFilter(row, above, step, ref trial, ref best);
                packed.Write(best);
                (row, above) = (above, row);
            }
        PngChunkStream.WriteChunk(target, "IEND"u8, []);
    }

    // PNG stores 16-bit samples big-endian.
    private static void LoadRow(ReadOnlySpan<byte> source, int depth, byte[] row)
    {
        if (depth == 16 && BitConverter.IsLittleEndian)
            BinaryPrimitives.ReverseEndianness(
                MemoryMarshal.Cast<byte, ushort>(source), MemoryMarshal.Cast<byte, ushort>(row.AsSpan()));
        else
            source.CopyTo(row);
    }

    private static void ChooseFilter(
        ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, int step, ref byte[] trial, ref byte[] best)
    {
        long least = long.MaxValue;
        for (int filter = PngFilter.None; filter <= PngFilter.Paeth && least > 0; filter++)
        {
            trial[0] = (byte)filter;
            PngFilter.Apply(filter, row, above, step, trial.AsSpan(1));
            long sum = 0;
            foreach (byte difference in trial.AsSpan(1))
                sum += Math.Abs((int)(sbyte)difference);
            if (sum >= least)
                continue;
            least = sum;
            (trial, best) = (best, trial);
        }
    }

    private static void CheckShape(int width, int height, int channels, int samples)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        if (channels is < 1 or > 4)
            throw new ArgumentOutOfRangeException(nameof(channels), channels, "a PNG has 1 to 4 samples per pixel");
        if ((long)width * height * channels != samples)
            throw new ArgumentException($"{samples} samples do not fill {height} x {width} x {channels}",
                nameof(samples));
    }
}
