using Pipeline3D.Blocks.Filters;
using Pipeline3D.Blocks.Tests.Support;
using Pipeline3D.Core.Items;
using Pipeline3D.Data;
using Pipeline3D.Geometry;

namespace Pipeline3D.Blocks.Tests.Filters;

public sealed class SampleFarthestFilterTests : BlockTest
{
    [Fact]
    public async Task Transform_ScanWithHoles_IsThePlainLoopOverItsReadings()
    {
        Scan scan = TestScans.Dome(seed: 4, width: 20, height: 16, bump: true);
        for (int i = 0; i < scan.Cloud.Count; i += 7)
            scan.Cloud[i] = default;
        Scan thin = await new SampleFarthestFilter(new SampleFarthestOptions { Count = 25 }).TransformAsync(scan,
            ContextOf("a"));
        int[] order = Plain(scan.Grid!, 25);
        Assert.Equal(order.Select(i => scan.Cloud[i]), Enumerable.Range(0, 25).Select(i => thin.Cloud[i]));
        Assert.Equal(order.Select(i => scan.Truth!.Ids[i]), thin.Truth!.Ids);
        Assert.Null(thin.Grid);
        Assert.Null(thin.Rgb);
    }

    [Fact]
    public async Task Transform_FewerPointsThanAsked_KeepsAllOnce()
    {
        Scan scan = TestScans.Ball(1, count: 30);
        Scan thin = await new SampleFarthestFilter(new SampleFarthestOptions { Count = 1000 }).TransformAsync(scan,
            ContextOf("a"));
        Assert.Equal(30, thin.Cloud.Count);
        Assert.Equal(30, Enumerable.Range(0, 30).Select(i => thin.Cloud[i]).Distinct().Count());
    }

    [Fact]
    public async Task Transform_NoReading_IsRejected()
        => await RejectedAsync(() => new SampleFarthestFilter(new SampleFarthestOptions())
            .TransformAsync(TestScans.OnGrid(new PointCloud(12), 4, 3), ContextOf("a")).AsTask(),
                RejectReason.EmptyCloud, "no point");

    private static int[] Plain(OrganizedCloud grid, int count)
    {
        int[] valid = grid.ValidIndices();
        var chosen = new List<int> { valid[0] };
        while (chosen.Count < count)
            chosen.Add(valid.MaxBy(i => chosen.Min(j => System.Numerics.Vector3.DistanceSquared(grid.Points[i],
                grid.Points[j]))));
        return [.. chosen];
    }
}
