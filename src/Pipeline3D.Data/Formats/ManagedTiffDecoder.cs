using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Pipeline3D.Data.Formats;

/// <summary>The decoder that is always there: bounds-checked, without native code, since uploads are not
/// trusted.</summary>
internal sealed class ManagedTiffDecoder : ITiffDecoder
{
    /// <inheritdoc/>
    public RasterImage Decode(ReadOnlySpan<byte> file, string path, FormatLimits limits)
    {
        TiffDirectory directory = TiffDirectory.First(file, path);
        TiffLayout layout = TiffLayout.Of(directory, file, path, limits);
        return TiffPages.Matches(directory, file, layout, limits)
            ? TiffPages.Decode(directory, file, layout, path, limits)
            : new RasterImage(layout.Width, layout.Height, layout.Channels, layout.Type,
                DecodePage(directory, file, layout, path));
    }

    /// <summary>Decodes one page to interleaved samples in machine byte order.</summary>
    internal static byte[] DecodePage(TiffDirectory directory, ReadOnlySpan<byte> file, TiffLayout layout, string path)
    {
        // Some writers of tiles keep the tags of strips for them; libtiff takes either.
        TiffTag offsets = directory.Has(TiffTag.TileOffsets) ? TiffTag.TileOffsets : TiffTag.StripOffsets;
        TiffTag counts = directory.Has(TiffTag.TileByteCounts) ? TiffTag.TileByteCounts : TiffTag.StripByteCounts;
        if (directory.CountOf(offsets) < layout.ChunkCount)
            throw new FormatException3D(path, directory.Offset,
                $"tag {(int)offsets} ({offsets}) names {directory.CountOf(offsets)} strips or tiles, the image needs "
                + $"{layout.ChunkCount}", "the file is damaged: export it again");
        byte[] image = GC.AllocateUninitializedArray<byte>(
            checked(layout.Width * layout.Height * layout.Channels * layout.TargetBytes));
        // The rows of an interleaved strip of the wanted type lie in the image as they lie in the strip.
        bool direct = !layout.Tiled && !layout.Planar && layout.SampleBytes == layout.TargetBytes;
        int chunkBytes = direct ? 0 : checked(layout.ChunkRowBytes * layout.ChunkHeight);
        byte[] chunk = ArrayPool<byte>.Shared.Rent(chunkBytes),
            scratch = ArrayPool<byte>.Shared.Rent(layout.ChunkRowBytes);
        try
        {
            for (int index = 0; index < layout.ChunkCount; index++)
            {
                int plane = index / (layout.ChunksAcross * layout.ChunksDown);
                int x = index % layout.ChunksAcross * layout.ChunkWidth;
                int y = index / layout.ChunksAcross % layout.ChunksDown * layout.ChunkHeight;
                // The last strip is short, an edge tile is padded to full size.
                int rows = layout.Tiled ? layout.ChunkHeight : Math.Min(layout.ChunkHeight, layout.Height - y);
                Span<byte> unpacked = direct
                    ? image.AsSpan(y * layout.ChunkRowBytes, rows * layout.ChunkRowBytes)
                    : chunk.AsSpan(0, rows * layout.ChunkRowBytes);
                ReadOnlySpan<byte> packed = ChunkAt(directory, file, offsets, counts, index, path, unpacked.Length);
                TiffCompression.Unpack(layout.Compression, packed, unpacked, path,
                    directory.IntegerAt(file, offsets, index));
                ToMachineOrder(unpacked, layout, directory.BigEndian, scratch);
                if (!direct)
                    Place(unpacked, layout, x, y, plane, image);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
            ArrayPool<byte>.Shared.Return(scratch);
        }
        return image;
    }

    private static ReadOnlySpan<byte> ChunkAt(TiffDirectory directory, ReadOnlySpan<byte> file,
        TiffTag offsets, TiffTag counts, int index, string path, int unpackedBytes)
    {
        long offset = directory.IntegerAt(file, offsets, index);
        // Old writers leave the byte counts out of uncompressed files; what is unpacked then says how much is there.
        long count = directory.Has(counts) ? directory.IntegerAt(file, counts, index) : unpackedBytes;
        if (offset < 0 || count < 0 || offset > file.Length || count > file.Length - offset)
            throw new FormatException3D(path, Math.Min(offset, file.Length),
                $"strip or tile {index} claims bytes {offset} to {(ulong)offset + (ulong)count}, the file has "
                    + $"{file.Length}",
                "the file is cut off: copy or export it again");
        return file.Slice((int)offset, (int)count);
    }

    private static void ToMachineOrder(Span<byte> rows, TiffLayout layout, bool bigEndian, Span<byte> scratch)
    {
        if (layout.Predictor == 3)
        {
            TiffPredictor.UndoFloat(rows, layout.ChunkRowBytes, layout.ChunkChannels, layout.SampleBytes, scratch);
            return;
        }
        if (bigEndian == BitConverter.IsLittleEndian)
            SwapBytes(rows, layout.SampleBytes);
        if (layout.Predictor == 2)
            TiffPredictor.UndoHorizontal(rows, layout.ChunkRowBytes, layout.ChunkChannels, layout.SampleBytes);
    }

    private static void SwapBytes(Span<byte> bytes, int size)
    {
        if (size == 2)
        {
            Span<ushort> words = MemoryMarshal.Cast<byte, ushort>(bytes);
            BinaryPrimitives.ReverseEndianness(words, words);
        }
        else if (size == 4)
        {
            Span<uint> words = MemoryMarshal.Cast<byte, uint>(bytes);
            BinaryPrimitives.ReverseEndianness(words, words);
        }
        else if (size == 8)
        {
            Span<ulong> words = MemoryMarshal.Cast<byte, ulong>(bytes);
            BinaryPrimitives.ReverseEndianness(words, words);
        }
    }

    // Copies the part of a chunk that lies within the image to its place, converting and interleaving.
    private static void Place(ReadOnlySpan<byte> chunk, TiffLayout layout, int x, int y, int plane, byte[] image)
    {
        int columns = Math.Min(layout.ChunkWidth, layout.Width - x),
            rows = Math.Min(layout.ChunkHeight, layout.Height - y);
        int samples = columns * layout.ChunkChannels, size = layout.TargetBytes;
        int stride = layout.Width * layout.Channels * size;
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<byte> source = chunk.Slice(row * layout.ChunkRowBytes, samples * layout.SampleBytes);
            Span<byte> target = image.AsSpan((y + row) * stride + x * layout.Channels * size);
            if (!layout.Planar)
                Convert(source, layout, target[..(samples * size)]);
            else
                for (int i = 0; i < columns; i++)
                    Convert(source.Slice(i * layout.SampleBytes, layout.SampleBytes), layout,
                        target.Slice((i * layout.Channels + plane) * size, size));
        }
    }

    private static void Convert(ReadOnlySpan<byte> source, TiffLayout layout, Span<byte> target)
    {
        if (layout.SampleBytes == layout.TargetBytes)
        {
            source.CopyTo(target);
            return;
        }
        Span<float> floats = MemoryMarshal.Cast<byte, float>(target);
        if (layout.SampleBytes == 2)
            for (int i = 0; i < floats.Length; i++)
                floats[i] = (float)MemoryMarshal.Read<Half>(source[(2 * i)..]);
        else
            for (int i = 0; i < floats.Length; i++)
                floats[i] = (float)MemoryMarshal.Read<double>(source[(8 * i)..]);
    }
}
