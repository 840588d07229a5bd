using Pipeline3D.Core.Live;

namespace Pipeline3D.Data.Formats;

/// <summary>Tables of points as spreadsheets write them; see <see cref="XyzReader"/>.</summary>
[ScanFormat(".csv", Title = "CSV", Holds = ScanContent.Cloud)]
public sealed class CsvFormat : ICloudFormat
{
    /// <inheritdoc/>
    public CloudFile Parse(ReadOnlySpan<byte> file, string path, FormatLimits limits)
        => XyzReader.Parse(file, path, limits);
}
