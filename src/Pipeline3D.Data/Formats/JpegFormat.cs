using Pipeline3D.Core.Live;

namespace Pipeline3D.Data.Formats;

/// <summary>JPEG photographs: colours only, as packing changes values. See <see cref="JpegReader"/>.</summary>
[ScanFormat(".jpg", ".jpeg", Title = "JPEG", Holds = ScanContent.Colour)]
public sealed class JpegFormat : IImageFormat, ISniffedFormat
{
    /// <inheritdoc/>
    public bool Sniff(ReadOnlySpan<byte> head)
        => head.Length > 3 && head[0] == 0xFF && head[1] == 0xD8 && head[2] == 0xFF;

    /// <inheritdoc/>
    public long DeclaredBytes(FilePeek file, string path, FormatLimits limits)
    {
        JpegHeader header = JpegHeader.FrameOf(file, path);
        RasterLimits.CheckSize(path, 0, header.Width, header.Height, limits);
        return DeclaredSize.OfGrid(file.Length, header.Width, header.Height);
    }

    /// <inheritdoc/>
    public RasterImage ParseImage(ReadOnlySpan<byte> file, string path, FormatLimits limits)
        => JpegReader.Parse(file, path, limits);
}
