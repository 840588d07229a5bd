using Pipeline3D.Core.Live;

namespace Pipeline3D.Data.Formats;

/// <summary>Wavefront's text meshes; see <see cref="ObjReader"/>.</summary>
[ScanFormat(".obj", Title = "OBJ", Holds = ScanContent.Cloud | ScanContent.Mesh)]
public sealed class ObjFormat : ICloudFormat, ICloudWriter
{
    bool ICloudWriter.WritesDoubles => true;

    /// <inheritdoc/>
    public CloudFile Parse(ReadOnlySpan<byte> file, string path, FormatLimits limits)
        => ObjReader.Parse(file, path, limits);

    /// <inheritdoc/>
    public void Write(string path, CloudFile cloud) => ObjWriter.Write(path, cloud);
}
