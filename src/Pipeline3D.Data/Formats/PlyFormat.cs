using Pipeline3D.Core.Live;

namespace Pipeline3D.Data.Formats;

/// <summary>Stanford's polygon files; see <see cref="PlyReader"/>.</summary>
[ScanFormat(".ply", Title = "PLY", Holds = ScanContent.Cloud | ScanContent.Mesh)]
public sealed class PlyFormat : ICloudFormat, ICloudWriter, ISniffedFormat
{
    bool ICloudWriter.WritesDoubles => true;

    /// <inheritdoc/>
    public bool Sniff(ReadOnlySpan<byte> head)
        => new TextHead(head).Next(out ReadOnlySpan<byte> line) && line.SequenceEqual("ply"u8);

    /// <inheritdoc/>
    public CloudFile Parse(ReadOnlySpan<byte> file, string path, FormatLimits limits)
        => PlyReader.Parse(file, path, limits);

    /// <inheritdoc/>
    public void Write(string path, CloudFile cloud) => PlyWriter.Write(path, cloud);
}
