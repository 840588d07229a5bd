using Pipeline3D.Core.Live;

namespace Pipeline3D.Data.Formats;

/// <summary>Geomview's meshes; see <see cref="OffReader"/>.</summary>
/// <remarks>The keyword may be left out and letters may stand before it, so the first bytes do not tell it.</remarks>
[ScanFormat(".off", Title = "OFF", Holds = ScanContent.Cloud | ScanContent.Mesh)]
public sealed class OffFormat : ICloudFormat, ICloudWriter
{
    bool ICloudWriter.WritesDoubles => true;

    /// <inheritdoc/>
    public CloudFile Parse(ReadOnlySpan<byte> file, string path, FormatLimits limits)
        => OffReader.Parse(file, path, limits);

    /// <inheritdoc/>
    public void Write(string path, CloudFile cloud) => OffWriter.Write(path, cloud);
}
