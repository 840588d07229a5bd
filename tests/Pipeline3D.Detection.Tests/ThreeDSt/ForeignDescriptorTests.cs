using System.Numerics;
using Pipeline3D.Detection.ThreeDSt.Fcgf;
using Pipeline3D.Detection.ThreeDSt.PpfFoldNet;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Detection.Tests.ThreeDSt;

/// <summary>What teachers of others see of a cloud.</summary>
public sealed class ForeignDescriptorTests
{
    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public void Around_CloudTurnedAndMoved_IsToldTheSame(int seed)
    {
        PointCloud cloud = Body(seed), turned = new(cloud.Count);
        Quaternion turn = Quaternion.Normalize(new(0.3f, -0.6f, seed, 0.2f));
        for (int i = 0; i < cloud.Count; i++)
            turned[i] = Vector3.Transform(cloud[i], turn) + new Vector3(4, -2, 1);
        int[] centres = [0, 17, 250];
        float[] here = Patches(cloud, 20).Around(centres, 1, default), there = Patches(turned, 20).Around(centres, 2,
            default);
        for (int i = 0; i < here.Length; i++)
            Assert.True(Math.Abs(here[i] - there[i]) < 2e-3, $"seed {seed}: {here[i]} and {there[i]} at {i}");
        Assert.All(here, value => Assert.InRange(value, 0, 1));
    }

    [Fact]
    public void Around_FewerPointsWithinReach_ComeAgainFromTheCentre()
    {
        PointCloud cloud = Body(5);
        float[] whole = Patches(cloud, 12, reach: 1000).Around([3], 1, default),
            near = Patches(cloud, 12, reach: 1.2).Around([3], 1, default);
        // The centre lies at no distance from itself; whoever is beyond the reach is not there.
        Assert.Equal(0, whole[0]);
        Assert.All(Enumerable.Range(0, 12), i => Assert.True(near[4 * i] <= 1, $"point {i} at {near[4 * i]}"));
        Assert.True(Enumerable.Range(0, 12).Count(i => near[4 * i] == 0) > 1, "nothing came again");
    }

    [Fact]
    public void Of_ViewsOfAScan_PairsAreTheSamePlacesInBoth()
    {
        PointCloud cloud = Body(7);
        var options = new FcgfOptions { Voxel = 0.2, Noise = 0, Places = 40, FirstKernel = 3 };
        var random = new SplitMix64(3, 0);
        ScanViews views = ScanViews.Of(cloud, options, ref random);
        Assert.InRange(views.Pairs.Count, 10, 40);
        for (int i = 0; i < views.Pairs.Count; i++)
            Assert.True(views.IsNear[(i * views.Pairs.Count) + i]);
        Assert.Contains(false, views.IsNear);
        var again = new SplitMix64(3, 0);
        Assert.Equal(views.Pairs, ScanViews.Of(cloud, options, ref again).Pairs);
    }

    [Fact]
    public void Of_VoxelsAsLargeAsTheScan_SaysThatNothingCanBeToldApart()
    {
        // Away from the origin, where eight voxels meet.
        PointCloud body = Rigid.Translated(Body(7), new Vector3d(12, 12, 12));
        var random = new SplitMix64(3, 0);
        Assert.Contains("set voxel lower", Assert.Throws<InvalidOperationException>(() => ScanViews.Of(body,
            new FcgfOptions { Voxel = 50, FirstKernel = 3 }, ref random)).Message, StringComparison.Ordinal);
    }

    private static PairPatches Patches(PointCloud cloud, int size, double reach = 6)
        => new(cloud, 0.12, reach, size, 1, default);

    // An egg with a dent, whose normals are told apart from their opposites everywhere.
    private static PointCloud Body(int seed)
    {
        var random = new SplitMix64(seed, 0);
        var cloud = new PointCloud(400);
        for (int i = 0; i < cloud.Count; i++)
        {
            Vector3 direction = Vector3.Normalize(new((float)random.NextNormal(), (float)random.NextNormal(),
                (float)random.NextNormal()));
            cloud[i] = direction * new Vector3(1, 0.8f, 1.3f) * (1 - (0.2f * MathF.Max(0, direction.X)));
        }
        return cloud;
    }
}
