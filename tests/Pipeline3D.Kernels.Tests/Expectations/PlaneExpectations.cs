using Pipeline3D.TestSupport;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Planes;
using Pipeline3D.Geometry.Sampling;
using Pipeline3D.Kernels.Planes;
using Pipeline3D.Kernels.Sampling;

namespace Pipeline3D.Kernels.Tests.Expectations;

/// <summary>What <see cref="DevicePlaneLoops"/> does on every device.</summary>
public sealed class PlaneExpectations(TestDevice device) : DeviceExpectations(device)
{
    public static TheoryData<string, int> Kinds => KernelClouds.Kinds;

    [Theory, MemberData(nameof(Kinds))]
    public void CountInliers_AnyCloud_EqualsThePlainLoop(string kind, int count)
    {
        PointCloud cloud = TestClouds.Of(kind, count);
        float threshold = 0.1f * (float)KernelClouds.Extent(cloud);
        PlaneEquation[] planes = [new(0, 0, 1, -cloud.Z[0]), new(0.6, 0.8, 0, -cloud.X[0]), new(1, 0, 0, 0)];
        var counts = new int[3];
        new DevicePlaneLoops(Scope).CountInliers(cloud, planes, threshold, counts, default);
        for (int plane = 0; plane < 3; plane++)
        {
            (float a, float b, float c, float d) = ((float)planes[plane].A, (float)planes[plane].B,
                (float)planes[plane].C, (float)planes[plane].D);
            int expected = Enumerable.Range(0, count).Count(i =>
                MathF.Abs((a * cloud.X[i]) + (b * cloud.Y[i]) + (c * cloud.Z[i]) + d) < threshold);
            Assert.True(Math.Abs(expected - counts[plane]) <= (TestDevice.IsExact ? 0 : 1),
                $"{kind}, plane {plane}: {counts[plane]} found for {expected}");
        }
    }

    [Fact]
    public void TryRansac_CountedHere_PlaneOfTheTwin()
    {
        // The heights are far from the threshold of 0.01, so that rounding decides about no point.
        var random = new Random(5);
        var cloud = new PointCloud(700);
        for (int i = 0; i < cloud.Count; i++)
            cloud[i] = new(random.NextSingle(), random.NextSingle(),
                i % 3 == 0 ? 0.2f + random.NextSingle() : 0.002f * random.NextSingle());
        var options = new PlaneFitOptions { Threshold = 0.01, SampleSize = 3 };
        Assert.True(PlaneFit.TryRansac(cloud, options, out PlaneFitResult twin));
        Assert.True(PlaneFit.TryRansac(cloud, options, out PlaneFitResult found, 0, new DevicePlaneLoops(Scope)));
        Assert.Equal(466, found.InlierCount);
        Assert.Equal(twin.Plane, found.Plane);
        Assert.Equal(twin.Hypotheses, found.Hypotheses);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Mark_AnyCloud_TheCutInDouble(string kind, int count)
    {
        PointCloud cloud = TestClouds.Of(kind, count);
        double threshold = 0.25 * KernelClouds.Extent(cloud);
        var plane = new PlaneEquation(0.6, 0, 0.8, -0.8 * cloud.Z[0]);
        var within = new bool[count];
        new DevicePlaneLoops(Scope).Mark(cloud, plane, threshold, within, default);
        for (int i = 0; i < count; i++)
            Assert.True(Math.Abs(plane.SignedDistance(cloud.X[i], cloud.Y[i], cloud.Z[i])) < threshold == within[i],
                $"{kind}: point {i}");
    }

    [Fact]
    public void Mark_AtTheThresholdOrNotFinite_Stays()
    {
        PointCloud cloud = PointCloud.FromInterleaved([1, 1, 0.5f, 1, 1, 0.49999997f, 1, 1, -0.5f, 0, 0, float.NaN]);
        var within = new bool[4];
        new DevicePlaneLoops(Scope).Mark(cloud, new PlaneEquation(0, 0, 1, 0), 0.5, within, default);
        Assert.Equal([false, true, false, false], within);
    }

    [Fact]
    public void Remove_WholeScan_WhatTheCoresLeaveAndItStaysOnTheDevice()
    {
        OrganizedCloud scan = Table(40, 30);
        BackgroundRemoval twin = BackgroundPlane.Remove(scan),
            found = BackgroundPlane.Remove(scan, null, 0, new DevicePlaneLoops(Scope));
        Assert.Equal(twin.Removed, found.Removed);
        Assert.Equal(twin.Plane, found.Plane);
        Assert.True(found.PlanePoints > 500, $"{found.PlanePoints} points of the plane");
        Scope.Mask(scan.Points, found.Cleaned.Points);
        int residents = Scope.Residents;
        int[] valid = found.Cleaned.ValidIndices();
        PointCloud kept = Scope.Select(found.Cleaned.Points, valid);
        Assert.Equal(residents + 1, Scope.Residents);
        FarthestPointOrder here = FarthestPointOp.Select(Scope, kept, 20),
            there = FarthestPoints.Select(found.Cleaned.Points.Select(valid), 20);
        if (TestDevice.IsExact)
            Assert.Equal(there.Index, here.Index);
        // The kept points were gathered there: nothing was copied again.
        Assert.Equal(residents + 1, Scope.Residents);
    }

    [Fact]
    public void AnyLoop_NoPoints_EmptyResult()
    {
        var counts = new int[] { 7 };
        var loops = new DevicePlaneLoops(Scope);
        loops.CountInliers(new PointCloud(0), [new(0, 0, 1, 0)], 1, counts, default);
        Assert.Equal([0], counts);
        loops.CountInliers(TestClouds.Of("cube", 3), [], 1, [], default);
        loops.Mark(new PointCloud(0), default, 1, [], default);
    }

    private static OrganizedCloud Table(int width, int height)
    {
        var random = new Random(9);
        var points = new PointCloud(width * height);
        for (int i = 0; i < points.Count; i++)
        {
            int column = i % width, row = i / width;
            bool isPart = Math.Abs(column - (width / 2)) < 6 && Math.Abs(row - (height / 2)) < 5;
            points[i] = new(0.001f * (column + 1), 0.001f * (row + 1),
                0.5f - (isPart ? 0.02f : 0) + (0.0004f * random.NextSingle()));
        }
        points[7] = default;
        return new OrganizedCloud(width, height, points);
    }
}
