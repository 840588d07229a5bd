using Pipeline3D.Blocks.Filters;
using Pipeline3D.Blocks.Tests.Support;
using Pipeline3D.Core;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Options;
using Pipeline3D.Data;
using Pipeline3D.Geometry.Planes;

namespace Pipeline3D.Blocks.Tests.Filters;

public sealed class RemovePlaneFilterTests : BlockTest
{
    private static readonly RemovePlaneFilter Default = new(new RemovePlaneOptions());

    [Fact]
    public async Task Transform_DomeOnTable_IsWhatBackgroundPlaneLeavesWithBlackColourBesides()
    {
        Scan scan = TestScans.Dome(seed: 1);
        Scan clean = await Default.TransformAsync(scan, ContextOf("a"));
        BackgroundRemoval expected = BackgroundPlane.Remove(scan.Grid!,
            new BackgroundPlaneOptions { Fit = new PlaneFitOptions { Seed = Run.Seed } });
        Assert.Equal(expected.Cleaned.Points.ToInterleaved(), clean.Cloud.ToInterleaved());
        Assert.Same(clean.Cloud, clean.Grid!.Points);
        for (int i = 0; i < clean.Cloud.Count; i++)
        {
            // Height over the table as it was made; at the cut of 5 mm the noise of 0.05 mm decides.
            double height = 0.5 - scan.Cloud.Z[i];
            if (Math.Abs(height - 0.005) > 3e-4)
                Assert.True(clean.Grid.IsValid(i) == height > 0.005, $"pixel {i} of height {height}");
            bool black = clean.Rgb!.Pixels.AsSpan(3 * i, 3).IndexOfAnyExcept((byte)0) < 0;
            Assert.Equal(!clean.Grid.IsValid(i), black);
        }
        Assert.Empty(clean.Remarks);
        Assert.Equal(scan.Truth, clean.Truth);
    }

    [Fact]
    public async Task Transform_Scan_DoesNotChangeItsInput()
    {
        Scan scan = TestScans.Dome(seed: 1), same = TestScans.Dome(seed: 1);
        await Default.TransformAsync(scan, ContextOf("a"));
        Assert.Equal(same.Cloud.ToInterleaved(), scan.Cloud.ToInterleaved());
        Assert.Equal(same.Rgb!.Pixels, scan.Rgb!.Pixels);
    }

    [Fact]
    public async Task Transform_OnlyThePlane_IsRejected()
        => await RejectedAsync(() => Default.TransformAsync(TestScans.Dome(seed: 1, rise: 0), ContextOf("a")).AsTask(),
            RejectReason.EmptyCloud, "nothing is left", "'cut'");

    [Fact]
    public async Task Transform_NoBorder_PassesWithARemarkOrIsRejectedWhenAPlaneIsRequired()
    {
        Scan scan = TestScans.Dome(seed: 1);
        for (int i = 0; i < scan.Cloud.Count; i++)
            if (i / 80 is < 10 or >= 54 || i % 80 is < 10 or >= 70)
                scan.Cloud[i] = default;
        Scan passed = await Default.TransformAsync(scan, ContextOf("a"));
        Assert.Equal("background removal: StripTooSmall", Assert.Single(passed.Remarks));
        Assert.Equal(scan.Cloud.ToInterleaved(), passed.Cloud.ToInterleaved());
        var strict = new RemovePlaneFilter(new RemovePlaneOptions { RequirePlane = true });
        await RejectedAsync(() => strict.TransformAsync(scan, ContextOf("a")).AsTask(),
            RejectReason.NoBackgroundPlane, "StripTooSmall", "require_plane");
    }

    [Fact]
    public async Task Transform_OtherUnitOrPlainCloud_IsRejectedWithTheFix()
    {
        await RejectedAsync(() => Default.TransformAsync(TestScans.Dome(seed: 1) with { Unit = LengthUnit.Millimetre },
            ContextOf("a")).AsTask(),
            RejectReason.WrongUnit, "Millimetre", "filter.convert-unit");
        await RejectedAsync(() => Default.TransformAsync(TestScans.Ball(1), ContextOf("a")).AsTask(),
            RejectReason.SizeMismatch, "pixel grid");
        Assert.Equal(LengthUnit.Metre, Default.Units.Needs);
    }

    [Fact]
    public void Constructor_WrongOptions_NamesEachOfThem()
    {
        OptionsException error = Assert.Throws<OptionsException>(() => new RemovePlaneFilter(new RemovePlaneOptions
        {
            Border = 0, ClusterMinPoints = 0, Cut = Length.Zero, FitThreshold = Length.Metres(2),
                ClusterEps = Length.Metres(float.NaN),
        }));
        Assert.Equal(["Border", "ClusterMinPoints", "FitThreshold", "Cut", "ClusterEps"],
            error.Problems.Select(problem => problem.Option));
    }
}
