using System.Buffers.Binary;

namespace Pipeline3D.Data.Formats;

/// <summary>The header and directory of a plain TIFF with what LibTiff needs of an image, every value
/// checked.</summary>
internal sealed class LibTiffDirectory
{
    private const int Long = 4, EntrySize = 12;

    // In the order of their numbers, as a directory wants them; those of strips and tiles come in between.
    private static readonly TiffTag[] Copied =
    [
        TiffTag.BitsPerSample, TiffTag.Compression, TiffTag.PhotometricInterpretation, TiffTag.FillOrder,
        TiffTag.SamplesPerPixel, TiffTag.PlanarConfiguration, TiffTag.T4Options, TiffTag.T6Options, TiffTag.Predictor,
        TiffTag.ColorMap, TiffTag.InkSet, TiffTag.ExtraSamples, TiffTag.SampleFormat, TiffTag.JpegTables,
        TiffTag.JpegProc, TiffTag.JpegInterchangeFormat, TiffTag.JpegInterchangeFormatLength,
        TiffTag.JpegRestartInterval, TiffTag.JpegQTables, TiffTag.JpegDcTables, TiffTag.JpegAcTables,
        TiffTag.YCbCrCoefficients, TiffTag.YCbCrSubSampling, TiffTag.YCbCrPositioning, TiffTag.ReferenceBlackWhite,
    ];

    private readonly bool _bigEndian;
    private readonly SortedDictionary<TiffTag, (int Type, int Count, byte[] Values)> _entries = [];

    private LibTiffDirectory(bool bigEndian, int start) => (_bigEndian, Start) = (bigEndian, start);

    /// <summary>Where <see cref="Bytes"/> must lie: behind the file, at an even place.</summary>
    internal int Start { get; }

    /// <summary>The eight bytes that begin the file.</summary>
    internal byte[] Head { get; private set; } = [];

    /// <summary>The directory and its values.</summary>
    internal byte[] Bytes { get; private set; } = [];

    /// <summary>Writes the directory of an image.</summary>
    /// <exception cref="FormatException3D">A value that is needed lies beyond the file, or does not fit.</exception>
    internal static LibTiffDirectory Of(TiffSource source)
    {
        TiffLayout layout = source.Layout;
        var directory = new LibTiffDirectory(source.Directory.BigEndian, checked(source.File.Length + 1) & ~1);
        directory.AddLongs(TiffTag.ImageWidth, layout.Width);
        directory.AddLongs(TiffTag.ImageLength, layout.Height);
        foreach (TiffTag tag in Copied)
            directory.Copy(source, tag);
        directory.AddChunks(source);
        directory.Write();
        return directory;
    }

    private void Copy(TiffSource source, TiffTag tag)
    {
        ReadOnlySpan<byte> values = source.Directory.Stored(source.File, tag, out int type);
        if (values.IsEmpty || (tag == TiffTag.Predictor && !TiffCompression.HasPredictor(source.Layout.Compression)))
            return;
        int count = (int)source.Directory.CountOf(tag);
        // BigTIFF's types of eight bytes do not exist in a plain TIFF, and types are what LibTiff trips over.
        if (type is 13 or 16 or 18)
            AddLongs(tag, [.. Integers(source, tag, count)]);
        else
            _entries[tag] = (type, count, values.ToArray());
    }

    private static List<int> Integers(TiffSource source, TiffTag tag, int count)
    {
        var values = new List<int>(count);
        for (int i = 0; i < count; i++)
        {
            long value = source.Directory.IntegerAt(source.File, tag, i);
            values.Add(value <= int.MaxValue ? (int)value : throw new FormatException3D(source.Path,
                source.Directory.Offset, $"tag {(int)tag} ({tag}) has the impossible value {value}"));
        }
        return values;
    }

    private void AddChunks(TiffSource source)
    {
        TiffLayout layout = source.Layout;
        if (!source.Directory.Has(TiffTag.TileByteCounts) && !source.Directory.Has(TiffTag.StripByteCounts))
            throw new FormatException3D(source.Path, source.Directory.Offset,
                "tag 279 (StripByteCounts) is missing, so it is unknown where the compressed data end",
                "the file is damaged: export it again");
        int[] offsets = new int[layout.ChunkCount], lengths = new int[layout.ChunkCount];
        for (int i = 0; i < offsets.Length; i++)
        {
            (long offset, lengths[i]) = source.ChunkAt(i, 0);
            offsets[i] = (int)offset;
        }
        AddLongs(layout.Tiled ? TiffTag.TileOffsets : TiffTag.StripOffsets, offsets);
        AddLongs(layout.Tiled ? TiffTag.TileByteCounts : TiffTag.StripByteCounts, lengths);
        if (layout.Tiled)
        {
            AddLongs(TiffTag.TileWidth, layout.ChunkWidth);
            AddLongs(TiffTag.TileLength, layout.ChunkHeight);
        }
        else
            AddLongs(TiffTag.RowsPerStrip, layout.ChunkHeight);
    }

    private void AddLongs(TiffTag tag, params ReadOnlySpan<int> values)
    {
        var bytes = new byte[4 * values.Length];
        for (int i = 0; i < values.Length; i++)
            Put(bytes.AsSpan(4 * i), values[i]);
        _entries[tag] = (Long, values.Length, bytes);
    }

    private void Write()
    {
        Head = [.. _bigEndian ? "MM"u8 : "II"u8, 0, 0, 0, 0, 0, 0];
        PutShort(Head.AsSpan(2), 42);
        Put(Head.AsSpan(4), Start);
        int values = 2 + (EntrySize * _entries.Count) + 4;
        Bytes = new byte[values + _entries.Values.Sum(entry => entry.Values.Length <= 4 ? 0
            : (entry.Values.Length + 1) & ~1)];
        PutShort(Bytes, _entries.Count);
        int at = 2;
        foreach ((TiffTag tag, (int type, int count, byte[] stored)) in _entries)
        {
            PutShort(Bytes.AsSpan(at), (int)tag);
            PutShort(Bytes.AsSpan(at + 2), type);
            Put(Bytes.AsSpan(at + 4), count);
            if (stored.Length > 4)
            {
                Put(Bytes.AsSpan(at + 8), checked(Start + values));
                stored.CopyTo(Bytes, values);
                values += (stored.Length + 1) & ~1;
            }
            else
                stored.CopyTo(Bytes, at + 8);
            at += EntrySize;
        }
    }

    private void Put(Span<byte> target, int value)
    {
        if (_bigEndian)
            BinaryPrimitives.WriteInt32BigEndian(target, value);
        else
            BinaryPrimitives.WriteInt32LittleEndian(target, value);
    }

    private void PutShort(Span<byte> target, int value)
    {
        if (_bigEndian)
            BinaryPrimitives.WriteUInt16BigEndian(target, (ushort)value);
        else
            BinaryPrimitives.WriteUInt16LittleEndian(target, (ushort)value);
    }
}
