using System.Buffers;

namespace Pipeline3D.Data.Formats;

/// <summary>Gives the strips or tiles of one image, unpacked.</summary>
internal interface ITiffChunks
{
    /// <summary>Fills <paramref name="unpacked"/> with the rows of one chunk, in machine byte order.</summary>
    /// <exception cref="FormatException3D">The chunk is damaged or gives another number of bytes.</exception>
    void Unpack(int index, Span<byte> unpacked);
}

/// <summary>Puts strips and tiles together to an image.</summary>
internal static class TiffChunks
{
    /// <summary>All samples of an image.</summary>
    /// <returns>Shape [Height, Width, Channels] of <see cref="TiffLayout.Type"/>, interleaved, machine byte order;
    /// samples of fewer than 8 bits are bytes of their value, doubles stay doubles.</returns>
    internal static byte[] Assemble<T>(TiffLayout layout, T chunks) where T : ITiffChunks, allows ref struct
    {
        byte[] image = GC.AllocateUninitializedArray<byte>(
            checked(layout.Width * layout.Height * layout.Channels * layout.TargetBytes));
        // The rows of an interleaved strip of the wanted type lie in the image as they lie in the strip.
        bool direct = !layout.Tiled && !layout.Planar && layout.IsStoredAsDecoded;
        int chunkBytes = direct ? 0 : checked(layout.ChunkRowBytes * layout.ChunkHeight);
        byte[] chunk = ArrayPool<byte>.Shared.Rent(chunkBytes),
            row = ArrayPool<byte>.Shared.Rent(
                checked(layout.ChunkWidth * layout.ChunkChannels * layout.TargetBytes));
        try
        {
            for (int index = 0; index < layout.ChunkCount; index++)
            {
                int bytes = layout.RowsOfChunk(index) * layout.ChunkRowBytes;
                Span<byte> unpacked = direct
                    ? image.AsSpan(layout.RowOfChunk(index) * layout.ChunkRowBytes, bytes) : chunk.AsSpan(0, bytes);
                chunks.Unpack(index, unpacked);
                if (!direct)
                    Place(unpacked, layout, index, row, image);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
            ArrayPool<byte>.Shared.Return(row);
        }
        return image;
    }

    // Copies the part of a chunk that lies within the image to its place, converting and interleaving.
    private static void Place(ReadOnlySpan<byte> chunk, TiffLayout layout, int index, Span<byte> row, byte[] image)
    {
        int x = layout.ColumnOfChunk(index), y = layout.RowOfChunk(index);
        int columns = Math.Min(layout.ChunkWidth, layout.Width - x),
            rows = Math.Min(layout.ChunkHeight, layout.Height - y);
        int size = layout.TargetBytes, pixel = layout.Channels * size;
        int samples = columns * layout.ChunkChannels;
        for (int i = 0; i < rows; i++)
        {
            ReadOnlySpan<byte> source = chunk.Slice(i * layout.ChunkRowBytes, layout.ChunkRowBytes);
            Span<byte> target = image.AsSpan((((y + i) * layout.Width) + x) * pixel, columns * pixel);
            if (!layout.Planar)
                TiffSamples.Convert(source, layout, target);
            else
            {
                TiffSamples.Convert(source, layout, row[..(samples * size)]);
                Scatter(row[..(samples * size)], size, target[(layout.PlaneOfChunk(index) * size)..], pixel);
            }
        }
    }

    private static void Scatter(ReadOnlySpan<byte> samples, int size, Span<byte> target, int step)
    {
        for (int from = 0, to = 0; from < samples.Length; from += size, to += step)
            samples.Slice(from, size).CopyTo(target[to..]);
    }
}
