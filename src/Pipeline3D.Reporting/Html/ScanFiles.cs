using System.IO.Compression;
using System.Text.Json;

namespace Pipeline3D.Reporting.Html;

/// <summary>Images and cloud of one scan as JSON: each Base64 of the file, the cloud's compressed with gzip.</summary>
internal static class ScanFiles
{
    /// <summary><c>{colour, depth, score, truth, cloud}</c>, each a string or null.</summary>
    public static string ToJson(ShownScan scan) => JsonSerializer.Serialize(new
    {
        colour = Read(scan, scan.Evidence.ColourImage),
        depth = Read(scan, scan.Evidence.DepthImage),
        score = Read(scan, scan.Evidence.ScoreImage),
        truth = Read(scan, scan.Evidence.TruthImage),
        cloud = Read(scan, scan.Evidence.CloudFile) is { } cloud ? Gzip(cloud) : null,
    });

    private static byte[]? Read(ShownScan scan, string? name)
        => name is null ? null : File.ReadAllBytes(Path.Combine(scan.Folder, name));

    private static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
            gzip.Write(bytes);
        return packed.ToArray();
    }
}
