using Pipeline3D.Core.Live;

namespace Pipeline3D.Data.Formats;

/// <summary>NumPy's archives: the array named xyz, or the only one, is the cloud.</summary>
[ScanFormat(".npz", Title = "NPZ", Holds = ScanContent.Cloud | ScanContent.Grid)]
public sealed class NpzFormat : ICloudFormat, ISniffedFormat
{
    /// <inheritdoc/>
    public bool Sniff(ReadOnlySpan<byte> head)
        => head.StartsWith("PK\x03\x04"u8) || head.StartsWith("PK\x05\x06"u8);

    /// <summary>The unpacked array, its numbers and the cloud exist at once. The archive's directory tells the unpacked
    /// size of the one array that is read, and what unpacks to another size is damaged.</summary>
    public long DeclaredBytes(FilePeek file, string path, FormatLimits limits)
    {
        using Stream stream = file.OpenRead();
        return NpzReader.Read(stream, path, limits, part => file.Length + (3 * part.Length));
    }

    /// <inheritdoc/>
    public CloudFile Parse(ReadOnlySpan<byte> file, string path, FormatLimits limits)
    {
        NpyArray array = NpzReader.Parse(file, path, limits);
        return NpyFormat.ToCloud(array, path, limits);
    }
}
