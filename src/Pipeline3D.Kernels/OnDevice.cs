using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Interpolation;
using Pipeline3D.Geometry.Neighbours;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Geometry.Planes;
using Pipeline3D.Geometry.Sampling;
using Pipeline3D.Geometry.Views;
using Pipeline3D.Kernels.Descriptors;
using Pipeline3D.Kernels.Devices;
using Pipeline3D.Kernels.Interpolation;
using Pipeline3D.Kernels.Neighbours;
using Pipeline3D.Kernels.Normals;
using Pipeline3D.Kernels.Planes;
using Pipeline3D.Kernels.Rows;
using Pipeline3D.Kernels.Sampling;
using Pipeline3D.Kernels.Views;

namespace Pipeline3D.Kernels;

/// <summary>What can run on a device or on the cores, with one signature: without a device, Geometry's own algorithm
/// does it.</summary>
public static class OnDevice
{
    /// <summary>Farthest point sampling; see <see cref="Geometry.Sampling.FarthestPoints.Select"/>.</summary>
    public static FarthestPointOrder FarthestPoints(
        DeviceScope? scope, PointCloud cloud, int count, int start = 0, CancellationToken stop = default)
        => scope is null ? Geometry.Sampling.FarthestPoints.Select(cloud, count, start, stop)
            : FarthestPointOp.Select(scope, cloud, count, start, stop);

    /// <summary>Greedy k-centre coreset; see <see cref="Geometry.Sampling.Coreset.Select"/>.</summary>
    public static int[] Coreset(DeviceScope? scope, FeatureMatrix features, int count, int start = 0, int threads = 0,
        CancellationToken stop = default)
        => scope is null ? Geometry.Sampling.Coreset.Select(features, count, start, threads, stop)
            : CoresetOp.Select(scope, features, count, start, stop);

    /// <summary>k nearest neighbours of a cloud's own points; see <see cref="KdTree.Nearest(int, bool, int,
    /// CancellationToken)"/>.</summary>
    public static NearestNeighbours Nearest(DeviceScope? scope, PointCloud cloud, int k, bool includeSelf = false,
        int threads = 0, CancellationToken stop = default)
        => scope is null ? new KdTree(cloud, threads).Nearest(k, includeSelf, threads, stop)
            : NearestOp.Search(scope, cloud, k, includeSelf, stop);

    /// <summary>k nearest neighbours of other places; see <see cref="KdTree.Nearest(PointCloud, int, int,
    /// CancellationToken)"/>.</summary>
    public static NearestNeighbours Nearest(DeviceScope? scope, PointCloud cloud, PointCloud queries, int k,
        int threads = 0,
        CancellationToken stop = default)
        => scope is null ? new KdTree(cloud, threads).Nearest(queries, k, threads, stop)
            : NearestOp.Search(scope, cloud, queries, k, stop);

    /// <summary>Points within a radius; see <see cref="KdTree.CountWithin"/>.</summary>
    public static int[] CountWithin(
        DeviceScope? scope, PointCloud cloud, double radius, int threads = 0, CancellationToken stop = default)
        => scope is null ? new KdTree(cloud, threads).CountWithin(radius, threads, stop)
            : NearestOp.CountWithin(scope, cloud, radius, stop);

    /// <summary>Normals; see <see
    /// cref="Geometry.Descriptors.SurfaceNormals.Estimate(PointCloud, double, int, int, CancellationToken)"/>.
    /// </summary>
    public static PointCloud Normals(DeviceScope? scope, PointCloud cloud, double radius, int maxNeighbours,
        int threads = 0, CancellationToken stop = default)
        => scope is null ? Geometry.Descriptors.SurfaceNormals.Estimate(cloud, radius, maxNeighbours, threads, stop)
            : NormalOp.Estimate(scope, cloud, radius, maxNeighbours, default, stop);

    /// <summary>Histograms by given normals; see <see cref="Geometry.Descriptors.Fpfh.Compute(PointCloud, PointCloud,
    /// double, int, int, CancellationToken)"/>.</summary>
    public static FeatureMatrix Fpfh(DeviceScope? scope, PointCloud cloud, PointCloud normals, double radius,
        int maxNeighbours, int threads = 0, CancellationToken stop = default)
        => scope is null ? Geometry.Descriptors.Fpfh.Compute(cloud, normals, radius, maxNeighbours, threads, stop)
            : FpfhOp.Compute(scope, cloud, normals, radius, maxNeighbours, stop);

    /// <summary>Normals and, by them, histograms, over one search structure.</summary>
    public static FeatureMatrix Fpfh(DeviceScope? scope, PointCloud cloud, double normalRadius, int normalNeighbours,
        NormalOrientation orientation, double radius, int maxNeighbours, int threads = 0,
        CancellationToken stop = default)
    {
        if (scope is not null)
            return FpfhOp.Compute(scope, cloud, normalRadius, normalNeighbours, orientation, radius, maxNeighbours,
                stop);
        var tree = new KdTree(cloud, threads);
        PointCloud normals = Geometry.Descriptors.SurfaceNormals.Estimate(cloud, tree, normalRadius, normalNeighbours,
            threads, stop);
        orientation.Apply(normals, cloud);
        return Geometry.Descriptors.Fpfh.Compute(cloud, normals, tree, radius, maxNeighbours, threads, stop);
    }

    /// <summary>Nearest rows of a bank; see <see cref="RowIndex"/>.</summary>
    /// <param name="scope">The device; null for the cores.</param>
    /// <param name="bank">Shape [m, d]; stays on the device.</param>
    /// <param name="index">The same rows for the cores; asked for there alone.</param>
    /// <param name="queries">Shape [q, d].</param>
    /// <param name="k">Neighbours per query, from 1 to m.</param>
    /// <param name="threads">Most threads to use on the cores; 0 = one per core.</param>
    /// <param name="stop">Ends the work.</param>
    public static NearestNeighbours NearestRows(DeviceScope? scope, FeatureMatrix bank, Func<RowIndex> index,
        FeatureMatrix queries, int k = 1, int threads = 0, CancellationToken stop = default)
        => scope is null ? index().Nearest(queries, k, threads, stop)
            : NearestRowsOp.Search(scope, bank, queries, k, stop);

    /// <summary>The loops of a plane search; null for the cores.</summary>
    public static IPlaneLoops? PlaneLoops(DeviceScope? scope) => scope is null ? null : new DevicePlaneLoops(scope);

    /// <summary>Chosen points; taken on the device too when the cloud is resident there.</summary>
    public static PointCloud Select(
        DeviceScope? scope, PointCloud cloud, ReadOnlySpan<int> indices, CancellationToken stop = default)
        => scope is null ? cloud.Select(indices) : scope.Select(cloud, indices, stop);

    /// <summary>Projections into views; see <see cref="Geometry.Views.MultiView.Project"/>.</summary>
    public static ViewProjection[] Views(
        DeviceScope? scope, PointCloud cloud, ViewSetup setup, int threads = 0, CancellationToken stop = default)
        => scope is null ? Geometry.Views.MultiView.Project(cloud, setup, threads, stop)
            : ViewOp.Project(scope, cloud, setup, stop);

    /// <summary>Pictures of views; see <see cref="ViewRenderer.Render"/>.</summary>
    public static ViewImage[] Images(DeviceScope? scope, PointCloud cloud, PointCloud normals, ViewSetup setup,
        ViewImageOptions? options = null, int threads = 0, CancellationToken stop = default)
        => scope is null ? ViewRenderer.Render(cloud, normals, setup, options, threads, stop)
            : ViewOp.Render(scope, cloud, normals, setup, options, stop);

    /// <summary>Labels as views show them; see <see cref="ViewRenderer.Labels"/>.</summary>
    public static byte[][] Labels(DeviceScope? scope, PointCloud cloud, bool[] labels, ViewSetup setup,
        double splatSize, int threads = 0, CancellationToken stop = default)
        => scope is null ? ViewRenderer.Labels(cloud, labels, setup, splatSize, threads, stop)
            : ViewOp.Labels(scope, cloud, labels, setup, splatSize, stop);

    /// <summary>Pictures and correspondences; see <see cref="PointViewer.Of(PointCloud, int[], bool[],
    /// PointViewOptions, int, CancellationToken)"/>.</summary>
    public static PointViews PointViews(DeviceScope? scope, PointCloud scan, int[] own, bool[]? labels,
        PointViewOptions recipe, int threads = 0, CancellationToken stop = default)
        => scope is null ? PointViewer.Of(scan, own, labels, recipe, threads, stop)
            : PointViewer.Of(scan, own, labels, recipe, new DeviceViewSteps(scope, stop), threads, stop);

    /// <summary>Mean scores over views; see <see cref="Geometry.Views.MultiView.BackProject"/>.</summary>
    public static float[] Gather(DeviceScope? scope, IReadOnlyList<ViewProjection> views, IReadOnlyList<float[]> maps,
        CancellationToken stop = default)
        => scope is null ? Geometry.Views.MultiView.BackProject(views, maps)
        : ViewScoreOp.Gather(scope, views, maps, stop);

    /// <summary>Scores as the views see them; see <see cref="ViewScores.Scatter"/>.</summary>
    public static float[][] Scatter(DeviceScope? scope, IReadOnlyList<ViewProjection> views,
        ReadOnlySpan<float> scores, float background = 0, CancellationToken stop = default)
        => scope is null ? ViewScores.Scatter(views, scores, background)
            : ViewScoreOp.Scatter(scope, views, scores, background, stop);

    /// <summary>Harmonic interpolation; see <see cref="HarmonicInterpolation"/>.</summary>
    /// <param name="scope">The device; null for the cores.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="known">Shape [k]: pixels with a score.</param>
    /// <param name="values">Shape [k]: their scores.</param>
    /// <param name="domain">Shape [height, width]: the pixels to fill; empty for all.</param>
    /// <param name="outside">Value outside the domain; null for the least score.</param>
    /// <param name="options">How to solve; null for the defaults.</param>
    /// <param name="threads">Most threads to use on the cores; 0 = one per core.</param>
    /// <param name="stop">Ends the work.</param>
    public static float[] Harmonic(DeviceScope? scope, int height, int width, ReadOnlySpan<int> known,
        ReadOnlySpan<float> values, ReadOnlySpan<bool> domain = default, float? outside = null,
        HarmonicOptions? options = null, int threads = 0, CancellationToken stop = default)
        => scope is not null ? HarmonicOp.Fill(scope, height, width, known, values, domain, outside, options, stop)
            : domain.IsEmpty ? HarmonicInterpolation.Fill(height, width, known, values, options, threads, stop)
            : HarmonicInterpolation.FillDomain(height, width, known, values, domain, outside, options, threads, stop);
}
