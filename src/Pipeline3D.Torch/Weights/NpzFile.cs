using System.IO.Compression;

namespace Pipeline3D.Torch.Weights;

/// <summary>A numpy archive: one .npy part for each tensor.</summary>
internal sealed class NpzFile : WeightFile
{
    private readonly ZipArchive _archive;
    private readonly Dictionary<string, (ZipArchiveEntry Part, NpyHeader Header)> _parts = new(StringComparer.Ordinal);
    private readonly List<WeightEntry> _entries = [];

    public NpzFile(string path, ZipArchive archive) : base(path)
    {
        _archive = archive;
        foreach (ZipArchiveEntry part in archive.Entries)
        {
            string name = part.FullName[..^".npy".Length];
            var header = NpyHeader.Read($"{path}/{part.FullName}", count => ZipParts.Read(path, part, 0, Math.Min(count, part.Length)));
            var entry = new WeightEntry(name, header.Type, header.Shape);
            if (header.DataStart + entry.Bytes != part.Length || !_parts.TryAdd(name, (part, header)))
                throw new WeightFormatException($"{path}/{part.FullName}", $"{entry} does not fill {part.Length} bytes, or is "
                    + "there twice");
            _entries.Add(entry);
        }
    }

    public override IReadOnlyList<WeightEntry> Entries => _entries;

    protected override void Dispose(bool disposing) => _archive.Dispose();

    private protected override byte[] ReadBytes(WeightEntry entry)
    {
        (ZipArchiveEntry part, NpyHeader header) = _parts[entry.Name];
        byte[] bytes = ZipParts.Read(FilePath, part, header.DataStart, entry.Bytes);
        return header.IsColumnMajor ? Strided.RowMajor(bytes, 0, [.. entry.Shape], Strided.ColumnMajor([.. entry.Shape]),
            WeightNumbers.SizeOf(entry.Type)) : bytes;
    }
}
