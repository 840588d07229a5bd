using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Pipeline3D.Geometry.Descriptors;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Geometry.Tests.Descriptors;

public sealed class RealFragmentTests
{
    [Fact]
    public void Compute_Open3DFragment_CorrelatesLikeOpen3DItself()
    {
        (PointCloud cloud, PointCloud normals) = Fragment(SharedFiles.Data(Path.Combine("features",
            "cloud_bin_0.pcd")));
        byte[] file = File.ReadAllBytes(SharedFiles.Data(Path.Combine("features", "cloud_bin_0.fpfh.bin")));
        Assert.Equal((33, 3903), (BinaryPrimitives.ReadInt32LittleEndian(file),
            BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(4))));
        double[] reference = MemoryMarshal.Cast<byte, double>(file.AsSpan(8)).ToArray();
        float[] found = Fpfh.Compute(cloud, normals, radius: 0.25, maxNeighbours: 100).Values;
        // The file's radius is unknown; Open3D 0.16.1 at 0.25 correlates with it by 0.98 (an older FPFH without the own
        // histogram).
        double meanA = reference.Average(), meanB = found.Average(), ab = 0, aa = 0, bb = 0;
        for (int i = 0; i < found.Length; i++)
        {
            double a = reference[i] - meanA, b = found[i] - meanB;
            (ab, aa, bb) = (ab + (a * b), aa + (a * a), bb + (b * b));
        }
        Assert.True(ab / Math.Sqrt(aa * bb) > 0.95, $"correlation {ab / Math.Sqrt(aa * bb)}");
    }

    // A binary PCD of 3903 points: x y z normal_x normal_y normal_z rgb, 4 bytes each.
    private static (PointCloud Points, PointCloud Normals) Fragment(string path)
    {
        byte[] file = File.ReadAllBytes(path);
        ReadOnlySpan<byte> marker = "DATA binary\n"u8;
        int start = file.AsSpan().IndexOf(marker) + marker.Length;
        Assert.Contains("FIELDS x y z normal_x normal_y normal_z rgb", Encoding.ASCII.GetString(file, 0, start));
        ReadOnlySpan<float> values = MemoryMarshal.Cast<byte, float>(file.AsSpan(start, 3903 * 28));
        PointCloud points = new(3903), normals = new(3903);
        for (int i = 0; i < points.Count; i++)
        {
            ReadOnlySpan<float> row = values.Slice(7 * i, 7);
            (points[i], normals[i]) = (new(row[0], row[1], row[2]), new(row[3], row[4], row[5]));
        }
        return (points, normals);
    }
}
