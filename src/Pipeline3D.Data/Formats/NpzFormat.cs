using System.IO.Compression;
using Pipeline3D.Core.Live;

namespace Pipeline3D.Data.Formats;

/// <summary>NumPy's archives: the array named xyz, or the only one, is the cloud.</summary>
[ScanFormat(".npz", Title = "NPZ", Holds = ScanContent.Cloud | ScanContent.Grid)]
public sealed class NpzFormat : ICloudFormat, ISniffedFormat
{
    /// <inheritdoc/>
    public bool Sniff(ReadOnlySpan<byte> head)
        => head.StartsWith("PK\x03\x04"u8) || head.StartsWith("PK\x05\x06"u8);

    /// <summary>The unpacked file, the array and the cloud exist at once. The archive's directory tells the unpacked
    /// sizes, and what unpacks to another size is damaged.</summary>
    public unsafe long DeclaredBytes(ReadOnlySpan<byte> file, string path, FormatLimits limits)
    {
        if (file.IsEmpty)
            throw new FormatException3D(path, 0L, "the file is empty");
        fixed (byte* start = file)
        {
            using var stream = new UnmanagedMemoryStream(start, file.Length);
            try
            {
                using var archive = new ZipArchive(stream, ZipArchiveMode.Read);
                return file.Length + 3 * archive.Entries.Aggregate(0L,
                    (sum, entry) => Math.Min(int.MaxValue, sum + entry.Length));
            }
            catch (Exception cause) when (NpzReader.IsDamage(cause))
            {
                throw NpzReader.Damaged(path, cause);
            }
        }
    }

    /// <inheritdoc/>
    public CloudFile Parse(ReadOnlySpan<byte> file, string path, FormatLimits limits)
    {
        IReadOnlyDictionary<string, NpyArray> arrays = NpzReader.Parse(file, path, limits);
        return arrays.TryGetValue("xyz", out NpyArray? named) ? NpyFormat.ToCloud(named, path, limits)
            : arrays.Count == 1 ? NpyFormat.ToCloud(arrays.Values.First(), path, limits)
            : throw new FormatException3D(path, -1L, "the archive holds "
                + (arrays.Count == 0 ? "no array" : $"the arrays {string.Join(", ", arrays.Keys.Order())}"),
                "a cloud is the array named xyz, or the only one");
    }
}
