using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Descriptors;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Kernels;
using Pipeline3D.Kernels.Devices;
using Pipeline3D.Kernels.Normals;

namespace Pipeline3D.Detection.Clouds;

/// <summary>Describes the points of an unorganized cloud.</summary>
/// <remarks>Source: the baselines of the Real3D-AD benchmark. Radii are multiples of the voxel size: normals 2 voxels
/// and 30 points, histograms 5 voxels and 100 points. Normals point away from the centroid, as the clouds are closed
/// objects.</remarks>
internal static class CloudExtractor
{
    private const int NormalNeighbours = 30, FeatureNeighbours = 100, RawRepeats = 11;

    /// <summary>Describes every point.</summary>
    /// <param name="cloud">n finite points; not changed.</param>
    /// <param name="features">What with.</param>
    /// <param name="voxelSize">In the unit of the cloud; 0.5 mm in the benchmark.</param>
    /// <param name="threads">Most threads to use; 0 = one per core. The result does not depend on it.</param>
    /// <param name="scope">Where FPFH is computed; null for the cores.</param>
    /// <param name="stop">Ends the work.</param>
    /// <returns>Shape [n, 33], [n, 3] or [n, 66].</returns>
    /// <exception cref="ArgumentException">A point is not finite, or the voxel size is not above 0.</exception>
    public static FeatureMatrix Extract(PointCloud cloud, CloudFeatures features, double voxelSize,
        int threads = 0, DeviceScope? scope = null, CancellationToken stop = default)
        => Describe(Centred(cloud), features, voxelSize, threads, scope, stop);

    internal static PointCloud Centred(PointCloud cloud) => Rigid.Translated(cloud, -Vector3d.MeanOf(cloud));

    /// <summary>As <see cref="Extract"/>, for a cloud that lies where it should.</summary>
    internal static FeatureMatrix Describe(PointCloud placed, CloudFeatures features, double voxelSize, int threads,
        DeviceScope? scope, CancellationToken stop)
    {
        if (features == CloudFeatures.Raw)
            return new FeatureMatrix(placed.Count, 3, placed.ToInterleaved());
        FeatureMatrix fpfh = Histograms(placed, voxelSize, threads, scope, stop);
        return features == CloudFeatures.Fpfh ? fpfh : Join(fpfh, placed);
    }

    /// <summary>Values per point.</summary>
    internal static int LengthOf(CloudFeatures features) => features switch
    {
        CloudFeatures.Raw => 3,
        CloudFeatures.Fpfh => Fpfh.Length,
        _ => Fpfh.Length + (3 * RawRepeats),
    };

    internal static FeatureMatrix Histograms(
        PointCloud cloud, double voxelSize, int threads, DeviceScope? scope, CancellationToken stop)
        => OnDevice.Fpfh(scope, cloud, 2 * voxelSize, NormalNeighbours, NormalOrientation.Outwards(cloud),
            5 * voxelSize, FeatureNeighbours, threads, stop);

    private static FeatureMatrix Join(FeatureMatrix fpfh, PointCloud points)
    {
        var joined = new FeatureMatrix(fpfh.Rows, LengthOf(CloudFeatures.FpfhRaw));
        for (int i = 0; i < fpfh.Rows; i++)
        {
            Span<float> row = joined.Row(i);
            fpfh.Row(i).CopyTo(row);
            row.Slice(Fpfh.Length, RawRepeats).Fill(points.X[i]);
            row.Slice(Fpfh.Length + RawRepeats, RawRepeats).Fill(points.Y[i]);
            row.Slice(Fpfh.Length + (2 * RawRepeats), RawRepeats).Fill(points.Z[i]);
        }
        return joined;
    }
}
