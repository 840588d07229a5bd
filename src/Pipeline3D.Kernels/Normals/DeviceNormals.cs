using Pipeline3D.Geometry;
using Pipeline3D.Kernels.Clouds;
using Pipeline3D.Kernels.Devices;
using Pipeline3D.Kernels.Neighbours;

namespace Pipeline3D.Kernels.Normals;

/// <summary>Normals on a device until the program ends.</summary>
internal static class DeviceNormals
{
    /// <summary>Queues their estimation.</summary>
    /// <param name="lane">The program's lane.</param>
    /// <param name="cloud">At least one point.</param>
    /// <param name="grid">The same cloud's.</param>
    /// <param name="radius">Reach, in the unit of the coordinates.</param>
    /// <param name="maxNeighbours">At most so many points, itself included.</param>
    /// <param name="orientation">Which way they look.</param>
    /// <returns>By point; shape [n] each.</returns>
    public static CloudView Estimate(DeviceLane lane, PointCloud cloud, DeviceGrid grid, double radius,
        int maxNeighbours, NormalOrientation orientation)
    {
        DeviceNeighbours found = DeviceNeighbours.Within(lane, grid, maxNeighbours, radius);
        var normals = new CloudView(lane.Rent<float>(grid.Count), lane.Rent<float>(grid.Count),
            lane.Rent<float>(grid.Count));
        lane.Launch(NormalEstimate.Run, grid.Count, new NormalEstimate
        {
            Cloud = DeviceCloud.Of(lane, cloud).View,
            Members = grid.View.Members,
            Keys = found.Keys,
            Normals = normals,
            Count = grid.Count,
            K = found.K,
            Sign = orientation.Sign,
            Place = orientation.Place,
        });
        return normals;
    }
}
