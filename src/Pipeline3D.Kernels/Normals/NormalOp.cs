using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Descriptors;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Kernels.Clouds;
using Pipeline3D.Kernels.Devices;
using Pipeline3D.Kernels.Neighbours;

namespace Pipeline3D.Kernels.Normals;

/// <summary>Surface normals on a device.</summary>
/// <remarks>Twin: <see cref="SurfaceNormals"/>, with the same neighbourhoods and the same steps in double. Where the
/// two least eigenvalues coincide, any vector of their plane is a normal.</remarks>
internal static class NormalOp
{
    /// <summary>Estimates a normal for every point.</summary>
    /// <param name="scope">Where to run.</param>
    /// <param name="cloud">n finite points; none is allowed.</param>
    /// <param name="radius">Reach, in the unit of the coordinates; points exactly at it count.</param>
    /// <param name="maxNeighbours">At most so many points, itself included; the nearest ones.</param>
    /// <param name="orientation">Which way they look.</param>
    /// <param name="stop">Ends the work.</param>
    /// <returns>n unit vectors; (0, 0, 1), turned, with fewer than three neighbours.</returns>
    /// <exception cref="ArgumentException">An argument is wrong, or a coordinate is not finite.</exception>
    /// <remarks>Cost: one grid search per point and 8 bytes per point and neighbour of device memory.</remarks>
    public static PointCloud Estimate(DeviceScope scope, PointCloud cloud, double radius, int maxNeighbours,
        NormalOrientation orientation = default, CancellationToken stop = default)
    {
        Require.Positive(radius);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxNeighbours);
        var normals = new PointCloud(cloud.Count);
        if (cloud.Count > 0)
            scope.Run(new Program(cloud, radius, maxNeighbours, orientation, normals), stop);
        return normals;
    }

    private readonly struct Program(PointCloud cloud, double radius, int maxNeighbours, NormalOrientation orientation,
        PointCloud normals) : IDeviceProgram
    {
        public void Run(DeviceLane lane)
        {
            CloudView found = DeviceNormals.Estimate(
                lane, cloud, DeviceGrid.Of(lane, cloud), radius, maxNeighbours, orientation);
            DeviceFetch<float> x = lane.Fetch(found.X), y = lane.Fetch(found.Y), z = lane.Fetch(found.Z);
            lane.Synchronise();
            x.CopyTo(normals.X);
            y.CopyTo(normals.Y);
            z.CopyTo(normals.Z);
        }
    }
}
