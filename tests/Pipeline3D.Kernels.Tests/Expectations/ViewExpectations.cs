using Pipeline3D.TestSupport;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Descriptors;
using Pipeline3D.Geometry.Views;
using Pipeline3D.Kernels.Views;

namespace Pipeline3D.Kernels.Tests.Expectations;

/// <summary>What <see cref="ViewOp"/> does on every device.</summary>
public sealed class ViewExpectations(TestDevice device) : DeviceExpectations(device)
{
    private const int Side = 48;

    public static TheoryData<string, int> Kinds => KernelClouds.Kinds;

    internal static ViewSetup Orbit { get; } = new()
    {
        Angles = [new(0, 0), new(-36, 0), new(20, 110)],
        Width = Side,
        Height = Side - 7,
        TiltXDegrees = 10,
    };

    private static ViewSetup PointAd { get; } = ViewPreset.CodeMvtec9.Setup with { Width = Side, Height = Side };

    [Theory, MemberData(nameof(Kinds))]
    public void Project_OrbitOfAnyCloud_ProjectionsOfTheTwin(string kind, int count)
        => AssertProjected(Orbit, kind, TestClouds.Of(kind, count));

    [Theory, MemberData(nameof(Kinds))]
    public void Project_PointAdOfAnyCloud_ProjectionsOfTheTwin(string kind, int count)
        => AssertProjected(PointAd, kind, TestClouds.Of(kind, count));

    [Fact]
    public void Project_CameraThatPullsBack_ProjectionsOfTheTwin()
        => AssertProjected(ViewPreset.CodeEyecandies9.Setup with { Width = Side, Height = Side }, "surface",
            TestClouds.Of("surface", 300));

    [Theory, InlineData(1), InlineData(2.5), InlineData(6)]
    public void Render_Surface_ImagesOfTheTwin(double splat)
        => AssertRendered(TestClouds.Of("surface", 300), Orbit, new ViewImageOptions { SplatSize = splat,
        Background = 3 });

    [Theory, InlineData("duplicates", 150), InlineData("same", 60), InlineData("outlier", 200), InlineData("one", 1)]
    public void Render_DegenerateCloud_ImagesOfTheTwin(string kind, int count)
        => AssertRendered(TestClouds.Of(kind, count), PointAd with { Angles = [new(0, 0), new(30, 0)] }, new());

    [Fact]
    public void Render_WeakLight_ImagesOfTheTwin()
        => AssertRendered(TestClouds.Of("surface", 300), Orbit, new ViewImageOptions { SplatSize = 3, Light = 0.4 });

    [Theory, InlineData(1), InlineData(4)]
    public void Labels_Surface_MapsOfTheTwin(double splat)
    {
        PointCloud cloud = TestClouds.Of("surface", 300);
        bool[] labels = [.. Enumerable.Range(0, 300).Select(i => i % 7 < 3)];
        byte[][] found = ViewOp.Labels(Scope, cloud, labels, Orbit, splat),
            twin = ViewRenderer.Labels(cloud, labels, Orbit, splat);
        Assert.Contains(twin[0], value => value == 255);
        for (int view = 0; view < twin.Length; view++)
        {
            int others = twin[view].Zip(found[view]).Count(pair => pair.First != pair.Second);
            // As for pictures: squares that fused sums moved over the centre of a pixel.
            Assert.True(others <= (TestDevice.IsExact ? 0 : 12), $"{others} labels of view {view} differ");
        }
        Assert.Throws<ArgumentException>(() => ViewOp.Labels(Scope, cloud, [true], Orbit, splat));
        Assert.Throws<ArgumentOutOfRangeException>(() => ViewOp.Labels(Scope, cloud, labels, Orbit, 0));
    }

    [Theory, InlineData("code-mvtec-9"), InlineData("x3"), InlineData("code-eyecandies-9")]
    public void PointViews_EveryStep_ViewsOfTheTwin(string preset)
    {
        PointCloud scan = TestClouds.Of("surface", 500);
        int[] own = [.. Enumerable.Range(0, 500).Where(i => i % 5 > 0)];
        bool[] labels = [.. Enumerable.Range(0, 500).Select(i => i < 120)];
        var recipe = new PointViewOptions
        {
            Preset = preset, Size = Side, PointSize = 4, Supersample = preset == "x3",
            Keep = 0.7, Occlude = "10,5", Blur = 0.5,
            Densify = ViewDensify.Interpolate, Sample = 600, Seed = 3, NormalRadius = 0.3,
        };
        PointViews found = OnDevice.PointViews(Scope, scan, own, labels, recipe),
            twin = OnDevice.PointViews(null, scan, own, labels, recipe);
        Assert.Equal((twin.Size, twin.Cells, twin.Count), (found.Size, found.Cells, found.Count));
        Assert.Equal(twin.Own, found.Own);
        for (int view = 0; view < twin.Count; view++)
        {
            int pixels = twin.Pixel[view].Zip(found.Pixel[view]).Count(pair => pair.First != pair.Second),
                flags = twin.Visible[view].Zip(found.Visible[view]).Count(pair => pair.First != pair.Second),
                shown = twin.Truth![view].Zip(found.Truth![view]).Count(pair => pair.First != pair.Second),
                greys = twin.Pictures[view].Zip(found.Pictures[view])
                    .Count(pair => Math.Abs(pair.First - pair.Second) > 1);
            Assert.True(pixels == 0 && flags == 0, $"{pixels} pixels and {flags} flags of view {view} differ");
            // Normals and squares may differ in their last digits.
            Assert.True(shown <= (TestDevice.IsExact ? 0 : 12) && greys <= 36,
                $"{shown} labels and {greys} values of view {view} differ");
        }
    }

    [Fact]
    public void Project_WithoutDepths_PixelsAndSightAlone()
    {
        PointCloud cloud = TestClouds.Of("surface", 90);
        ViewProjection[] all = ViewOp.Project(Scope, cloud, Orbit),
            found = ViewOp.Project(Scope, cloud, Orbit, depths: false, default);
        for (int view = 0; view < all.Length; view++)
        {
            Assert.Equal(all[view].Pixel, found[view].Pixel);
            Assert.Equal(all[view].Visible, found[view].Visible);
            Assert.Empty(found[view].Depth);
        }
    }

    [Fact]
    public void Project_ThenRender_CloudIsCopiedOnce()
    {
        PointCloud cloud = TestClouds.Of("cube", 40);
        ViewOp.Project(Scope, cloud, Orbit);
        ViewOp.Render(Scope, cloud, cloud, Orbit);
        Assert.Equal(1, Scope.Residents);
    }

    [Fact]
    public void Project_WrongArguments_Refused()
    {
        PointCloud cloud = TestClouds.Of("cube", 2);
        void Project(ViewSetup setup) => ViewOp.Project(Scope, cloud, setup);
        Assert.Throws<ArgumentException>(() => Project(Orbit with { Angles = [] }));
        Assert.Throws<ArgumentException>(() => Project(Orbit with { Angles = [new(double.NaN, 0)] }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Project(Orbit with { Width = 0 }));
        Assert.Throws<ArgumentException>(() => Project(PointAd with { Width = 5 }));
        Assert.Throws<ArgumentException>(() => ViewOp.Project(Scope, new PointCloud(0), Orbit));
        Assert.Throws<ArgumentException>(() => ViewOp.Render(Scope, cloud, new PointCloud(3), Orbit));
        Assert.Throws<ArgumentOutOfRangeException>(() => ViewOp.Render(Scope, cloud, cloud, Orbit, new() { Grey = 2 }));
        cloud.X[1] = float.PositiveInfinity;
        Assert.Throws<ArgumentException>(() => Project(Orbit));
        Assert.Throws<OperationCanceledException>(() => ViewOp.Project(Scope, TestClouds.Of("cube", 2), Orbit,
            new CancellationToken(canceled: true)));
    }

    private void AssertProjected(ViewSetup setup, string kind, PointCloud cloud)
    {
        ViewProjection[] found = ViewOp.Project(Scope, cloud, setup), twin = MultiView.Project(cloud, setup);
        int others = 0;
        for (int view = 0; view < twin.Length; view++)
        {
            if (TestDevice.IsExact)
            {
                Assert.True(twin[view].Pixel.SequenceEqual(found[view].Pixel), $"{kind}: other pixels in view {view}");
                Assert.True(twin[view].Visible.SequenceEqual(found[view].Visible), $"{kind}: sees others in {view}");
                Assert.True(twin[view].Depth.SequenceEqual(found[view].Depth), $"{kind}: other depths in view {view}");
                continue;
            }
            AssertOnePointPerPixel(found[view], kind);
            for (int i = 0; i < cloud.Count; i++)
            {
                Assert.True(Math.Abs(twin[view].Depth[i] - found[view].Depth[i]) <= 1e-6 * twin[view].Depth[i],
                    $"{kind}: depth {found[view].Depth[i]} for {twin[view].Depth[i]}");
                others += twin[view].Pixel[i] == found[view].Pixel[i] ? 0 : 1;
            }
        }
        // Points of a symmetric kind lie on borders of pixels exactly.
        if (kind is not ("lattice" or "duplicates" or "same" or "one" or "pair" or "line"))
            Assert.True(others == 0, $"{kind}: {others} points in other pixels");
    }

    private static void AssertOnePointPerPixel(ViewProjection view, string kind)
    {
        int[] seen = [.. Enumerable.Range(0, view.Pixel.Length).Where(i => view.Visible[i])];
        Assert.Equal(view.Pixel.Distinct().Count(), seen.Length);
        Dictionary<int, int> shown = seen.ToDictionary(i => view.Pixel[i]);
        for (int i = 0; i < view.Pixel.Length; i++)
            Assert.True(view.Depth[shown[view.Pixel[i]]] <= view.Depth[i], $"{kind}: point {i} is nearer and unseen");
    }

    private void AssertRendered(PointCloud cloud, ViewSetup setup, ViewImageOptions options)
    {
        PointCloud normals = cloud.Count < 5 ? cloud : SurfaceNormals.Estimate(cloud, 0.3, 20);
        ViewImage[] found = ViewOp.Render(Scope, cloud, normals, setup, options),
            twin = ViewRenderer.Render(cloud, normals, setup, options);
        Assert.Equal(twin.Length, found.Length);
        for (int view = 0; view < twin.Length; view++)
        {
            Assert.Equal((twin[view].Width, twin[view].Height), (found[view].Width, found[view].Height));
            int others = twin[view].Rgb.Zip(found[view].Rgb).Count(pair => Math.Abs(pair.First - pair.Second)
                > (TestDevice.IsExact ? 0 : 1));
            // A row of pixels at the edge of a square that fused sums moved over their centres.
            Assert.True(others <= (TestDevice.IsExact ? 0 : 36), $"{others} values of view {view} differ");
        }
    }
}
