using System.Text.Json;
using Pipeline3D.Data.Formats;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Geometry.Views;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Geometry.Tests.Views;

public sealed class MultiViewTests
{
    private static readonly ViewSetup Nine = new() { Angles = ViewPreset.CodeMvtec9.Setup.Angles, Width = 64,
        Height = 48 };

    [Fact]
    public void Project_OrbitOracle_EqualsTheReferenceInEveryView()
    {
        JsonElement facts = SharedFiles.OracleFacts("proj");
        var setup = new ViewSetup
        {
            Angles = [.. facts.GetProperty("views_deg_xy").EnumerateArray()
                .Select(view => new ViewAngle(view[0].GetDouble(), view[1].GetDouble()))],
            Height = facts.GetProperty("height").GetInt32(), Width = facts.GetProperty("width").GetInt32(),
            FieldOfViewDegrees = facts.GetProperty("fov_deg").GetDouble(),
        };
        PointCloud cloud = Clouds.Oracle("proj_points.npy");
        ViewProjection[] views = MultiView.Project(cloud, setup);
        Assert.Equal(SharedFiles.OracleArray("proj_pixel.npy").To<int>(), views.SelectMany(view => view.Pixel));
        Assert.Equal(SharedFiles.OracleArray("proj_visible.npy").To<bool>(), views.SelectMany(view => view.Visible));
        double[] depth = SharedFiles.OracleArray("proj_depth.npy").To<double>(),
            uv = SharedFiles.OracleArray("proj_uv.npy").To<double>();
        Assert.All(depth.Zip(views.SelectMany(view => view.Depth)),
            pair => Assert.Equal(pair.First, pair.Second, 1e-6 * pair.First));
        ViewProjector[] cameras = MultiView.Cameras(cloud, setup, 1, default);
        for (int i = 0; i < depth.Length; i++)
        {
            ViewProjector camera = cameras[i / cloud.Count];
            (double u, double v, _) = camera.Project(camera.Turned(Vector3d.Of(cloud, i % cloud.Count)));
            Assert.Equal(uv[2 * i], u, 1e-10);
            Assert.Equal(uv[(2 * i) + 1], v, 1e-10);
        }
    }

    [Fact]
    public void Project_PointAdOracle_EqualsPointAdsCode()
    {
        (PointCloud cloud, int[] pixels) = MultiView.FromScan(NpyCloud());
        Assert.Equal(SharedFiles.OracleArray("pointad_nonzero.npy").To<long>().Select(value => (int)value), pixels);
        double[] cor = SharedFiles.OracleArray("pointad_cor.npy").To<double>();
        ViewSetup setup = ViewPreset.CodeMvtec9.Setup;
        ViewProjection[] views = MultiView.Project(cloud, setup);
        ViewProjector[] cameras = MultiView.Cameras(cloud, setup, 1, default);
        int compared = 0, n = cloud.Count;
        for (int k = 0; k < 9; k++)
        {
            // A point within 1e-3 of a pixel border may fall on either side; it and its pixel mates are not compared.
            bool[] near = [.. Enumerable.Range(0, n)
                .Select(i => NearInteger(cor[5 * ((k * n) + i)]) || NearInteger(cor[(5 * ((k * n) + i)) + 1]))];
            HashSet<int> spoilt = [.. Enumerable.Range(0, n).Where(i => near[i])
                .SelectMany(i => new[] { views[k].Pixel[i], PixelOf(cor, (k * n) + i) })];
            for (int i = 0; i < n; i++)
            {
                int row = (k * n) + i;
                (double u, double v, _) = cameras[k].Project(cameras[k].Turned(Vector3d.Of(cloud, i)));
                Assert.Equal(Math.Clamp(cor[5 * row], -1e9, 1e9), u, 1e-9);
                Assert.Equal(cor[(5 * row) + 1], v, 1e-9);
                if (near[i] || spoilt.Contains(PixelOf(cor, row)))
                    continue;
                Assert.Equal(PixelOf(cor, row), views[k].Pixel[i]);
                Assert.Equal(cor[(5 * row) + 4] != 0, views[k].Visible[i]);
                compared++;
            }
        }
        Assert.True(compared > 0.9 * 9 * n, $"only {compared} of {9 * n} could be compared");
    }

    [Fact]
    public void Project_AnyThreads_SameResult()
    {
        PointCloud cloud = TestClouds.Of("surface", 2000);
        ViewProjection[] one = MultiView.Project(cloud, Nine, threads: 1), many = MultiView.Project(cloud, Nine,
            threads: 4);
        for (int k = 0; k < 9; k++)
        {
            Assert.Equal(one[k].Pixel, many[k].Pixel);
            Assert.Equal(one[k].Visible, many[k].Visible);
            Assert.Equal(one[k].Visible.Count(seen => seen), one[k].Pixel.Distinct().Count());
        }
    }

    [Fact]
    public void Project_SphereTurnedByHalf_ShowsTheOtherSide()
    {
        var cloud = new PointCloud(20_000);
        for (int i = 0; i < cloud.Count; i++)
        {
            // The golden spiral: even points on the unit sphere.
            double z = 1 - ((2.0 * i + 1) / cloud.Count), angle = i * Math.PI * (3 - Math.Sqrt(5)),
                r = Math.Sqrt(1 - (z * z));
            cloud[i] = new((float)(r * Math.Cos(angle)), (float)(r * Math.Sin(angle)), (float)z);
        }
        var setup = new ViewSetup { Angles = [new(0, 0), new(180, 0)], Width = 16, Height = 16 };
        ViewProjection[] views = MultiView.Project(cloud, setup);
        for (int i = 0; i < cloud.Count; i++)
        {
            if (cloud.Z[i] > 0.6)
                Assert.False(views[1].Visible[i]);
            if (cloud.Z[i] < -0.6)
                Assert.False(views[0].Visible[i]);
        }
    }

    [Fact]
    public void Project_OnePlace_InTheMiddle()
    {
        PointCloud cloud = TestClouds.Of("same", 3);
        foreach (ViewCamera camera in Enum.GetValues<ViewCamera>())
        {
            ViewProjection view = MultiView.Project(cloud,
                new ViewSetup { Angles = [new(30, 0)], Camera = camera, Width = 11, Height = 11 })[0];
            Assert.Equal([60, 60, 60], view.Pixel);
            Assert.Equal([true, false, false], view.Visible);
        }
    }

    [Fact]
    public void Project_EyecandiesPreset_CameraStepsBackUntilAllFit()
    {
        PointCloud cloud = TestClouds.Of("surface", 500);
        ViewSetup setup = ViewPreset.CodeEyecandies9.Setup;
        ViewProjector[] near = MultiView.Cameras(cloud, setup with { PullBackStep = 0 }, 1, default),
            far = MultiView.Cameras(cloud, setup, 1, default);
        for (int k = 0; k < 9; k++)
        {
            Assert.True(far[k].Distance >= near[k].Distance + 0.005 - 1e-12);
            for (int i = 0; i < cloud.Count; i++)
            {
                (double u, double v, _) = far[k].Project(far[k].Turned(Vector3d.Of(cloud, i)));
                Assert.True(u is >= 0 and < 336 && v is >= 0 and < 336);
            }
        }
        // The tilt comes before the view: 45 + (-15) about x is one turn by 30.
        Vector3d direct = Rigid.Rotation(30, 0).Turn(new(1, 2, 3)), tilted = near[1].TurnedDirection(new(1, 2, 3));
        Assert.Equal(0, (direct - tilted).Length, 1e-12);
    }

    [Fact]
    public void BackProject_TwoViews_MeanOverThoseThatSee()
    {
        ViewProjection first = new(2, 1, [0, 0, 1, 1], [true, false, true, false], new float[4]);
        ViewProjection second = new(2, 1, [0, 1, 1, 1], [true, true, false, false], new float[4]);
        Assert.Equal([3, 8, 4, 0], MultiView.BackProject([first, second], [[2, 4], [4, 8]]));
        Assert.Throws<ArgumentException>(() => MultiView.BackProject([first], [[1, 2, 3]]));
        Assert.Throws<ArgumentException>(() => MultiView.BackProject([first, second], [[1, 2]]));
    }

    [Fact]
    public void Project_WrongArguments_Throws()
    {
        PointCloud cloud = TestClouds.Of("cube", 4);
        Assert.Throws<ArgumentException>(() => MultiView.Project(new PointCloud(0), Nine));
        foreach (ViewSetup wrong in new[]
        {
            Nine with { Angles = [] }, Nine with { Width = 0 }, Nine with { FieldOfViewDegrees = 180 },
            Nine with { Camera = ViewCamera.PointAd }, Nine with { Angles = [new(double.NaN, 0)] },
        })
            Assert.ThrowsAny<ArgumentException>(() => MultiView.Project(cloud, wrong));
        Assert.Contains("paper-x9", Assert.Throws<ArgumentException>(() => ViewPreset.Of("nine")).Message);
        Assert.Same(ViewPreset.PaperX9, ViewPreset.Of("paper-x9"));
        Assert.Equal([9, 9, 9, 1, 3, 5, 7, 9, 11], ViewPreset.All.Select(preset => preset.Setup.Angles.Length));
    }

    [Fact]
    public void Of_ViewsAboutX_AnglesOfThePapersTable()
    {
        AssertAngles("x1", 0);
        AssertAngles("x3", -90, 0, 90);
        AssertAngles("x5", -120, -60, 0, 60, 120);
        AssertAngles("x7", -135, -90, -45, 0, 45, 90, 135);
        AssertAngles("x9", -144, -108, -72, -36, 0, 36, 72, 108, 144);
        AssertAngles("x11", -150, -120, -90, -60, -30, 0, 30, 60, 90, 120, 150);
        Assert.Equal(ViewPreset.PaperX9.Setup.Angles, ViewPreset.Of("x9").Setup.Angles);

        static void AssertAngles(string preset, params double[] aboutX) => Assert.Equal(
            aboutX.Select(x => new ViewAngle(x, 0)), ViewPreset.Of(preset).Setup.Angles);
    }

    private static OrganizedCloud NpyCloud()
    {
        var array = SharedFiles.OracleArray("pointad_organized.npy");
        return new OrganizedCloud(array.Shape[1], array.Shape[0], PointCloud.FromInterleaved(array.To<float>()));
    }

    private static bool NearInteger(double value) => Math.Abs(value - Math.Round(value)) < 1e-3;

    private static int PixelOf(double[] cor, int row) => ((int)cor[(5 * row) + 3] * 336) + (int)cor[(5 * row) + 2];
}
