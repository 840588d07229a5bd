using Pipeline3D.Blocks.Payloads;
using Pipeline3D.Core;
using Pipeline3D.Core.Items;
using Pipeline3D.Data;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Geometry;

namespace Pipeline3D.Blocks.Tests.Payloads;

public sealed class ScoredScanTests
{
    private static readonly Scan Scan = new()
    {
        Id = new ItemId("data", "dome", "test", "good", "a"), Unit = LengthUnit.Metre, Cloud = new PointCloud(2),
    };

    [Fact]
    public void FirstNotFinite_IsTheFirstPlace()
    {
        Assert.Equal(-1, new ScoredScan(Scan, 1, [1, 2]).FirstNotFinite);
        Assert.Equal(1, new ScoredScan(Scan, 1, [1, float.NaN]).FirstNotFinite);
        Assert.Equal(0, new ScoredScan(Scan, 1, [float.PositiveInfinity, float.NaN]).FirstNotFinite);
    }

    [Fact]
    public void FirstNotFinite_OfAScanMadeOfOneThatKnewIts_IsItsOwn()
    {
        var finite = ScoredScan.Of(Scan, new Scores(1, [1, 2]));
        Assert.Equal(-1, finite.FirstNotFinite);
        Assert.Equal(0, (finite with { Scores = [float.NaN, 2] }).FirstNotFinite);
        var damaged = new ScoredScan(Scan, 1, [1, float.NaN]);
        Assert.Equal(1, damaged.FirstNotFinite);
        Assert.Equal(-1, (damaged with { Scores = [1, 2] }).FirstNotFinite);
    }
}
