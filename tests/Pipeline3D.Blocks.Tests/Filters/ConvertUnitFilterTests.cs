using Pipeline3D.Blocks.Filters;
using Pipeline3D.Blocks.Tests.Support;
using Pipeline3D.Core;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Options;
using Pipeline3D.Data;
using Pipeline3D.Geometry.Views;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Blocks.Tests.Filters;

public sealed class ConvertUnitFilterTests : BlockTest
{
    [Theory]
    [InlineData(LengthUnit.Metre, LengthUnit.Millimetre, LengthUnit.Arbitrary, 1000)]
    [InlineData(LengthUnit.Millimetre, LengthUnit.Metre, LengthUnit.Arbitrary, 0.001)]
    [InlineData(LengthUnit.Metre, LengthUnit.Metre, LengthUnit.Millimetre, 1)]
    [InlineData(LengthUnit.Arbitrary, LengthUnit.Metre, LengthUnit.Metre, 1)]
    [InlineData(LengthUnit.Arbitrary, LengthUnit.Metre, LengthUnit.Millimetre, 0.001)]
    public async Task Transform_Units_ScaleEveryCoordinate(LengthUnit from, LengthUnit to, LengthUnit assume,
        double factor)
    {
        var offset = new Vector3d(500_000, -3, 0);
        Scan scan = TestScans.Dome(seed: 1) with { Unit = from, Offset = offset };
        scan.Cloud[5] = default;
        var filter = new ConvertUnitFilter(new ConvertUnitOptions { To = to, Assume = assume });
        Scan done = await filter.TransformAsync(scan, ContextOf("a"));
        Assert.Equal(to, done.Unit);
        Assert.Equal(factor * offset, done.Offset);
        Assert.Equal((null, to), (filter.Units.Needs, filter.Units.Gives));
        Assert.Same(done.Cloud, done.Grid!.Points);
        float[] before = scan.Cloud.ToInterleaved(), after = done.Cloud.ToInterleaved();
        for (int i = 0; i < before.Length; i++)
            Assert.Equal(factor * before[i], after[i], Math.Abs(factor * before[i]) * 2e-7); // two roundings of float32
        Assert.False(done.Grid.IsValid(5));
        Assert.Same(scan.Truth, done.Truth);
    }

    [Fact]
    public async Task Transform_PlainCloud_StaysOne()
        => Assert.Null((await new ConvertUnitFilter(new ConvertUnitOptions { Assume = LengthUnit.Millimetre })
            .TransformAsync(TestScans.Ball(1), ContextOf("a"))).Grid);

    [Fact]
    public async Task Transform_ScanWithViews_KeepsThem()
    {
        Scan scan = TestScans.Ball(1, 5);
        scan = scan with { Views = new PointViews(1, 1, 5, [new byte[3]], [2], [[0]], [[true]]) };
        Assert.Same(scan.Views, (await new ConvertUnitFilter(new ConvertUnitOptions { Assume = LengthUnit.Millimetre })
            .TransformAsync(scan, ContextOf("a"))).Views);
    }

    [Fact]
    public async Task Transform_NoUnitAndNothingAssumed_IsRejectedWithTheFix()
        => await RejectedAsync(() => new ConvertUnitFilter(new ConvertUnitOptions()).TransformAsync(TestScans.Ball(1),
            ContextOf("a")).AsTask(),
            RejectReason.WrongUnit, "'assume'");

    [Fact]
    public void Constructor_ToNoUnit_Throws()
        => Assert.Throws<OptionsException>(()
            => new ConvertUnitFilter(new ConvertUnitOptions { To = LengthUnit.Arbitrary }));
}
