using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Neighbours;
using Pipeline3D.Geometry.Views;
using Pipeline3D.Kernels.Devices;

namespace Pipeline3D.Kernels.Views;

/// <summary>The steps of <see cref="PointViewer"/> on a device.</summary>
internal sealed class DeviceViewSteps(DeviceScope scope, CancellationToken stop) : IPointViewSteps
{
    public int[] FarthestPoints(PointCloud cloud, int count, int start)
        => OnDevice.FarthestPoints(scope, cloud, count, start, stop).Index;

    public NearestNeighbours Nearest(PointCloud cloud, int k) => OnDevice.Nearest(scope, cloud, k, stop: stop);

    public PointCloud Normals(PointCloud cloud, double radius, int maxNeighbours)
        => OnDevice.Normals(scope, cloud, radius, maxNeighbours, stop: stop);

    // Pixels and who sees them are all that becomes of it.
    public ViewProjection[] Project(PointCloud cloud, ViewSetup setup)
        => ViewOp.Project(scope, cloud, setup, depths: false, stop);

    public ViewImage[] Render(PointCloud cloud, PointCloud normals, ViewSetup setup, ViewImageOptions options)
        => ViewOp.Render(scope, cloud, normals, setup, options, stop);

    public byte[][] Labels(PointCloud cloud, bool[] labels, ViewSetup setup, double splatSize)
        => ViewOp.Labels(scope, cloud, labels, setup, splatSize, stop);
}
