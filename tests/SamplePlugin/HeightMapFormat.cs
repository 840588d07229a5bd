using System.Buffers.Binary;
using Pipeline3D.Core.Live;
using Pipeline3D.Data.Formats;
using Pipeline3D.Geometry;

namespace SamplePlugin;

/// <summary>Height maps of a profile sensor: <c>HMAP</c>, columns and rows as int32, the edge of a cell in metres and
/// one height per cell as float32, all little-endian.</summary>
[ScanFormat(".hmap", Title = "HMAP", Holds = ScanContent.Cloud | ScanContent.Grid)]
public sealed class HeightMapFormat : ICloudFormat, ISniffedFormat
{
    private const int HeaderBytes = 16;

    /// <inheritdoc/>
    public bool Sniff(ReadOnlySpan<byte> head) => head.StartsWith("HMAP"u8);

    /// <inheritdoc/>
    public long DeclaredBytes(FilePeek file, string path, FormatLimits limits)
    {
        (int width, int height) = SizeOf(file.Head(HeaderBytes), file.Length, path, limits);
        return DeclaredSize.OfGrid(file.Length, width, height);
    }

    /// <inheritdoc/>
    public CloudFile Parse(ReadOnlySpan<byte> file, string path, FormatLimits limits)
    {
        (int width, int height) = SizeOf(file, file.Length, path, limits);
        float edge = BinaryPrimitives.ReadSingleLittleEndian(file[12..]);
        if (!(edge > 0) || !float.IsFinite(edge))
            throw new FormatException3D(path, 12L, $"a cell has an edge of {edge} m", "it must be greater than 0");
        var points = new PointCloud(width * height);
        for (int i = 0; i < points.Count; i++)
            points[i] = new(edge * (i % width), edge * (i / width),
                BinaryPrimitives.ReadSingleLittleEndian(file[(HeaderBytes + sizeof(float) * i)..]));
        return new CloudFile { Points = points, Width = width, Height = height };
    }

    private static (int Width, int Height) SizeOf(ReadOnlySpan<byte> file, int bytes, string path,
        FormatLimits limits)
    {
        if (file.Length < HeaderBytes || !file.StartsWith("HMAP"u8))
            throw new FormatException3D(path, 0L, "this is no height map: it does not begin with HMAP and its size");
        int width = BinaryPrimitives.ReadInt32LittleEndian(file[4..]),
            height = BinaryPrimitives.ReadInt32LittleEndian(file[8..]);
        RasterLimits.CheckSize(path, 4, width, height, limits);
        RasterLimits.CheckDecoded(path, 4, (long)sizeof(float) * width * height, bytes - HeaderBytes, 1, limits);
        return (width, height);
    }
}
