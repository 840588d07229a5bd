using Pipeline3D.Geometry.Clusters;
using Pipeline3D.Geometry.Grids;

namespace Pipeline3D.Geometry.Planes;

/// <summary>Removes the table an object lies on, and what is not the object.</summary>
/// <remarks>Source: BTF's preprocessing, shared by M3DM, CPMF, CFM and PointAD: a plane is fitted to the border strip,
/// everything near it is zeroed, and of the rest the largest cluster stays. Differs: seeded; noise takes no part in the
/// vote unless there is nothing else; a scan without a usable border is flagged and passed on. Padding to a square is a
/// step of its own, <see cref="GridPadding"/>, and changes nothing here. Cost: O(pixels).</remarks>
public static class BackgroundPlane
{
    /// <summary>Removes the background of one scan.</summary>
    /// <param name="cloud">The scan; not changed.</param>
    /// <param name="options">How; null for the defaults, which are meant for metres.</param>
    /// <param name="threads">Most threads to use; 0 = one per core. The result does not depend on it.</param>
    /// <param name="loops">What counts inliers and measures distances; null for the cores.</param>
    /// <param name="stop">Ends the work.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public static BackgroundRemoval Remove(OrganizedCloud cloud, BackgroundPlaneOptions? options = null,
        int threads = 0, IPlaneLoops? loops = null, CancellationToken stop = default)
    {
        options ??= new BackgroundPlaneOptions();
        options.Check();
        var removed = new bool[cloud.Points.Count];
        int[] valid = cloud.ValidIndices(options.ValidRule);
        PlaneEquation? plane = FitStrip(cloud, options, out BackgroundFlags flags, threads, loops,
            stop);
        int planePoints = plane is { } found
            ? Cut(cloud.Points, valid, found, options.CutThreshold, removed, loops, stop) : 0;
        int clusterPoints = options.KeepLargestCluster
            ? CutClusters(cloud.Points, valid, options, removed, ref flags, threads, stop) : 0;
        if (planePoints + clusterPoints == valid.Length)
            flags |= BackgroundFlags.NothingLeft;
        // Pixels without a reading come out as the plain (0,0,0), also those that were NaN.
        var points = new PointCloud(cloud.Points.Count);
        foreach (int i in valid)
            if (!removed[i])
                points[i] = cloud.Points[i];
        return new BackgroundRemoval(
            new OrganizedCloud(cloud.Width, cloud.Height, points), removed, plane, planePoints, clusterPoints, flags);
    }

    private static PlaneEquation? FitStrip(OrganizedCloud cloud, BackgroundPlaneOptions options,
        out BackgroundFlags flags, int threads, IPlaneLoops? loops, CancellationToken stop)
    {
        int[] strip = Strip(cloud, options);
        if (strip.Length < options.MinStripPoints)
        {
            flags = BackgroundFlags.StripTooSmall;
            return null;
        }
        bool found = PlaneFit.TryRansac(cloud.Points.Select(strip), options.Fit, out PlaneFitResult result, threads,
            loops, stop);
        flags = found ? BackgroundFlags.None : BackgroundFlags.NoPlane;
        return found ? result.Plane : null;
    }

    // Top, bottom, left, right, as the reference concatenates them: pixels of the corner blocks count twice.
    private static int[] Strip(OrganizedCloud cloud, BackgroundPlaneOptions options)
    {
        int width = cloud.Width, height = cloud.Height;
        int rows = Math.Min(options.Border, height), columns = Math.Min(options.Border, width);
        var strip = new List<int>(2 * ((rows * width) + (columns * height)));
        AddBlock(0, rows, 0, width);
        AddBlock(height - rows, height, 0, width);
        AddBlock(0, height, 0, columns);
        AddBlock(0, height, width - columns, width);
        return [.. strip];

        void AddBlock(int top, int bottom, int left, int right)
        {
            for (int row = top; row < bottom; row++)
                for (int index = (row * width) + left; index < (row * width) + right; index++)
                    if (cloud.IsValid(index, options.ValidRule))
                        strip.Add(index);
        }
    }

    private static int Cut(PointCloud points, int[] valid, PlaneEquation plane, double threshold, bool[] removed,
        IPlaneLoops? loops, CancellationToken stop)
    {
        var within = new bool[points.Count];
        if (loops is not null)
            loops.Mark(points, plane, threshold, within, stop);
        else
            plane.Mark(points, threshold, within);
        int count = 0;
        foreach (int i in valid)
        {
            removed[i] = within[i];
            count += removed[i] ? 1 : 0;
        }
        return count;
    }

    private static int CutClusters(PointCloud points, int[] valid, BackgroundPlaneOptions options, bool[] removed,
        ref BackgroundFlags flags, int threads, CancellationToken stop)
    {
        int[] left = Array.FindAll(valid, i => !removed[i]);
        DbscanResult clusters = Dbscan.Run(
            points.Select(left), options.ClusterEps, options.ClusterMinPoints, threads, stop);
        if (clusters.Sizes.Length == 0)
        {
            flags |= left.Length > 0 ? BackgroundFlags.NoCluster : BackgroundFlags.None;
            return 0;
        }
        for (int i = 0; i < left.Length; i++)
            removed[left[i]] = clusters.Labels[i] != 0;
        return left.Length - clusters.Sizes[0];
    }
}
