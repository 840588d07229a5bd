using Pipeline3D.TestSupport;
using Pipeline3D.Geometry.Health;

namespace Pipeline3D.Geometry.Tests.Health;

public sealed class HashSampleTests
{
    [Fact]
    public void Of_LargeCloud_IsAboutAsLargeAsWantedAndEven()
    {
        PointCloud cloud = TestClouds.Of("cube", 200_000);
        int[] sample = HashSample.Of(cloud, [.. Enumerable.Range(0, cloud.Count)], 10_000);
        Assert.InRange(sample.Length, 9_500, 10_500);
        Assert.Equal(sample.Length, sample.Distinct().Count());
        for (int octant = 0; octant < 8; octant++)
        {
            int inside = sample.Count(i => cloud.X[i] < 0.5f == (octant & 1) > 0
                && cloud.Y[i] < 0.5f == (octant & 2) > 0 && cloud.Z[i] < 0.5f == (octant & 4) > 0);
            Assert.InRange(inside, 1_100, 1_400);
        }
    }

    [Fact]
    public void Of_SmallCloud_IsAllOfIt()
    {
        PointCloud cloud = TestClouds.Of("surface", 100);
        Assert.Equal([3, 5, 8], HashSample.Of(cloud, [5, 3, 8], 10).Order());
        Assert.Empty(HashSample.Of(cloud, [], 10));
    }

    [Theory, InlineData("same"), InlineData("duplicates"), InlineData("lattice")]
    public void Of_PointsThatCoincide_IsNeverEmpty(string kind)
    {
        PointCloud cloud = TestClouds.Of(kind, 50_000);
        int[] sample = HashSample.Of(cloud, [.. Enumerable.Range(0, cloud.Count)], 1000);
        Assert.InRange(sample.Length, 500, 50_000);
    }
}
