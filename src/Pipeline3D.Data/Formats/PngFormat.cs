using Pipeline3D.Core.Live;

namespace Pipeline3D.Data.Formats;

/// <summary>PNG images; see <see cref="PngReader"/>.</summary>
[ScanFormat(".png", Title = "PNG", Holds = ScanContent.Colour | ScanContent.Mask)]
public sealed class PngFormat : IImageFormat, ISniffedFormat
{
    /// <inheritdoc/>
    public bool Sniff(ReadOnlySpan<byte> head)
        => head.Length > 8 && head[0] == 0x89 && head[1..].StartsWith("PNG\r\n"u8);

    /// <summary>As of a depth image that becomes a grid.</summary>
    public long DeclaredBytes(FilePeek file, string path, FormatLimits limits)
    {
        PngHeader header = PngHeader.Parse(file.Head(PngHeader.FileBytes), path, limits);
        return DeclaredSize.OfGrid(file.Length, header.Width, header.Height);
    }

    /// <inheritdoc/>
    public RasterImage ParseImage(ReadOnlySpan<byte> file, string path, FormatLimits limits)
        => PngReader.Parse(file, path, limits);
}
