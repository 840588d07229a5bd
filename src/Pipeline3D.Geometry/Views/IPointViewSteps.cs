using Pipeline3D.Geometry.Descriptors;
using Pipeline3D.Geometry.Neighbours;
using Pipeline3D.Geometry.Sampling;

namespace Pipeline3D.Geometry.Views;

/// <summary>The steps of <see cref="PointViewer"/> that take time, for those who run them elsewhere than on the
/// cores.</summary>
internal interface IPointViewSteps
{
    /// <summary>See <see cref="Sampling.FarthestPoints.Select"/>.</summary>
    int[] FarthestPoints(PointCloud cloud, int count, int start);

    /// <summary>See <see cref="KdTree.Nearest(int, bool, int, CancellationToken)"/>.</summary>
    NearestNeighbours Nearest(PointCloud cloud, int k);

    /// <summary>See <see cref="SurfaceNormals.Estimate(PointCloud, double, int, int, CancellationToken)"/>.</summary>
    PointCloud Normals(PointCloud cloud, double radius, int maxNeighbours);

    /// <summary>See <see cref="MultiView.Project(PointCloud, ViewSetup, int, CancellationToken)"/>.</summary>
    ViewProjection[] Project(PointCloud cloud, ViewSetup setup);

    /// <summary>See <see cref="ViewRenderer.Render"/>.</summary>
    ViewImage[] Render(PointCloud cloud, PointCloud normals, ViewSetup setup, ViewImageOptions options);

    /// <summary>See <see cref="ViewRenderer.Labels"/>.</summary>
    byte[][] Labels(PointCloud cloud, bool[] labels, ViewSetup setup, double splatSize);
}

/// <summary>All steps on the cores.</summary>
internal sealed class HostViewSteps(int threads, CancellationToken stop) : IPointViewSteps
{
    public int[] FarthestPoints(PointCloud cloud, int count, int start)
        => Sampling.FarthestPoints.Select(cloud, count, start, stop).Index;

    public NearestNeighbours Nearest(PointCloud cloud, int k)
        => new KdTree(cloud, threads).Nearest(k, includeSelf: false, threads, stop);

    public PointCloud Normals(PointCloud cloud, double radius, int maxNeighbours)
        => SurfaceNormals.Estimate(cloud, radius, maxNeighbours, threads, stop);

    public ViewProjection[] Project(PointCloud cloud, ViewSetup setup)
        => MultiView.Project(cloud, setup, threads, stop);

    public ViewImage[] Render(PointCloud cloud, PointCloud normals, ViewSetup setup, ViewImageOptions options)
        => ViewRenderer.Render(cloud, normals, setup, options, threads, stop);

    public byte[][] Labels(PointCloud cloud, bool[] labels, ViewSetup setup, double splatSize)
        => ViewRenderer.Labels(cloud, labels, setup, splatSize, threads, stop);
}
