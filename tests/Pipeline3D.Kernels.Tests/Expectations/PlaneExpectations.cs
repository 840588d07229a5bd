using Pipeline3D.Geometry;

namespace Pipeline3D.Kernels.Tests;

/// <summary>What <see cref="PlaneOp"/> does on every device.</summary>
public abstract class PlaneExpectations(IDevice device) : DeviceExpectations(device)
{
    public static TheoryData<string, int> Kinds => Clouds.Kinds;

    [Theory, MemberData(nameof(Kinds))]
    public void CountInliers_AnyCloud_EqualsThePlainLoop(string kind, int count)
    {
        PointCloud cloud = Clouds.Of(kind, count);
        float threshold = 0.1f * (float)Clouds.Extent(cloud);
        float[] planes = [0, 0, 1, -cloud.Z[0], 0.6f, 0.8f, 0, -cloud.X[0], 1, 0, 0, 0];
        var counts = new int[3];
        PlaneOp.CountInliers(Device, PointSpans.Of(cloud), planes, threshold, counts);
        for (int plane = 0; plane < 3; plane++)
        {
            float a = planes[4 * plane], b = planes[(4 * plane) + 1], c = planes[(4 * plane) + 2],
                d = planes[(4 * plane) + 3];
            int expected = Enumerable.Range(0, count).Count(i =>
                MathF.Abs((a * cloud.X[i]) + (b * cloud.Y[i]) + (c * cloud.Z[i]) + d) < threshold);
            Assert.True(expected == counts[plane], $"{kind}, plane {plane}: {counts[plane]} found for {expected}");
        }
    }

    [Fact]
    public void CountInliers_PlaneOfRansac_ItsInlierCount()
    {
        // The heights are far from the threshold of 0.01, so that float32 and double agree on every point.
        var random = new Random(5);
        var cloud = new PointCloud(700);
        for (int i = 0; i < cloud.Count; i++)
            cloud[i] = new(random.NextSingle(), random.NextSingle(),
                i % 3 == 0 ? 0.2f + random.NextSingle() : 0.002f * random.NextSingle());
        Assert.True(PlaneFit.TryRansac(cloud, new PlaneFitOptions { Threshold = 0.01, SampleSize = 3 },
            out PlaneFitResult fit));
        var counts = new int[1];
        PlaneOp.CountInliers(Device, PointSpans.Of(cloud),
            [(float)fit.Plane.A, (float)fit.Plane.B, (float)fit.Plane.C, (float)fit.Plane.D], 0.01f, counts);
        Assert.Equal(fit.InlierCount, counts[0]);
        Assert.Equal(466, counts[0]);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Remove_AnyCloud_TheCutInDoubleUpToRounding(string kind, int count)
    {
        PointCloud cloud = Clouds.Of(kind, count), kept = new(count);
        double extent = Clouds.Extent(cloud);
        var plane = new PlaneEquation(0.6, 0, 0.8, -0.8 * cloud.Z[0]);
        var removed = new int[count];
        PlaneOp.Remove(Device, PointSpans.Of(cloud), plane, (float)(0.25 * extent), kept, removed);
        for (int i = 0; i < count; i++)
        {
            double distance = Math.Abs(plane.SignedDistance(cloud.X[i], cloud.Y[i], cloud.Z[i]));
            // Four float32 terms, each at most some extents large.
            if (Math.Abs(distance - (0.25 * extent)) > 2e-6 * (extent + Math.Abs(plane.D)))
                Assert.True((distance < 0.25 * extent ? 1 : 0) == removed[i], $"{kind}: point {i} at {distance}");
            Assert.Equal(removed[i] == 1 ? default : cloud[i], kept[i]);
        }
    }

    [Fact]
    public void Remove_PointAtTheThreshold_Stays()
    {
        PointCloud cloud = PointCloud.FromInterleaved([1, 1, 0.5f, 1, 1, 0.49999997f, 1, 1, -0.5f]), kept = new(3);
        var removed = new int[3];
        PlaneOp.Remove(Device, PointSpans.Of(cloud), new PlaneEquation(0, 0, 1, 0), 0.5f, kept, removed);
        Assert.Equal([0, 1, 0], removed);
    }

    [Fact]
    public void AnyOp_NoPoints_EmptyResult()
    {
        var counts = new int[] { 7 };
        PlaneOp.CountInliers(Device, default, [0, 0, 1, 0], 1, counts);
        Assert.Equal([0], counts);
        PlaneOp.CountInliers(Device, PointSpans.Of(Clouds.Of("cube", 3)), [], 1, []);
        PlaneOp.Remove(Device, default, default, 1, new PointCloud(0), []);
    }
}
