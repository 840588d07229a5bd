using System.Buffers.Binary;

namespace Pipeline3D.Data.Formats;

/// <summary>One image file directory of a TIFF or BigTIFF: where the values of its tags lie.</summary>
internal sealed class TiffDirectory
{
    private readonly Dictionary<TiffTag, Entry> _entries = [];
    private readonly string _path;

    private TiffDirectory(string path, bool bigEndian, bool isBig, long offset)
        => (_path, BigEndian, IsBig, Offset) = (path, bigEndian, isBig, offset);

    /// <summary>Whether the file's numbers have their high byte first (MM).</summary>
    internal bool BigEndian { get; }

    /// <summary>Whether the file is a BigTIFF (version 43).</summary>
    internal bool IsBig { get; }

    /// <summary>Where the directory lies.</summary>
    internal long Offset { get; }

    /// <summary>Where the next directory lies; 0 when this is the last.</summary>
    internal long Next { get; private set; }

    /// <summary>Reads the first directory.</summary>
    internal static TiffDirectory First(FileView file, string path)
    {
        bool bigEndian = file.Length >= 8 && file.Slice(0, 2).SequenceEqual("MM"u8);
        if (!bigEndian && !(file.Length >= 8 && file.Slice(0, 2).SequenceEqual("II"u8)))
            throw new FormatException3D(
                path, 0L, "not a TIFF file: it does not begin with II or MM and a header of 8 bytes");
        int version = (int)Number(file.Slice(2, 2), bigEndian);
        if (version == 42)
            return At(file, path, bigEndian, isBig: false, (long)Number(file.Slice(4, 4), bigEndian));
        if (version != 43)
            throw new FormatException3D(path, 2L, $"TIFF version {version} is unknown", "42 is TIFF, 43 is BigTIFF");
        if (file.Length < 16 || Number(file.Slice(4, 2), bigEndian) != 8)
            throw new FormatException3D(path, 4L, "the BigTIFF header is cut off or its offsets are not of 8 bytes");
        return At(file, path, bigEndian, isBig: true, (long)Number(file.Slice(8, 8), bigEndian));
    }

    /// <summary>Reads the directory after this one; only when <see cref="Next"/> is not 0.</summary>
    internal TiffDirectory Following(FileView file) => At(file, _path, BigEndian, IsBig, Next);

    /// <summary>Whether the tag is present.</summary>
    internal bool Has(TiffTag tag) => _entries.ContainsKey(tag);

    /// <summary>Number of values of a tag; 0 when absent.</summary>
    internal long CountOf(TiffTag tag) => Find(tag)?.Count ?? 0;

    /// <summary>The first value of an integer tag, or <paramref name="absent"/>.</summary>
    internal long Integer(FileView file, TiffTag tag, long absent)
        => CountOf(tag) > 0 ? IntegerAt(file, tag, 0) : absent;

    /// <summary>One value of an integer tag.</summary>
    internal long IntegerAt(FileView file, TiffTag tag, long index)
    {
        if (Find(tag) is not { } entry || index >= entry.Count)
            throw new FormatException3D(_path, Offset, $"tag {(int)tag} ({tag}) lacks value {index + 1}",
                "the file is damaged or cut off: export it again");
        int size = SizeOf(entry.Type);
        if (entry.Type is not (1 or 3 or 4 or 13 or 16 or 18))
            throw new FormatException3D(
                _path, Offset, $"tag {(int)tag} ({tag}) has type {entry.Type}, which is no integer");
        ulong value = Number(file.Slice((int)(entry.Offset + index * size), size), BigEndian);
        return value <= long.MaxValue ? (long)value
            : throw new FormatException3D(_path, entry.Offset,
                $"tag {(int)tag} ({tag}) has the impossible value {value}");
    }

    /// <summary>The bytes of a text tag without its terminator; empty when absent.</summary>
    internal ReadOnlySpan<byte> Text(FileView file, TiffTag tag)
        => Find(tag) is { Type: 1 or 2 } entry
            ? file.Slice((int)entry.Offset, (int)entry.Count).TrimEnd((byte)0) : [];

    /// <summary>The values of a tag as stored, and their type; empty when absent.</summary>
    internal ReadOnlySpan<byte> Stored(FileView file, TiffTag tag, out int type)
    {
        Entry? entry = Find(tag);
        type = entry?.Type ?? 0;
        return entry is null ? []
            : file.Slice((int)entry.Value.Offset, (int)entry.Value.Count * SizeOf(entry.Value.Type));
    }

    private Entry? Find(TiffTag tag) => !_entries.TryGetValue(tag, out Entry entry) ? null
        : entry.Fault is null ? entry : throw entry.Fault;

    private static TiffDirectory At(FileView file, string path, bool bigEndian, bool isBig, long offset)
    {
        var directory = new TiffDirectory(path, bigEndian, isBig, offset);
        int countSize = isBig ? 8 : 2, entrySize = isBig ? 20 : 12, wordSize = isBig ? 8 : 4;
        if (offset < 8 || offset > file.Length - countSize)
            throw CutOff(path, offset, file.Length);
        ulong count = Number(file.Slice((int)offset, countSize), bigEndian);
        long start = offset + countSize;
        if (count > (ulong)(file.Length - start) / (ulong)entrySize)
            throw CutOff(path, offset, file.Length);
        for (int i = 0; i < (int)count; i++)
        {
            long at = start + (long)i * entrySize;
            ReadOnlySpan<byte> entry = file.Slice((int)at, entrySize);
            var tag = (TiffTag)Number(entry[..2], bigEndian);
            if (!Enum.IsDefined(tag))
                continue;
            Entry found = directory.EntryOf(file, tag, (int)Number(entry.Slice(2, 2), bigEndian),
                Number(entry.Slice(4, wordSize), bigEndian), at + 4 + wordSize);
            directory._entries[tag] = found.Fault is null || !IsOfEveryImage(tag) ? found : throw found.Fault;
        }
        long end = start + (long)count * entrySize;
        if (end + wordSize <= file.Length)
            directory.Next = (long)Math.Min(Number(file.Slice((int)end, wordSize), bigEndian), long.MaxValue);
        return directory;
    }

    private Entry EntryOf(FileView file, TiffTag tag, int type, ulong count, long field)
    {
        int size = SizeOf(type), inline = IsBig ? 8 : 4;
        if (size == 0)
            return Faulty(field, $"tag {(int)tag} ({tag}) has the unknown type {type}");
        // A count beyond the file's own length cannot be honest, and stops the product below from overflowing.
        if (count == 0 || count > (ulong)file.Length)
            return Faulty(field, $"tag {(int)tag} ({tag}) claims {count} values");
        long bytes = (long)count * size;
        ulong offset = bytes <= inline ? (ulong)field : Number(file.Slice((int)field, inline), BigEndian);
        return offset > (ulong)file.Length || bytes > file.Length - (long)offset
            ? Faulty(field, $"the values of tag {(int)tag} ({tag}) lie at {offset}, beyond the end of the file "
                + $"({file.Length} bytes)", "the file is cut off: copy or export it again")
            : new Entry(type, (long)count, (long)offset, null);
    }

    private static bool IsOfEveryImage(TiffTag tag) => tag is < TiffTag.T4Options or TiffTag.Predictor
        or (>= TiffTag.TileWidth and <= TiffTag.TileByteCounts) or TiffTag.SampleFormat;

    private Entry Faulty(long field, string problem, string advice = "")
        => new(0, 0, 0, new FormatException3D(_path, field, problem, advice));

    private static int SizeOf(int type) => type switch
    {
        1 or 2 or 6 or 7 => 1,
        3 or 8 => 2,
        4 or 9 or 11 or 13 => 4,
        5 or 10 or 12 or 16 or 17 or 18 => 8,
        _ => 0,
    };

    private static ulong Number(ReadOnlySpan<byte> bytes, bool bigEndian) => (bytes.Length, bigEndian) switch
    {
        (1, _) => bytes[0],
        (2, false) => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
        (2, true) => BinaryPrimitives.ReadUInt16BigEndian(bytes),
        (4, false) => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        (4, true) => BinaryPrimitives.ReadUInt32BigEndian(bytes),
        (_, false) => BinaryPrimitives.ReadUInt64LittleEndian(bytes),
        _ => BinaryPrimitives.ReadUInt64BigEndian(bytes),
    };

    private static FormatException3D CutOff(string path, long offset, int length)
        => new(path, offset, $"the directory at {offset} lies beyond the end of the file ({length} bytes)",
            "the file is cut off: copy or export it again");

    // What is wrong with a tag that few images need is said when its value is asked for.
    private readonly record struct Entry(int Type, long Count, long Offset, FormatException3D? Fault);
}
