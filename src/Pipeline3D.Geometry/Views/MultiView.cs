using System.Buffers;
using System.Runtime.Intrinsics;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Geometry.Views;

/// <summary>Projects a cloud into several views and brings scores of the views back to the points.</summary>
/// <remarks>Source: PointAD (Zhou et al. 2024). Projection is computed in double. Cost: O(views x n).</remarks>
public static class MultiView
{
    private const int Lanes = 16;

    /// <summary>The points of a scan as all presets want them: pixels with z other than 0, turned by 180 degrees about
    /// x.</summary>
    /// <param name="scan">The scan in the sensor's frame.</param>
    /// <returns>The points, and the scan's pixel of each, ascending. The turn is exact: (x, -y, -z).</returns>
    public static (PointCloud Points, int[] Pixels) FromScan(OrganizedCloud scan)
    {
        int[] pixels = scan.ValidIndices(ValidRule.ZNonZero);
        PointCloud points = scan.Points.Select(pixels);
        Span<float> y = points.Y, z = points.Z;
        for (int i = 0; i < points.Count; i++)
            (y[i], z[i]) = (-y[i], -z[i]);
        return (points, pixels);
    }

    /// <summary>Projects a cloud into every view.</summary>
    /// <param name="cloud">n > 0 finite points.</param>
    /// <param name="setup">The views and their camera.</param>
    /// <param name="threads">Most threads to use; 0 = one per core. The result does not depend on it.</param>
    /// <param name="stop">Ends the work.</param>
    /// <returns>One projection per view.</returns>
    /// <exception cref="ArgumentException">The cloud is empty, a point is not finite, or the setup is
    /// wrong.</exception>
    public static ViewProjection[] Project(PointCloud cloud, ViewSetup setup, int threads = 0,
        CancellationToken stop = default)
    {
        ViewProjector[] cameras = Cameras(cloud, setup, threads, stop);
        var views = new ViewProjection[cameras.Length];
        Ranges.Run(views.Length, 1, (view, _) => views[view] = Project(cloud, setup, cameras[view]), threads, stop);
        return views;
    }

    /// <summary>Mean score of every point over the views that see it.</summary>
    /// <param name="views">The projections of n points.</param>
    /// <param name="maps">One score map per view, shape [height, width]; higher = more anomalous.</param>
    /// <returns>Shape [n]; 0 for a point that no view sees.</returns>
    /// <exception cref="ArgumentException">The numbers of views, maps, points or pixels differ, or a pixel is outside
    /// its view.</exception>
    public static float[] BackProject(IReadOnlyList<ViewProjection> views, IReadOnlyList<float[]> maps)
    {
        int points = ViewScores.Check(views, maps);
        var sums = new double[points];
        var counts = new int[points];
        for (int k = 0; k < views.Count; k++)
        {
            for (int i = 0; i < points; i++)
            {
                if (!views[k].Visible[i])
                    continue;
                sums[i] += maps[k][views[k].Pixel[i]];
                counts[i]++;
            }
        }
        var scores = new float[points];
        for (int i = 0; i < points; i++)
            scores[i] = (float)(sums[i] / Math.Max(1, counts[i]));
        return scores;
    }

    internal static ViewProjector[] Cameras(PointCloud cloud, ViewSetup setup, int threads, CancellationToken stop)
    {
        setup.Check();
        Require.Finite(cloud);
        if (cloud.Count == 0)
            throw new ArgumentException("a cloud without points has no views", nameof(cloud));
        Vector3d mean = Vector3d.MeanOf(cloud);
        double reach = Reach(cloud, mean);
        var cameras = new ViewProjector[setup.Angles.Length];
        Ranges.Run(cameras.Length, 1, (view, _) =>
            cameras[view] = new ViewProjector(cloud, mean, reach, setup, setup.Angles[view]), threads, stop);
        return cameras;
    }

    private static double Reach(PointCloud cloud, Vector3d mean)
    {
        ReadOnlySpan<float> x = cloud.X, y = cloud.Y, z = cloud.Z;
        Vector512<double> lanes = Vector512<double>.Zero;
        int i = 0;
        for (; i <= x.Length - PointLanes.Pair; i += PointLanes.Pair)
        {
            (PointLanes low, PointLanes high) = PointLanes.Of(x, y, z, i);
            lanes = Vector512.Max(lanes, Vector512.Max(low.Minus(mean).Squared(), high.Minus(mean).Squared()));
        }
        double squared = 0;
        for (int lane = 0; lane < Vector512<double>.Count; lane++)
            squared = Math.Max(squared, lanes[lane]);
        for (; i < x.Length; i++)
        {
            Vector3d offset = new Vector3d(x[i], y[i], z[i]) - mean;
            squared = Math.Max(squared, Vector3d.Dot(offset, offset));
        }
        return Math.Sqrt(squared);
    }

    private static ViewProjection Project(PointCloud cloud, ViewSetup setup, in ViewProjector camera)
    {
        var view = new ViewProjection(setup.Width, setup.Height, GC.AllocateUninitializedArray<int>(cloud.Count),
            new bool[cloud.Count], GC.AllocateUninitializedArray<float>(cloud.Count));
        int size = checked(setup.Width * setup.Height);
        double[] nearest = ArrayPool<double>.Shared.Rent(size);
        int[] winner = ArrayPool<int>.Shared.Rent(size);
        Array.Fill(nearest, double.PositiveInfinity, 0, size);
        Span<double> depths = stackalloc double[Lanes];
        int[] pixels = view.Pixel;
        int whole = cloud.Count / Lanes * Lanes;
        for (int first = 0; first < whole; first += Lanes)
        {
            camera.Project(cloud, first, pixels.AsSpan(first), depths, view.Depth.AsSpan(first));
            for (int lane = 0; lane < Lanes; lane++)
            {
                int pixel = pixels[first + lane];
                if (depths[lane] < nearest[pixel])
                    (nearest[pixel], winner[pixel]) = (depths[lane], first + lane);
            }
        }
        for (int i = whole; i < cloud.Count; i++)
        {
            (double u, double v, double depth) = camera.Project(camera.Turned(Vector3d.Of(cloud, i)));
            int pixel = camera.PixelOf(u, v);
            (pixels[i], view.Depth[i]) = (pixel, (float)depth);
            if (depth < nearest[pixel])
                (nearest[pixel], winner[pixel]) = (depth, i);
        }
        for (int pixel = 0; pixel < size; pixel++)
            if (nearest[pixel] < double.PositiveInfinity)
                view.Visible[winner[pixel]] = true;
        ArrayPool<double>.Shared.Return(nearest);
        ArrayPool<int>.Shared.Return(winner);
        return view;
    }
}
