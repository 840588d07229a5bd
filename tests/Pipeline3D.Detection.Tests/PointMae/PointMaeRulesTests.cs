using Pipeline3D.Detection.Clouds;
using Pipeline3D.Detection.PointMae;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Detection.Tests.PointMae;

/// <summary>Frames, changes, masks and rates of a pretraining.</summary>
public sealed class PointMaeRulesTests
{
    [Fact]
    public void Rate_OfAllEpochs_IsThatOfTheAuthorsCode()
    {
        double[] wanted = SharedFiles.OracleArray("methods/schedules.out.pointmae_epoch_lr.npy").To<double>();
        Assert.Equal(301, wanted.Length);
        for (int epoch = 0; epoch < wanted.Length; epoch++)
            Assert.Equal(wanted[epoch], PointMaeRate.Of(epoch, 1e-3, 10, 300), 1e-7);
    }

    [Fact]
    public void UnitCloud_OfAnyCloud_LiesAboutItsMeanWithRadiusOne()
    {
        PointCloud cloud = Rigid.Translated(TestClouds.Of("surface", 500, 3), new Vector3d(1000, -20, 5));
        PointCloud unit = UnitCloud.Of(cloud);
        Vector3d mean = Vector3d.MeanOf(unit);
        Assert.Equal(0, Math.Sqrt(Vector3d.Dot(mean, mean)), 1e-6);
        Assert.Equal(1, Enumerable.Range(0, 500).Max(i => unit[i].Length()), 1e-6f);
        // One factor for all lengths.
        Assert.Equal((cloud[7] - cloud[3]).Length() / (cloud[1] - cloud[2]).Length(),
            (unit[7] - unit[3]).Length() / (unit[1] - unit[2]).Length(), 1e-3f);
        Assert.Equal(new float[6], UnitCloud.Of(PointCloud.FromInterleaved([4, 4, 4, 4, 4, 4])).ToInterleaved());
    }

    [Theory, InlineData(CloudAugmentation.ScaleShift), InlineData(CloudAugmentation.TurnScaleShift)]
    public void Apply_ManyDraws_ScalesAndShiftsWithinTheirBounds(CloudAugmentation kind)
    {
        PointCloud pair = PointCloud.FromInterleaved([0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1]);
        bool turned = false;
        for (int seed = 0; seed < 200; seed++)
        {
            var random = new SplitMix64(seed, 1);
            PointCloud changed = CloudAugmentations.Apply(kind, pair, ref random);
            Assert.InRange(changed[0].X, -0.2f, 0.2f);
            for (int axis = 1; axis < 4; axis++)
            {
                System.Numerics.Vector3 edge = changed[axis] - changed[0];
                Assert.InRange(edge.Length(), 0.666f, 1.501f);
                turned |= Math.Abs(edge[axis % 3]) > 0.01f && Math.Abs(edge[(axis + 1) % 3]) > 0.01f;
            }
        }
        Assert.Equal(kind == CloudAugmentation.TurnScaleShift, turned);
        var none = new SplitMix64(1, 1);
        Assert.Same(pair, CloudAugmentations.Apply(CloudAugmentation.None, pair, ref none));
    }

    [Theory, InlineData(0.6, 64, 38), InlineData(0.4, 256, 102), InlineData(0.01, 10, 1), InlineData(0.99, 4, 3)]
    public void Hidden_OfAShare_IsRoundedDownAndNeitherNoneNorAll(double share, int groups, int hidden)
        => Assert.Equal(hidden, GroupMasks.Hidden(share, groups));

    [Fact]
    public void Draw_ABlock_HidesTheGroupsNearestToOne()
    {
        PointCloud centres = TestClouds.Of("cube", 40, 5);
        for (int seed = 0; seed < 20; seed++)
        {
            var random = new SplitMix64(seed, 0);
            bool[] hidden = GroupMasks.Draw(GroupMask.Block, centres, 12, ref random);
            Assert.Equal(12, hidden.Count(is_ => is_));
            Assert.Contains(Enumerable.Range(0, 40), centre => Enumerable.Range(0, 40)
                .OrderBy(i => (centres[i] - centres[centre]).LengthSquared()).Take(12).All(i => hidden[i]));
        }
    }

    [Fact]
    public void Draw_AtRandom_HidesEachGroupAboutAsOften()
    {
        var times = new int[10];
        for (int seed = 0; seed < 2000; seed++)
        {
            var random = new SplitMix64(seed, 0);
            bool[] hidden = GroupMasks.Draw(GroupMask.Random, new PointCloud(10), 4, ref random);
            for (int i = 0; i < 10; i++)
                times[i] += hidden[i] ? 1 : 0;
        }
        Assert.All(times, count => Assert.InRange(count, 700, 900));
    }
}
