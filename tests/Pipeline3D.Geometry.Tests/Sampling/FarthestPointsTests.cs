using Pipeline3D.Geometry.Sampling;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Geometry.Tests.Sampling;

public sealed class FarthestPointsTests
{
    public static TheoryData<string, int> Kinds => Clouds.Kinds;

    [Theory, MemberData(nameof(Kinds))]
    public void Select_AnyCloud_EqualsThePlainLoop(string kind, int count)
    {
        for (int seed = 1; seed <= 3; seed++)
        {
            PointCloud cloud = TestClouds.Of(kind, count, seed);
            int start = seed * 31 % count;
            FarthestPointOrder found = FarthestPoints.Select(cloud, count, start);
            (int[] order, float[] radius) = Plain(cloud, count, start);
            Assert.True(order.SequenceEqual(found.Index), $"{kind}, seed {seed}: other order");
            Assert.True(radius.SequenceEqual(found.RadiusAfter), $"{kind}, seed {seed}: other radii");
        }
    }

    [Fact]
    public void Select_LargerCloud_EqualsThePlainLoop()
    {
        PointCloud cloud = TestClouds.Of("surface", 6000, seed: 9);
        Assert.Equal(Plain(cloud, 1500, 5).Order, FarthestPoints.Select(cloud, 1500, 5).Index);
    }

    [Fact]
    public void Select_OracleCloud_EqualsTheVanillaOrder()
    {
        var facts = SharedFiles.OracleFacts("fps");
        int[] expected = SharedFiles.OracleArray("fps_order.npy").To<int>();
        double[] radius = SharedFiles.OracleArray("fps_radius_after.npy").To<double>();
        FarthestPointOrder found = FarthestPoints.Select(
            Clouds.Oracle("fps_points.npy"), facts.GetProperty("m").GetInt32(), facts.GetProperty("start").GetInt32());
        Assert.Equal(expected, found.Index);
        Assert.All(radius.Zip(found.RadiusAfter), pair => Assert.Equal(pair.First, pair.Second, 1e-6 * pair.First));
    }

    [Fact]
    public void Select_FourOnALine_OrderOfTheSpecification()
        => Assert.Equal([0, 3, 2, 1], FarthestPoints.Select(
            PointCloud.FromInterleaved([0, 0, 0, 1, 0, 0, 4, 0, 0, 10, 0, 0]), 4).Index);

    [Fact]
    public void Select_WrongArguments_Throws()
    {
        PointCloud cloud = TestClouds.Of("cube", 5);
        Assert.Throws<ArgumentOutOfRangeException>(() => FarthestPoints.Select(cloud, 6));
        Assert.Throws<ArgumentOutOfRangeException>(() => FarthestPoints.Select(cloud, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => FarthestPoints.Select(cloud, 2, start: 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => FarthestPoints.Select(new PointCloud(0), 1));
        cloud.X[0] = float.NaN;
        Assert.Throws<ArgumentException>(() => FarthestPoints.Select(cloud, 2));
    }

    private static (int[] Order, float[] Radius) Plain(PointCloud cloud, int count, int start)
    {
        var order = new int[count];
        var radius = new float[count];
        var nearest = new float[cloud.Count];
        Array.Fill(nearest, float.PositiveInfinity);
        int pick = start;
        for (int i = 0; i < count; i++)
        {
            order[i] = pick;
            nearest[pick] = -1;
            int farthest = pick;
            for (int j = 0; j < cloud.Count; j++)
                nearest[j] = Math.Min(nearest[j], Clouds.SquaredDistance(cloud, order[i], cloud, j));
            for (int j = 0; j < cloud.Count; j++)
                farthest = nearest[j] > nearest[farthest] || (nearest[j] == nearest[farthest] && j < farthest) ? j
                    : farthest;
            (pick, radius[i]) = (farthest, MathF.Sqrt(Math.Max(0, nearest[farthest])));
        }
        return (order, radius);
    }
}
