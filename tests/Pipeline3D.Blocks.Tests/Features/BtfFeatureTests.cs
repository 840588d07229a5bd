using Pipeline3D.Blocks.Tests.Support;
using Pipeline3D.Core;
using Pipeline3D.Data;
using Pipeline3D.Detection;
using Pipeline3D.Geometry;

namespace Pipeline3D.Blocks.Tests.Features;

public sealed class BtfFeatureTests : BlockTest
{
    [Fact]
    public async Task Transform_RawTiles_AreTheDepthsOfTheResizedSquare()
    {
        Scan scan = TestScans.Dome(seed: 1);
        var options = new BtfFeatureOptions { Features = BtfFeatures.RawTiles, GridSize = 16, PatchGrid = 4,
            PadMultiple = 1 };
        ScanFeatures features = await new BtfFeature(options).TransformAsync(scan, ContextOf("a"));
        Assert.Equal((16, 16, 4, 16), (features.Patches.Rows, features.Patches.Columns, features.PatchGrid,
            features.GridSize));
        OrganizedCloud square = GridResize.Nearest(GridPadding.ToSquare(80, 64, 1).Pad(scan.Grid!), 16, 16);
        for (int patch = 0; patch < 16; patch++)
            for (int cell = 0; cell < 16; cell++)
            {
                int row = (4 * (patch / 4)) + (cell / 4), column = (4 * (patch % 4)) + (cell % 4);
                Assert.Equal(square.Points.Z[(16 * row) + column], features.Patches.Row(patch)[cell]);
            }
        Assert.Equal(GridPadding.ToSquare(80, 64, 1), features.Padding);
    }

    [Fact]
    public async Task Transform_AnyNumberOfThreads_SameFeatures()
    {
        var feature = new BtfFeature(new BtfFeatureOptions { GridSize = 32, PatchGrid = 8 });
        ScanFeatures one = await feature.TransformAsync(TestScans.Dome(seed: 1), ContextOf("a"));
        BlockContext many = ContextOf("a") with { Run = new RunContext { Folder = Run.Folder, Seed = Run.Seed,
            KernelThreads = 4 } };
        Assert.Equal(one.Patches.Values, (await feature.TransformAsync(TestScans.Dome(seed: 1), many)).Patches.Values);
        Assert.Equal(33, one.Patches.Columns);
        Assert.Equal(one.Scan.ByteSize + (4L * 64 * 33), one.ByteSize);
    }

    [Fact]
    public async Task Method_EveryOptionThatDecidesFeatures_IsInIt()
    {
        BtfFeatureOptions[] variants =
        [
            new(), new() { Features = BtfFeatures.RawTiles }, new() { GridSize = 112 }, new() { PatchGrid = 14 },
                new() { PadMultiple = 8 },
            new() { Resize = ResizeRule.NearestCentre }, new() { NormalRadius = Length.Millimetres(9) },
                new() { NormalNeighbours = 9 },
            new() { FeatureRadius = Length.Millimetres(9) }, new() { FeatureNeighbours = 9 },
        ];
        Assert.Equal(typeof(BtfFeatureOptions).GetProperties().Count(property => property.CanWrite),
            variants.Length - 1);
        Assert.Equal(variants.Length, variants.Select(options => options.Describe()).Distinct().Count());
        ScanFeatures features = await new BtfFeature(new BtfFeatureOptions { GridSize = 16, PatchGrid = 4 })
            .TransformAsync(TestScans.Dome(1), ContextOf("a"));
        Assert.Equal(new BtfFeatureOptions { GridSize = 16, PatchGrid = 4 }.Describe(), features.Method);
    }

    [Fact]
    public async Task Transform_UnusableScan_IsRejected()
    {
        var feature = new BtfFeature(new BtfFeatureOptions());
        await RejectedAsync(() => feature.TransformAsync(TestScans.OnGrid(new PointCloud(12), 4, 3), ContextOf("a"))
            .AsTask(), RejectReason.EmptyCloud);
        await RejectedAsync(() => feature.TransformAsync(TestScans.Ball(1), ContextOf("a")).AsTask(),
            RejectReason.SizeMismatch);
        await RejectedAsync(() => feature.TransformAsync(TestScans.Dome(1) with { Unit = LengthUnit.Arbitrary },
            ContextOf("a")).AsTask(), RejectReason.WrongUnit);
    }

    [Fact]
    public void Constructor_PatchesThatDoNotDivideTheGrid_ThrowsForRawFeaturesOnly()
    {
        _ = new BtfFeature(new BtfFeatureOptions { GridSize = 100, PatchGrid = 28 });
        OptionsException error = Assert.Throws<OptionsException>(() => new BtfFeature(
            new BtfFeatureOptions { Features = BtfFeatures.RawTiles, GridSize = 100, PatchGrid = 28 }));
        Assert.Contains("divide it", Assert.Single(error.Problems).Rule, StringComparison.Ordinal);
    }
}
