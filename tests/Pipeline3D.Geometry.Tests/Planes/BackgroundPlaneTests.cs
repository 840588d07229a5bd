using Pipeline3D.Geometry.Planes;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Geometry.Tests.Planes;

public sealed class BackgroundPlaneTests
{
    [Fact]
    public void Remove_DomeOnTable_LeavesTheDomeAlone()
    {
        OrganizedCloud scan = Scans.Dome(120, 100, seed: 1);
        BackgroundRemoval found = BackgroundPlane.Remove(scan);
        Assert.Equal(BackgroundFlags.None, found.Flags);
        // The table was made as z = 0.5 + 0.02 x, the dome rises towards the camera.
        Assert.Equal(0.02, -found.Plane!.Value.A / found.Plane.Value.C, 2e-3);
        for (int i = 0; i < found.Removed.Length; i++)
        {
            double height = 0.5 + (0.02 * scan.Points.X[i]) - scan.Points.Z[i];
            if (Math.Abs(height - 0.005) < 4e-4)
                continue; // at the cut itself the noise of 0.05 mm and the fit decide
            Assert.True(found.Removed[i] == height < 0.005, $"pixel {i} of height {height}");
            Assert.Equal(found.Removed[i], !found.Cleaned.IsValid(i));
        }
        Assert.Equal(found.Removed.Count(value => value), found.PlanePoints + found.ClusterPoints);
    }

    [Fact]
    public void Remove_TwoObjects_KeepsTheLargerOne()
    {
        OrganizedCloud scan = Scans.Dome(120, 100, seed: 1);
        for (int row = 12; row < 20; row++)
            for (int column = 12; column < 20; column++)
                scan.Points[(row * 120) + column] -= new System.Numerics.Vector3(0, 0, 0.03f);
        BackgroundRemoval found = BackgroundPlane.Remove(scan);
        BackgroundRemoval both = BackgroundPlane.Remove(scan,
            new BackgroundPlaneOptions { KeepLargestCluster = false });
        Assert.True(found.Removed[(15 * 120) + 15]);
        Assert.False(both.Removed[(15 * 120) + 15]);
        Assert.False(found.Removed[(50 * 120) + 60]);
        Assert.True(found.ClusterPoints >= 64);
    }

    [Fact]
    public void Remove_AnyThreads_SameResult()
    {
        OrganizedCloud scan = Scans.Dome(120, 100, seed: 2);
        BackgroundRemoval one = BackgroundPlane.Remove(scan, threads: 1),
            many = BackgroundPlane.Remove(scan, threads: 5);
        Assert.Equal(one.Plane, many.Plane);
        Assert.Equal(one.Removed, many.Removed);
    }

    [Fact]
    public void Remove_EmptyBorder_FlaggedAndNotCut()
    {
        OrganizedCloud scan = Scans.Dome(120, 100, seed: 1);
        for (int i = 0; i < scan.Points.Count; i++)
            if (i / 120 is < 10 or >= 90 || i % 120 is < 10 or >= 110)
                scan.Points[i] = i % 2 == 0 ? default : new(float.NaN, 1, 1);
        BackgroundRemoval found = BackgroundPlane.Remove(scan);
        Assert.Equal(BackgroundFlags.StripTooSmall, found.Flags);
        Assert.Null(found.Plane);
        Assert.Equal(0, found.PlanePoints);
        Assert.Equal(scan.ValidIndices(), found.Cleaned.ValidIndices());
        Assert.Equal(0, found.Cleaned.Points.X[1]);
    }

    [Fact]
    public void Remove_OnlyTableOrNothing_Flagged()
    {
        OrganizedCloud table = Scans.Dome(60, 60, seed: 1, domeHeight: 0);
        Assert.Equal(BackgroundFlags.NothingLeft, BackgroundPlane.Remove(table).Flags);
        OrganizedCloud empty = new(20, 20, new PointCloud(400));
        Assert.Equal(BackgroundFlags.StripTooSmall | BackgroundFlags.NothingLeft, BackgroundPlane.Remove(empty).Flags);
        Assert.Equal(BackgroundFlags.NoCluster, BackgroundPlane.Remove(
            Scans.Dome(120, 100, seed: 1), new BackgroundPlaneOptions { ClusterEps = 1e-5 }).Flags);
    }

    [Fact]
    public void Remove_WrongOptions_Throws()
    {
        OrganizedCloud scan = Scans.Dome(30, 30, seed: 1);
        foreach (BackgroundPlaneOptions wrong in new[]
        {
            new BackgroundPlaneOptions { Border = 0 }, new BackgroundPlaneOptions { CutThreshold = 0 },
            new BackgroundPlaneOptions { ClusterEps = double.NaN }, new BackgroundPlaneOptions { MinStripPoints = 20 },
        })
            Assert.Throws<ArgumentOutOfRangeException>(() => BackgroundPlane.Remove(scan, wrong));
    }

    [Fact]
    public void Remove_RealKinectTable_MatchesTheLabelledPlane()
    {
        string scene = SharedFiles.Data(Path.Combine("organized_xyz", "osd_table_learn44"));
        OrganizedCloud scan = MiniFiles.XyzTiff(Path.Combine(scene, "xyz", "000.tiff"));
        bool[] table = MiniFiles.GreyPng(Path.Combine(scene, "plane", "000.png"));
        bool[] objects = MiniFiles.GreyPng(Path.Combine(scene, "gt", "000.png"));
        // A Kinect at 1 m is noisier than the scanner of MVTec 3D-AD (1 to 3 mm), so fit and cut are widened alike.
        BackgroundRemoval found = BackgroundPlane.Remove(scan, new BackgroundPlaneOptions
        {
            Fit = new PlaneFitOptions { Threshold = 0.008 }, CutThreshold = 0.012, KeepLargestCluster = false,
        });
        int[] valid = scan.ValidIndices();
        double tableCut = Share(valid.Where(i => table[i]), found.Removed);
        double objectsCut = Share(valid.Where(i => objects[i]), found.Removed);
        Assert.True(tableCut > 0.99, $"{tableCut:P1} of the table was removed");
        Assert.True(objectsCut < 0.05, $"{objectsCut:P1} of the objects was removed");
    }

    private static double Share(IEnumerable<int> pixels, bool[] removed) => pixels.Average(i => removed[i] ? 1.0 : 0.0);
}
