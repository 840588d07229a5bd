using System.Runtime.InteropServices;
using Pipeline3D.Core.Live;
using Pipeline3D.Geometry;

namespace Pipeline3D.Data.Formats;

/// <summary>NumPy's arrays: [n, 3] is a cloud, [H, W, 3] a grid, [H, W] or [H, W, C] of up to four channels an
/// image.</summary>
[ScanFormat(".npy", Title = "NPY",
    Holds = ScanContent.Cloud | ScanContent.Grid | ScanContent.Colour | ScanContent.Mask)]
public sealed class NpyFormat : ICloudFormat, IImageFormat, ICloudWriter, ISniffedFormat
{
    bool ICloudWriter.WritesDoubles => true;

    /// <inheritdoc/>
    public bool Sniff(ReadOnlySpan<byte> head)
        => head.Length > 6 && head[0] == 0x93 && head[1..].StartsWith("NUMPY"u8);

    /// <inheritdoc/>
    public CloudFile Parse(ReadOnlySpan<byte> file, string path, FormatLimits limits)
        => ToCloud(NpyReader.Parse(file, path, limits), path, limits);

    /// <inheritdoc/>
    public RasterImage ParseImage(ReadOnlySpan<byte> file, string path, FormatLimits limits)
    {
        NpyArray array = NpyReader.Parse(file, path, limits);
        int channels = array.Shape.Length == 3 ? array.Shape[2] : 1;
        if (array.Shape.Length is not (2 or 3) || channels is < 1 or > 4)
            throw new FormatException3D(path, -1L,
                $"the array has shape [{string.Join(", ", array.Shape)}]; an image needs [H, W] or [H, W, C] with C "
                    + "up to 4");
        RasterLimits.CheckSize(path, -1, array.Shape[1], array.Shape[0], limits);
        (SampleType type, byte[] data) = array.Data switch
        {
            byte[] bytes => (SampleType.UInt8, bytes),
            bool[] flags => (SampleType.UInt8, MemoryMarshal.AsBytes(flags.AsSpan()).ToArray()),
            ushort[] words => (SampleType.UInt16, MemoryMarshal.AsBytes(words.AsSpan()).ToArray()),
            _ => (SampleType.Float32, MemoryMarshal.AsBytes(array.To<float>().AsSpan()).ToArray()),
        };
        return new RasterImage(array.Shape[1], array.Shape[0], channels, type, data);
    }

    /// <summary>Writes [H, W, 3] of a grid, [n, 3] otherwise; float64 of a cloud with an offset.</summary>
    public void Write(string path, CloudFile cloud)
    {
        if (cloud.Offset != default)
            NpyWriter.Write<double>(path, Whole(cloud), cloud.Points.Count, 3);
        else if (cloud.Height > 1)
            NpyWriter.Write<float>(path, cloud.Points.ToInterleaved(), cloud.Height, cloud.Width, 3);
        else
            NpyWriter.Write<float>(path, cloud.Points.ToInterleaved(), cloud.Points.Count, 3);
    }

    internal static CloudFile ToCloud(NpyArray array, string path, FormatLimits limits)
    {
        if (array.Shape.Length is not (2 or 3) || array.Shape[^1] != 3 || array.ElementType == typeof(bool))
            throw new FormatException3D(path, -1L, $"the array has shape [{string.Join(", ", array.Shape)}] of "
                + $"{array.ElementType.Name}; a cloud needs numbers of [n, 3] or [H, W, 3]");
        CloudLimits.CheckPoints(path, -1, array.Length / 3, 3, limits);
        bool isGrid = array.Shape.Length == 3;
        if (array.Data is float[] or byte[] or ushort[])
            return CloudOf(array, isGrid, PointCloud.FromInterleaved(array.To<float>()));
        double[] wide = array.To<double>();
        return ExactCoordinates.Parse([], path, limits, (_, _, _, narrowing)
            => CloudOf(array, isGrid, narrowing.PointsOf(wide)));
    }

    private static double[] Whole(CloudFile cloud)
    {
        var xyz = new double[checked(3 * cloud.Points.Count)];
        for (int i = 0, at = 0; at < xyz.Length; i++, at += 3)
            (xyz[at], xyz[at + 1], xyz[at + 2]) = (cloud.Offset.X + cloud.Points.X[i], cloud.Offset.Y
                + cloud.Points.Y[i], cloud.Offset.Z + cloud.Points.Z[i]);
        return xyz;
    }

    private static CloudFile CloudOf(NpyArray array, bool isGrid, PointCloud points) => new()
    {
        Points = points,
        Width = isGrid ? array.Shape[1] : points.Count,
        Height = isGrid ? array.Shape[0] : 1,
    };
}
