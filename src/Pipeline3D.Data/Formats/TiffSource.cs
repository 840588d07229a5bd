namespace Pipeline3D.Data.Formats;

/// <summary>The first image of a TIFF file, its directory and layout read, its samples not yet.</summary>
internal readonly ref struct TiffSource
{
    /// <summary>The whole file.</summary>
    internal required ReadOnlySpan<byte> File { get; init; }

    /// <summary>The file's name, for messages.</summary>
    internal required string Path { get; init; }

    /// <summary>What to accept at most.</summary>
    internal required FormatLimits Limits { get; init; }

    /// <summary>Where the values of the image's tags lie.</summary>
    internal required TiffDirectory Directory { get; init; }

    /// <summary>The facts of the image, checked for sense and limits.</summary>
    internal required TiffLayout Layout { get; init; }

    /// <summary>Reads directory and layout.</summary>
    /// <exception cref="FormatException3D">The file is no TIFF, damaged, or beyond the limits.</exception>
    internal static TiffSource Open(ReadOnlySpan<byte> file, string path, FormatLimits limits)
    {
        TiffDirectory directory = TiffDirectory.First(file, path);
        return new TiffSource
        {
            File = file,
            Path = path,
            Limits = limits,
            Directory = directory,
            Layout = TiffLayout.Of(directory, file, path, limits),
        };
    }

    /// <summary>The first value of an integer tag, or <paramref name="absent"/>.</summary>
    internal long Integer(TiffTag tag, long absent) => Directory.Integer(File, tag, absent);

    /// <summary>Where a strip or tile lies, held against the file's length.</summary>
    /// <param name="index">Which one, plane by plane.</param>
    /// <param name="unpackedBytes">What it holds unpacked.</param>
    /// <exception cref="FormatException3D">The tags do not name it, or it lies beyond the file's end.</exception>
    internal (long Offset, int Length) ChunkAt(int index, int unpackedBytes)
    {
        // Some writers of tiles keep the tags of strips for them; libtiff takes either.
        TiffTag offsets = Directory.Has(TiffTag.TileOffsets) ? TiffTag.TileOffsets : TiffTag.StripOffsets;
        TiffTag counts = Directory.Has(TiffTag.TileByteCounts) ? TiffTag.TileByteCounts : TiffTag.StripByteCounts;
        if (Directory.CountOf(offsets) < Layout.ChunkCount)
            throw new FormatException3D(Path, Directory.Offset,
                $"tag {(int)offsets} ({offsets}) names {Directory.CountOf(offsets)} strips or tiles, the image needs "
                + $"{Layout.ChunkCount}", "the file is damaged: export it again");
        long offset = Directory.IntegerAt(File, offsets, index);
        // Old writers leave the byte counts out of uncompressed files; what is unpacked then says how much is there.
        long count = Directory.Has(counts) ? Directory.IntegerAt(File, counts, index) : unpackedBytes;
        if (offset < 0 || count < 0 || offset > File.Length || count > File.Length - offset)
            throw new FormatException3D(Path, Math.Min(offset, File.Length),
                $"strip or tile {index} claims bytes {offset} to {(ulong)offset + (ulong)count}, the file has "
                    + $"{File.Length}",
                "the file is cut off: copy or export it again");
        return (offset, (int)count);
    }
}
