using Pipeline3D.Core.Live;

namespace Pipeline3D.Data.Formats;

/// <summary>TIFF images; three channels of Float32 are a grid of points. See <see cref="TiffReader"/>.</summary>
[ScanFormat(".tiff", ".tif", Title = "TIFF",
    Holds = ScanContent.Cloud | ScanContent.Grid | ScanContent.Colour | ScanContent.Mask)]
public sealed class TiffFormat : ICloudFormat, IImageFormat, ICloudWriter, ISniffedFormat
{
    /// <inheritdoc/>
    public bool Sniff(ReadOnlySpan<byte> head) => head.StartsWith("II*\0"u8) || head.StartsWith("MM\0*"u8)
        || head.StartsWith("II+\0"u8) || head.StartsWith("MM\0+"u8);

    /// <inheritdoc/>
    public long DeclaredBytes(FilePeek file, string path, FormatLimits limits)
    {
        TiffLayout layout = TiffLayout.Of(TiffDirectory.First(file, path), file, path, limits);
        long samples = (long)layout.Width * layout.Height * layout.Channels;
        return DeclaredSize.OfGrid(file.Length, layout.Width, layout.Height)
            + (layout.IsDouble ? DeclaredSize.OfDoubles(samples) : 0);
    }

    /// <inheritdoc/>
    public CloudFile Parse(ReadOnlySpan<byte> file, string path, FormatLimits limits)
    {
        RasterImage image = TiffReader.Parse(file, path, limits);
        if (image.Channels != 3 || !image.IsFloat)
            throw new FormatException3D(path, -1L,
                $"the image has {image.Channels} channels of {image.StoredAs}; a cloud needs three of Float32",
                "is it a depth or colour image?");
        return XyzImage.ToCloud(image, path, limits);
    }

    /// <inheritdoc/>
    public RasterImage ParseImage(ReadOnlySpan<byte> file, string path, FormatLimits limits)
        => TiffReader.Parse(file, path, limits);

    /// <inheritdoc/>
    public void Write(string path, CloudFile cloud)
        => TiffWriter.WriteFloat(path, cloud.Width, cloud.Height, 3, cloud.Points.ToInterleaved());
}
