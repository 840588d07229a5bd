using Pipeline3D.Blocks.Features;
using Pipeline3D.Blocks.Tests.Support;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Options;
using Pipeline3D.Core.Runs;
using Pipeline3D.Data;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Views;
using Pipeline3D.Kernels.Devices;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Blocks.Tests.Features;

public sealed class ViewsFeatureTests : BlockTest
{
    [Fact]
    public async Task Transform_GridByAPreset_ViewsOfTheReadings()
    {
        Scan scan = TestScans.Dome(1);
        scan.Cloud[7] = default;
        PointViews views = await ViewsAsync(scan, new() { Height = 40, Width = 40 });
        ViewSetup setup = ViewPreset.CodeMvtec9.Setup with { Height = 40, Width = 40 };
        ViewProjection[] expected = MultiView.Project(MultiView.FromScan(scan.Grid!).Points, setup);
        Assert.Equal(scan.Grid!.ValidIndices(ValidRule.ZNonZero), views.Own);
        Assert.DoesNotContain(7, views.Own);
        Assert.Equal((9, scan.Cloud.Count), (views.Count, views.Cells));
        for (int view = 0; view < 9; view++)
        {
            Assert.Equal(expected[view].Pixel, views.Pixel[view]);
            Assert.All(views.Own.Select((_, i) => i).Where(i => expected[view].Visible[i]),
                i => Assert.True(views.Visible[view][i]));
            Assert.Contains(views.Pictures[view], value => value != 255);
        }
        Assert.True((scan with { Views = views }).ByteSize == scan.ByteSize + views.ByteSize);
    }

    [Fact]
    public async Task Transform_KnownDataset_PublishedPointSizeAndTruthOfTheScan()
    {
        Scan scan = TestScans.Dome(1);
        scan = scan with
        {
            Id = scan.Id with { Dataset = "mvtec3d", Category = "cable_gland" },
            Truth = new GroundTruth(scan.Grid!.Width, scan.Grid.Height, new byte[scan.Cloud.Count]),
        };
        var options = new ViewsOptions { Size = 64, Preset = "code-mvtec-9", Supersample = false };
        PointViews named = await ViewsAsync(scan, options),
            set = await ViewsAsync(scan, options with { PointSize = 12.0 * 64 / 1024 });
        Assert.Equal(set.Pictures[0], named.Pictures[0]);
        Assert.Equal(9, named.Truth!.Count);
        Assert.Null((scan with { Views = named, Cloud = scan.Cloud }).Views);
    }

    [Fact]
    public async Task Transform_CloudByAngles_SensorSideFacesTheCamera()
    {
        // The sensor looks along +z: the point with the smaller z hides the other.
        Scan scan = TestScans.Ball(1, 3);
        (scan.Cloud[0], scan.Cloud[1], scan.Cloud[2]) = (new(0, 0, 1), new(0, 0, -1), new(float.NaN, 0, 0));
        var options = new ViewsOptions { Height = 31, Width = 21, Angles = ["0,0", "180,0"] };
        PointViews views = await ViewsAsync(scan, options);
        Assert.Equal([0, 1], views.Own);
        Assert.Equal([false, true], views.Visible[0]);
        Assert.Equal([true, false], views.Visible[1]);
        Assert.Equal((21, 31, 3 * 21 * 31), (views.Width, views.Height, views.Pictures[0].Length));
    }

    [Fact, OnTheEmulator]
    public async Task Transform_OnADevice_ViewsOfTheCores()
    {
        using KernelDevice device = KernelDevice.Emulator();
        Scan scan = TestScans.Dome(2, 24, 20);
        var block = new ViewsFeature(new ViewsOptions { Height = 24, Width = 24, Angles = ["0,0", "-25,40"] });
        PointViews cores = (await block.TransformAsync(scan, ContextOf("0"))).Views!;
        var run = new RunContext { Folder = Run.Folder, Device = new RunDevice(new DeviceChoice("emulator", device)) };
        BlockContext context = new(TestScans.Id, 5, run, TestContext.Current.CancellationToken);
        PointViews found = (await block.TransformAsync(scan, context)).Views!;
        for (int view = 0; view < 2; view++)
        {
            Assert.Equal(cores.Pixel[view], found.Pixel[view]);
            Assert.Equal(cores.Visible[view], found.Visible[view]);
            // The device's normals may differ in their last digits.
            Assert.All(cores.Pictures[view].Zip(found.Pictures[view]),
                pair => Assert.InRange(pair.First - pair.Second, -1, 1));
        }
        Assert.True(RunDevice.Of(context)!.Residents > 0);
        ((IRunDevice)run.Device).Release(5);
        Assert.Equal(0, device.RentedBlocks);
    }

    [Fact]
    public async Task Transform_NoReading_RejectedAsEmpty()
        => await RejectedAsync(async () => await new ViewsFeature(new ViewsOptions()).TransformAsync(
            TestScans.OnGrid(new PointCloud(12), 4, 3), ContextOf("0")), RejectReason.EmptyCloud, "no point");

    [Fact]
    public async Task Transform_ScanInAnotherUnitThanThePreset_RefusedInsteadOfEndless()
    {
        Scan scan = TestScans.Dome(1);
        for (int i = 0; i < scan.Cloud.Count; i++)
            scan.Cloud[i] *= 1e6f;
        ArgumentException refused = await Assert.ThrowsAnyAsync<ArgumentException>(async () => await new ViewsFeature(
            new ViewsOptions { Preset = "code-eyecandies-9" }).TransformAsync(scan, ContextOf("0")));
        Assert.Contains("another unit", refused.Message, StringComparison.Ordinal);
    }

    private async Task<PointViews> ViewsAsync(Scan scan, ViewsOptions options)
        => (await new ViewsFeature(options).TransformAsync(scan, ContextOf("0"))).Views!;

    [Fact]
    public void Validate_OptionsOutOfRange_EachIsNamed()
    {
        AssertProblem(new() { Preset = "code" }, nameof(ViewsOptions.Preset));
        AssertProblem(new() { Angles = ["1,2", "1;2"] }, nameof(ViewsOptions.Angles));
        AssertProblem(new() { Angles = ["1,NaN"] }, nameof(ViewsOptions.Angles));
        AssertProblem(new() { Height = 100 }, nameof(ViewsOptions.Height));
        AssertProblem(new() { Height = 4, Width = 4 }, nameof(ViewsOptions.Height), nameof(ViewsOptions.Width));
        AssertProblem(new() { FieldOfView = 61 }, nameof(ViewsOptions.FieldOfView));
        AssertProblem(new() { FieldOfView = 180, Angles = ["1,2"] }, nameof(ViewsOptions.FieldOfView));
        AssertProblem(new() { PointSize = -1, NormalRadius = double.NaN, NormalNeighbours = -1 },
            nameof(ViewsOptions.PointSize), nameof(ViewsOptions.NormalRadius), nameof(ViewsOptions.NormalNeighbours));
        AssertProblem(new() { Height = 100, FieldOfView = 61, Angles = ["1, 2"] });
        AssertProblem(new() { Size = 4 }, nameof(ViewsOptions.Size));
        AssertProblem(new() { Keep = 0, Light = -1, Blur = 65, Tilt = 181, AngleShift = double.NaN, Occlude = "1" },
            nameof(ViewsOptions.Keep), nameof(ViewsOptions.Light), nameof(ViewsOptions.Blur), nameof(ViewsOptions.Tilt),
            nameof(ViewsOptions.AngleShift), nameof(ViewsOptions.Occlude));
        AssertProblem(new() { Sample = 0, Densify = ViewDensify.Interpolate }, nameof(ViewsOptions.Densify));

        static void AssertProblem(ViewsOptions options, params string[] names)
        {
            var problems = new Problems();
            options.Validate(problems);
            Assert.Equal(names.Order(), problems.Found.Select(problem => problem.Option).Order());
        }
    }
}
