using System.IO.Compression;

namespace Pipeline3D.Weights;

/// <summary>A numpy archive: one .npy part for each tensor.</summary>
internal sealed class NpzFile : WeightFile
{
    private const int HeaderLimit = 1 << 16;
    private readonly ZipArchive _archive;
    private readonly Dictionary<string, (ZipArchiveEntry Part, NpyHeader Header)> _parts = new(StringComparer.Ordinal);
    private readonly List<WeightEntry> _entries = [];

    public NpzFile(string path, ZipArchive archive) : base(path)
    {
        _archive = archive;
        foreach (ZipArchiveEntry part in archive.Entries)
        {
            string name = part.FullName[..^".npy".Length];
            byte[] start = ZipParts.Read(path, part, 0, Math.Min(NpyHeader.Reach(HeaderLimit), part.Length));
            var header = NpyHeader.Read(start, $"{path}/{part.FullName}", HeaderLimit);
            if (!header.Fields.IsEmpty)
                throw new WeightFormatException($"{path}/{part.FullName}", "the array is structured ("
                    + $"{string.Join(", ", header.Fields.Select(field => field.Name))}); "
                    + "store its columns as plain arrays");
            var entry = new WeightEntry(name, header.Type, [.. header.Shape.Select(size => (long)size)]);
            if (header.DataStart + header.Bytes != part.Length || !_parts.TryAdd(name, (part, header)))
                throw new WeightFormatException($"{path}/{part.FullName}",
                    $"{entry} does not fill {part.Length} bytes, or is there twice");
            _entries.Add(entry);
        }
    }

    public override IReadOnlyList<WeightEntry> Entries => _entries;

    protected override void Dispose(bool disposing) => _archive.Dispose();

    private protected override byte[] ReadBytes(WeightEntry entry)
    {
        (ZipArchiveEntry part, NpyHeader header) = _parts[entry.Name];
        byte[] stored = ZipParts.Read(FilePath, part, header.DataStart, entry.Bytes), bytes = new byte[stored.Length];
        header.Decode(stored, bytes);
        return bytes;
    }
}
