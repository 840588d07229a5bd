using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Pipeline3D.Data.Formats;

/// <summary>The project's own decoder: bounds-checked, strict, and the faster one.</summary>
internal sealed class ManagedTiffDecoder : ITiffDecoder
{
    private const int LowBitFirst = 2;

    /// <inheritdoc/>
    public TiffObjection? ObjectionTo(TiffSource source)
    {
        TiffLayout layout = source.Layout;
        if (!TiffCompression.IsOwn(layout.Compression))
            return new(TiffTag.Compression, layout.Compression, TiffCompression.Advice(layout.Compression));
        return TiffMeaning.ObjectionTo(layout) ?? (IsOldLzw(source)
            ? new(TiffTag.Compression, layout.Compression, "this is the LZW of before TIFF 6.0") : null);
    }

    /// <summary>Whether an image is packed by the LZW of before 1988, as its first bytes tell.</summary>
    internal static bool IsOldLzw(TiffSource source)
    {
        if (source.Layout.Compression != TiffCompression.Lzw)
            return false;
        (long offset, int length) = source.ChunkAt(0, 0);
        return TiffLzw.IsOld(source.File.Slice((int)offset, length));
    }

    /// <inheritdoc/>
    public RasterImage Decode(TiffSource source) => TiffPages.Matches(source)
        ? TiffPages.Decode(source, this) : TiffPicture.Of(source, DecodePage(source));

    /// <summary>Decodes one page to interleaved samples in machine byte order.</summary>
    internal static byte[] DecodePage(TiffSource source)
    {
        byte[] scratch = ArrayPool<byte>.Shared.Rent(source.Layout.ChunkRowBytes);
        try
        {
            return TiffChunks.Assemble(source.Layout, new Chunks(source, scratch));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(scratch);
        }
    }

    private readonly ref struct Chunks(TiffSource source, Span<byte> scratch) : ITiffChunks
    {
        private readonly TiffSource _source = source;
        private readonly Span<byte> _scratch = scratch;

        public void Unpack(int index, Span<byte> unpacked)
        {
            (long offset, int length) = _source.ChunkAt(index, unpacked.Length);
            ReadOnlySpan<byte> packed = _source.File.Slice((int)offset, length);
            if (_source.Layout.FillOrder == LowBitFirst)
                packed = Reversed(packed);
            TiffCompression.Unpack(_source.Layout.Compression, packed, unpacked, _source.Path, offset);
            ToMachineOrder(unpacked, _source.Layout, _source.Directory.BigEndian, _scratch);
        }
    }

    // As libtiff does, whatever packed the bytes.
    private static byte[] Reversed(ReadOnlySpan<byte> packed)
    {
        byte[] reversed = packed.ToArray();
        foreach (ref byte value in reversed.AsSpan())
        {
            int bits = value;
            bits = ((bits & 0x55) << 1) | ((bits >> 1) & 0x55);
            bits = ((bits & 0x33) << 2) | ((bits >> 2) & 0x33);
            value = (byte)((bits << 4) | (bits >> 4));
        }
        return reversed;
    }

    private static void ToMachineOrder(Span<byte> rows, TiffLayout layout, bool bigEndian, Span<byte> scratch)
    {
        int bytes = layout.Bits / 8;
        if (layout.Predictor == 3)
        {
            TiffPredictor.UndoFloat(rows, layout.ChunkRowBytes, layout.ChunkChannels, bytes, scratch);
            return;
        }
        if (bigEndian == BitConverter.IsLittleEndian)
            SwapBytes(rows, bytes);
        if (layout.Predictor == 2)
            TiffPredictor.UndoHorizontal(rows, layout.ChunkRowBytes, layout.ChunkChannels, bytes);
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
}
