using Pipeline3D.Blocks.Filters;
using Pipeline3D.Blocks.Tests.Support;
using Pipeline3D.Core;
using Pipeline3D.Core.Items;
using Pipeline3D.Data;
using Pipeline3D.Geometry;

namespace Pipeline3D.Blocks.Tests.Filters;

public sealed class RemoveOutliersFilterTests : BlockTest
{
    [Theory, InlineData(1), InlineData(4), InlineData(9)]
    public async Task Transform_Cloud_KeepsWhatThePlainLoopKeeps(int neighbours)
    {
        Scan scan = TestScans.Ball(3, count: 200) with { Unit = LengthUnit.Metre };
        Scan kept = await Filter(0.3f, neighbours).TransformAsync(scan, ContextOf("a"));
        int[] expected = Plain(scan.Cloud, [.. Enumerable.Range(0, 200)], 0.3f, neighbours);
        Assert.InRange(expected.Length, 1, 199);
        Assert.Equal(expected.Select(i => scan.Cloud[i]),
            Enumerable.Range(0, kept.Cloud.Count).Select(i => kept.Cloud[i]));
        Assert.Equal(expected.Select(i => scan.Truth!.Ids[i]), kept.Truth!.Ids);
    }

    [Fact]
    public async Task Transform_SpeckOnAGrid_IsZeroAndBlackAndTheRestStays()
    {
        Scan scan = TestScans.Dome(seed: 4, width: 20, height: 16, bump: false);
        scan.Cloud[5] = scan.Cloud[5] with { Z = scan.Cloud[5].Z - 3 };
        var colours = new byte[3 * scan.Cloud.Count];
        Array.Fill(colours, (byte)200);
        scan = scan with { Unit = LengthUnit.Metre, Rgb = new RgbImage(20, 16, colours) };
        Scan kept = await Filter(1, 2).TransformAsync(scan, ContextOf("a"));
        int[] expected = Plain(scan.Cloud, scan.Grid!.ValidIndices(), 1, 2);
        Assert.DoesNotContain(5, expected);
        Assert.Equal(expected, kept.Grid!.ValidIndices());
        Assert.Equal([0, 0, 0], kept.Rgb!.Pixels[15..18]);
        Assert.Equal(200, kept.Rgb.Pixels[3 * expected[0]]);
        Assert.Equal(200, scan.Rgb.Pixels[15]);
    }

    [Fact]
    public async Task Transform_NothingLeftOrWrongUnit_IsRejected()
    {
        await RejectedAsync(() => Filter(1e-6f, 5).TransformAsync(TestScans.Ball(1) with { Unit = LengthUnit.Metre },
            ContextOf("a")).AsTask(), RejectReason.EmptyCloud, "no point has 5 others within", "raise 'radius'");
        await RejectedAsync(() => Filter(1, 5).TransformAsync(TestScans.Ball(1), ContextOf("a")).AsTask(),
            RejectReason.WrongUnit, "filter.convert-unit");
    }

    private static RemoveOutliersFilter Filter(float radius, int neighbours)
        => new(new RemoveOutliersOptions { Radius = Length.Metres(radius), Neighbours = neighbours });

    private static int[] Plain(PointCloud cloud, int[] valid, float radius, int neighbours)
        => [.. valid.Where(i => valid.Count(j => j != i
            && System.Numerics.Vector3.DistanceSquared(cloud[i], cloud[j]) <= radius * radius) >= neighbours)];
}
