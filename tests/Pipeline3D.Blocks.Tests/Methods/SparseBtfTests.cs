using Pipeline3D.Blocks.Filters;
using Pipeline3D.Blocks.Tests.Support;
using Pipeline3D.Data;
using Pipeline3D.Detection.Btf;
using Pipeline3D.Geometry.Grids;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Blocks.Tests.Methods;

/// <summary>Features of thinned scans: those of a whole scan seen by a coarser sensor, not those of a scan with
/// holes.</summary>
public sealed class SparseBtfTests : MethodTest
{
    private static readonly PatchCoreFpfhOptions Fpfh = new() { GridSize = 80, PatchGrid = 8, PadMultiple = 1 };

    [Theory, InlineData(BtfFeatures.Fpfh), InlineData(BtfFeatures.RawTiles)]
    public async Task Transform_LatticeOfEveryPixel_GivesTheFeaturesOfTheWholeScan(BtfFeatures features)
    {
        PatchCoreFpfhOptions options = Fpfh with { Features = features };
        Scan scan = TestScans.Dome(seed: 1);
        PatchSample whole = await SampleAsync(options, scan),
            sparse = await SampleAsync(options, scan with { Lattice = new GridLattice(80, 64, 80, 64) });
        Assert.Equal(whole.Patches.Values, sparse.Patches.Values);
        Assert.Equal(whole.Padding, sparse.Padding);
    }

    [Theory, InlineData(BtfFeatures.Fpfh), InlineData(BtfFeatures.RawTiles)]
    public async Task Transform_ThinnedScan_IsNearerToTheWholeOneThanAScanWithHoles(BtfFeatures features)
    {
        PatchCoreFpfhOptions options = Fpfh with { Features = features };
        Scan scan = TestScans.Dome(seed: 1);
        Scan thinned = await new MeetDeadlineFilter(new MeetDeadlineOptions { Always = true, Points = 1300 })
            .TransformAsync(scan, ContextOf("a"));
        FeatureMatrix whole = (await SampleAsync(options, scan)).Patches,
            sparse = (await SampleAsync(options, thinned)).Patches,
            holes = (await SampleAsync(options, thinned with { Lattice = null })).Patches;
        Assert.Equal((whole.Rows, whole.Columns), (sparse.Rows, sparse.Columns));
        double off = Distance(whole, sparse), withHoles = Distance(whole, holes);
        Assert.True(off < 0.5 * withHoles, $"{off} as a lattice, {withHoles} with holes");
    }

    [Fact]
    public async Task Resize_ThinnedScan_LeavesNoHolesOrALatticeOfTheNewGrid()
    {
        Scan thinned = await new MeetDeadlineFilter(new MeetDeadlineOptions { Always = true, Points = 1300 })
            .TransformAsync(TestScans.Dome(seed: 1), ContextOf("a"));
        int side = thinned.Lattice!.Columns;
        Scan small = await new ResizeFilter(new ResizeOptions { Size = 32 }).TransformAsync(thinned, ContextOf("a")),
            large = await new ResizeFilter(new ResizeOptions { Size = 64 }).TransformAsync(thinned, ContextOf("a"));

        Assert.InRange(side, 33, 63);
        Assert.Null(small.Lattice);
        Assert.Equal(new GridLattice(64, 64, side, side), large.Lattice);
        // A quarter of the square's 80 rows is padding; all else has readings.
        Assert.InRange(small.Grid!.ValidIndices().Length, 0.78 * 32 * 32, 0.82 * 32 * 32);
        Assert.Equal(thinned.Fallback!.Points, large.Grid!.ValidIndices().Length);
    }

    private async Task<PatchSample> SampleAsync(PatchCoreFpfhOptions options, Scan scan)
        => (PatchSample)(await PreparedAsync<PatchCoreFpfh>(options, scan)).Sample;

    private static double Distance(FeatureMatrix a, FeatureMatrix b)
        => Math.Sqrt(a.Values.Zip(b.Values, (x, y) => (x - (double)y) * (x - y)).Sum());
}
