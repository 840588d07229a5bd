using Pipeline3D.Blocks.Methods;
using Pipeline3D.Blocks.Tests.Support;
using Pipeline3D.Core;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Options;
using Pipeline3D.Core.Recipes;
using Pipeline3D.Core.Runs;
using Pipeline3D.Data;
using Pipeline3D.Detection.Btf;
using Pipeline3D.Detection.Clouds;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Grids;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Blocks.Tests.Methods;

public sealed class PrepareBlockTests : MethodTest
{
    private static readonly BtfRawOptions Raw = new() { GridSize = 16, PatchGrid = 4, PadMultiple = 1 };

    [Fact]
    public async Task Transform_RawTiles_AreTheDepthsOfTheResizedSquare()
    {
        Scan scan = TestScans.Dome(seed: 1);
        var sample = (PatchSample)(await PreparedAsync<BtfRaw>(Raw, scan)).Sample;
        Assert.Equal((16, 16), (sample.Patches.Rows, sample.Patches.Columns));
        OrganizedCloud square = GridResize.Nearest(GridPadding.ToSquare(80, 64, 1).Pad(scan.Grid!), 16, 16);
        for (int patch = 0; patch < 16; patch++)
            for (int cell = 0; cell < 16; cell++)
            {
                int row = (4 * (patch / 4)) + (cell / 4), column = (4 * (patch % 4)) + (cell % 4);
                Assert.Equal(square.Points.Z[(16 * row) + column], sample.Patches.Row(patch)[cell]);
            }
        Assert.Equal(GridPadding.ToSquare(80, 64, 1), sample.Padding);
    }

    [Fact]
    public async Task Transform_AnyNumberOfThreads_SameSample()
    {
        var options = new PatchCoreFpfhOptions { GridSize = 32, PatchGrid = 8 };
        PreparedScan one = await PreparedAsync<PatchCoreFpfh>(options, TestScans.Dome(seed: 1));
        BlockContext many = ContextOf("a") with { Run = new RunContext { Folder = Run.Folder, Seed = Run.Seed,
            KernelThreads = 4 } };
        PreparedScan other = await Prepare<PatchCoreFpfh>(options).TransformAsync(TestScans.Dome(seed: 1), many);
        FeatureMatrix patches = ((PatchSample)one.Sample).Patches;
        Assert.Equal(patches.Values, ((PatchSample)other.Sample).Patches.Values);
        Assert.Equal(33, patches.Columns);
        Assert.Equal(one.Scan.ByteSize + (4L * 64 * 33), one.ByteSize);
    }

    [Fact]
    public void Step_OptionsOfPreparationAlone_AreInIt()
    {
        RecipeStep step = Prepare<BtfRaw>(Raw).Step;
        Assert.Equal("prepare.btf-raw", step.Block);
        Assert.Equal(["feature_neighbours", "feature_radius", "features", "grid_size", "normal_neighbours",
            "normal_radius", "pad_multiple", "patch_grid", "resize"], step.Options.Keys);
        Assert.Equal(step, Prepare<BtfRaw>(Raw with { CoresetFraction = 0.9, Seed = 4, BlurSigma = 0 }).Step);
        Assert.NotEqual(step, Prepare<BtfRaw>(Raw with { NormalNeighbours = 9 }).Step);
    }

    [Fact]
    public async Task LoadOutput_WhatWasSaved_IsTheSameSample()
    {
        PrepareBlock block = Prepare<PatchCoreCloud>(new PatchCoreCloudOptions { VoxelSize = 0.1 });
        Scan scan = TestScans.Ball(3);
        PreparedScan made = await block.TransformAsync(scan, ContextOf("a"));
        using var stream = new MemoryStream();
        block.SaveOutput(made, stream);
        stream.Position = 0;
        PreparedScan read = block.LoadOutput(scan, stream);
        Assert.Equal(((Pipeline3D.Detection.Clouds.CloudSample)made.Sample).Features!.Values,
            ((Pipeline3D.Detection.Clouds.CloudSample)read.Sample).Features!.Values);
        Assert.Equal((made.Step, made.ByteSize), (read.Step, read.ByteSize));
    }

    [Fact]
    public async Task Transform_UnusableScan_IsRejected()
    {
        await RejectedAsync(() => PreparedAsync<BtfRaw>(Raw, TestScans.OnGrid(new PointCloud(12), 4, 3)),
            RejectReason.EmptyCloud);
        await RejectedAsync(() => PreparedAsync<BtfRaw>(Raw, TestScans.Ball(1)), RejectReason.SizeMismatch,
            "method for clouds");
        await RejectedAsync(() => PreparedAsync<BtfRaw>(Raw, TestScans.Dome(1) with { Unit = LengthUnit.Arbitrary }),
            RejectReason.WrongUnit, "filter.convert-unit");
        Assert.Equal(LengthUnit.Metre, Prepare<BtfRaw>(Raw).Units.Needs);
    }

    [Fact]
    public void Constructor_PatchesThatDoNotDivideTheGrid_ThrowsForRawFeaturesOnly()
    {
        _ = Prepare<PatchCoreFpfh>(new PatchCoreFpfhOptions { GridSize = 100, PatchGrid = 28 });
        OptionsException error = Assert.Throws<OptionsException>(() => Prepare<BtfRaw>(
            new BtfRawOptions { GridSize = 100, PatchGrid = 28 }));
        Assert.Contains("divide it", Assert.Single(error.Problems).Rule, StringComparison.Ordinal);
    }
}
