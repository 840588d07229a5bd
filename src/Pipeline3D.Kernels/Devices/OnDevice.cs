using Pipeline3D.Geometry;

namespace Pipeline3D.Kernels;

/// <summary>What can run on a device or on the cores, with one signature: without a device, Geometry's own algorithm
/// does it.</summary>
/// <remarks>On the host device the results equal Geometry's bit by bit, but for what each method says.</remarks>
public static class OnDevice
{
    /// <summary>Farthest point sampling; see <see cref="Geometry.FarthestPoints.Select"/>.</summary>
    public static FarthestPointOrder FarthestPoints(
        IDevice? device, PointCloud cloud, int count, int start = 0, CancellationToken stop = default)
    {
        if (device is null)
            return Geometry.FarthestPoints.Select(cloud, count, start, stop);
        var order = new FarthestPointOrder(new int[count], new float[count]);
        FarthestPointOp.Select(device, PointSpans.Of(cloud), start, order.Index, order.RadiusAfter, stop);
        return order;
    }

    /// <summary>Greedy k-centre coreset; see <see cref="Geometry.Coreset.Select"/>.</summary>
    public static int[] Coreset(IDevice? device, FeatureMatrix features, int count, int start = 0, int threads = 0,
        CancellationToken stop = default)
    {
        if (device is null)
            return Geometry.Coreset.Select(features, count, start, threads, stop);
        var picks = new int[count];
        CoresetOp.Select(device, features.Values, features.Columns, start, picks, stop);
        return picks;
    }

    /// <summary>k nearest neighbours of a cloud's own points; see <see cref="KdTree.Nearest(int, bool, int,
    /// CancellationToken)"/>.</summary>
    public static Neighbours Nearest(IDevice? device, PointCloud cloud, int k, bool includeSelf = false,
        int threads = 0, CancellationToken stop = default)
    {
        if (device is null)
            return new KdTree(cloud, threads).Nearest(k, includeSelf, threads, stop);
        PointSpans points = PointSpans.Of(cloud);
        return Nearest(device, points, points, k, !includeSelf, stop);
    }

    /// <summary>k nearest neighbours of other places; see <see cref="KdTree.Nearest(PointCloud, int, int,
    /// CancellationToken)"/>.</summary>
    public static Neighbours Nearest(IDevice? device, PointCloud cloud, PointCloud queries, int k, int threads = 0,
        CancellationToken stop = default) => device is null
        ? new KdTree(cloud, threads).Nearest(queries, k, threads, stop)
        : Nearest(device, PointSpans.Of(cloud), PointSpans.Of(queries), k, skipSelf: false, stop);

    /// <summary>Points within a radius; see <see cref="KdTree.CountWithin"/>.</summary>
    public static int[] CountWithin(
        IDevice? device, PointCloud cloud, double radius, int threads = 0, CancellationToken stop = default)
    {
        if (device is null)
            return new KdTree(cloud, threads).CountWithin(radius, threads, stop);
        var counts = new int[cloud.Count];
        NearestOp.CountWithin(device, PointSpans.Of(cloud), radius, counts, stop);
        return counts;
    }

    /// <summary>Normals; see <see cref="Geometry.Normals.Estimate(PointCloud, double, int, int, CancellationToken)"/>.
    /// Devices compute in float32: the angle to Geometry's normals is below 0.1 degrees on surfaces.</summary>
    public static PointCloud Normals(IDevice? device, PointCloud cloud, double radius, int maxNeighbours,
        int threads = 0, CancellationToken stop = default)
    {
        if (device is null)
            return Geometry.Normals.Estimate(cloud, radius, maxNeighbours, threads, stop);
        var normals = new PointCloud(cloud.Count);
        NormalOp.Estimate(device, PointSpans.Of(cloud), radius, maxNeighbours, normals, stop);
        return normals;
    }

    /// <summary>Views with visibility; see <see cref="Geometry.Views.Project"/>. Devices project in float32: a point
    /// within rounding of a pixel's edge may fall into the next one.</summary>
    public static ViewProjection[] Views(
        IDevice? device, PointCloud cloud, ViewSetup setup, int threads = 0, CancellationToken stop = default)
    {
        if (device is null)
            return Geometry.Views.Project(cloud, setup, threads, stop);
        int views = setup.Angles.Length, points = cloud.Count;
        var pixels = new int[checked(views * points)];
        var visible = new int[pixels.Length];
        var depths = new float[pixels.Length];
        ViewOp.Project(device, PointSpans.Of(cloud), setup, pixels, visible, depths, stop);
        var made = new ViewProjection[views];
        for (int view = 0; view < views; view++)
        {
            var part = new Range(view * points, (view + 1) * points);
            made[view] = new ViewProjection(setup.Width, setup.Height, pixels[part],
                Array.ConvertAll(visible[part], flag => flag != 0), depths[part]);
        }
        return made;
    }

    private static Neighbours Nearest(
        IDevice device, PointSpans points, PointSpans queries, int k, bool skipSelf, CancellationToken stop)
    {
        var found = new Neighbours(queries.Count, k, new int[checked(queries.Count * k)],
            new float[checked(queries.Count * k)]);
        NearestOp.Search(device, points, queries, k, skipSelf, NearestSearch.Grid, found.Index, found.Distance, stop);
        return found;
    }
}
