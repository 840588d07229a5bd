using Pipeline3D.Core.Live;

namespace Pipeline3D.Data.Formats;

/// <summary>Tables of points as text; see <see cref="XyzReader"/>.</summary>
[ScanFormat(".xyz", ".txt", ".asc", Title = "XYZ", Holds = ScanContent.Cloud)]
public sealed class XyzFormat : ICloudFormat, ICloudWriter
{
    bool ICloudWriter.WritesDoubles => true;

    /// <inheritdoc/>
    public CloudFile Parse(ReadOnlySpan<byte> file, string path, FormatLimits limits)
        => XyzReader.Parse(file, path, limits);

    /// <inheritdoc/>
    public void Write(string path, CloudFile cloud) => XyzWriter.Write(path, cloud);
}
