using Pipeline3D.Geometry.Sampling;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Geometry.Tests.Sampling;

public sealed class PointGroupsTests
{
    public static TheoryData<string, int> Kinds => Clouds.Kinds;

    [Theory, MemberData(nameof(Kinds))]
    public void Of_AnyCloud_HoldsTheNearestPointsOfEachCentreByBruteForce(string kind, int count)
    {
        for (int seed = 1; seed <= 3; seed++)
        {
            PointCloud cloud = TestClouds.Of(kind, count, seed);
            int groups = Math.Max(1, count / 5), size = Math.Min(7, count);
            PointGroups found = PointGroups.Of(cloud, groups, size);
            Assert.Equal(FarthestPoints.Select(cloud, groups).Index, found.Picks);
            for (int group = 0; group < groups; group++)
            {
                int centre = found.Picks[group];
                int[] wanted = [.. Enumerable.Range(0, count).OrderBy(i => Squared(cloud, i, centre)).ThenBy(i => i)
                    .Take(size)];
                Assert.True(wanted.AsSpan().SequenceEqual(found.Members.AsSpan(group * size, size)),
                    $"{kind}, seed {seed}, group {group}");
            }
        }
    }

    [Fact]
    public void Gather_SomeGroups_GivesTheirPointsRelativeToTheCentres()
    {
        PointCloud cloud = TestClouds.Of("surface", 200, seed: 4);
        PointGroups groups = PointGroups.Of(cloud, 10, 6);
        var relative = new float[4 * 6 * 3];
        groups.Gather(cloud, 3, relative);
        for (int group = 0; group < 4; group++)
            for (int i = 0; i < 6; i++)
                Assert.Equal(cloud[groups.Members[((group + 3) * 6) + i]] - groups.Centres[group + 3],
                    new(relative.AsSpan(((group * 6) + i) * 3, 3)));
    }

    [Fact]
    public void Around_PlacesBesideTheCloud_TakesTheNearestPointsOfThem()
    {
        PointGroups groups = PointGroups.Around(PointCloud.FromInterleaved([0, 0, 0, 1, 0, 0, 2, 0, 0]),
            PointCloud.FromInterleaved([5, 0, 0, 0.4f, 0, 0]), 2);
        Assert.Equal([2, 1, 0, 1], groups.Members);
        Assert.Empty(groups.Picks);
    }

    [Fact]
    public void Farthest_SkippingTheOrigin_TakesNoPointNearItAndThenRepeatsTheFirst()
    {
        // Points 0, 2 and 4 lie closer to the origin than the root of 0.001.
        PointCloud cloud = PointCloud.FromInterleaved([0.01f, 0, 0, 1, 0, 0, 0, 0.03f, 0, 0, 2, 0, 0, 0, 0.02f]);
        Assert.Equal([0, 3, 1, 1, 1], PointGroups.Farthest(cloud, 5, skipOrigin: true));
        Assert.Equal([0, 3, 1, 2, 4], PointGroups.Farthest(cloud, 5, skipOrigin: false));
        // None may be taken but the first.
        Assert.Equal([0, 0], PointGroups.Farthest(cloud.Select([0, 2, 4]), 2, skipOrigin: true));
    }

    [Fact]
    public void Of_CoincidingPoints_TakesEachIndexOnce()
    {
        PointGroups groups = PointGroups.Of(new PointCloud(8), 3, 8);
        Assert.Equal(3, groups.Picks.Distinct().Count());
        Assert.Equal(Enumerable.Range(0, 8), groups.Members.Take(8));
    }

    [Fact]
    public void Of_FewerPointsThanAsked_Throws()
    {
        PointCloud cloud = TestClouds.Of("cube", 5);
        Assert.Contains("a group of 6 of 5 points", Assert.Throws<ArgumentException>(()
            => PointGroups.Of(cloud, 2, 6)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => PointGroups.Of(cloud, 6, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => PointGroups.Farthest(cloud, 6, skipOrigin: true));
    }

    private static float Squared(PointCloud cloud, int i, int j)
    {
        float x = cloud.X[i] - cloud.X[j], y = cloud.Y[i] - cloud.Y[j], z = cloud.Z[i] - cloud.Z[j];
        return (x * x) + (y * y) + (z * z);
    }
}
