using System.Buffers.Binary;
using Pipeline3D.Core.Live;
using Pipeline3D.Geometry;

namespace Pipeline3D.Data.Formats;

/// <summary>Scans of KITTI's rotating sensor: x, y, z in metres and a reflectance for each point, float32, without a
/// header. The reflectance is left out.</summary>
/// <remarks>Source: Geiger et al. 2013, the dataset's velodyne_points. As nothing in such a file says what it is,
/// numbers that no sensor gives are taken for another kind of file.</remarks>
[ScanFormat(".bin", Title = "KITTI", Holds = ScanContent.Cloud)]
public sealed class KittiFormat : ICloudFormat
{
    private const int RecordBytes = 16;
    private const float Farthest = 1e5f;

    /// <inheritdoc/>
    public CloudFile Parse(ReadOnlySpan<byte> file, string path, FormatLimits limits)
    {
        if (file.Length % RecordBytes != 0)
            throw new FormatException3D(path, file.Length - (file.Length % RecordBytes),
                $"the file ends {file.Length % RecordBytes} bytes into a record of {RecordBytes}: it was cut off, or "
                    + "is no scan of KITTI's layout (x, y, z, reflectance as float32)");
        int count = file.Length / RecordBytes;
        CloudLimits.CheckPoints(path, 0, count, 4, limits);
        var points = new PointCloud(count);
        for (int i = 0; i < count; i++)
            points[i] = new(Read(file, i, 0), Read(file, i, 1), Read(file, i, 2));
        return new CloudFile { Points = points, Width = count, Height = 1 };

        float Read(ReadOnlySpan<byte> bytes, int record, int column)
        {
            int at = (record * RecordBytes) + (column * sizeof(float));
            float value = BinaryPrimitives.ReadSingleLittleEndian(bytes[at..]);
            return Math.Abs(value) <= Farthest ? value : throw new FormatException3D(path, at,
                $"coordinate {"xyz"[column]} of point {record} is {value}, which no scan in metres has: the file is "
                    + "of another kind than KITTI's (x, y, z, reflectance as little-endian float32)");
        }
    }
}
