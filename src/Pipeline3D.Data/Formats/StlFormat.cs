using Pipeline3D.Core.Live;

namespace Pipeline3D.Data.Formats;

/// <summary>Stereolithography's triangles, text and binary; see <see cref="StlReader"/>.</summary>
/// <remarks>The header of a binary file may hold anything, so the first bytes do not tell the format.</remarks>
[ScanFormat(".stl", Title = "STL", Holds = ScanContent.Cloud | ScanContent.Mesh)]
public sealed class StlFormat : ICloudFormat
{
    /// <inheritdoc/>
    public long DeclaredBytes(FilePeek file, string path, FormatLimits limits)
        => StlReader.DeclaredBytes(file, path, limits);

    /// <inheritdoc/>
    public CloudFile Parse(ReadOnlySpan<byte> file, string path, FormatLimits limits)
        => StlReader.Parse(file, path, limits);
}
