using Pipeline3D.TestSupport;
using Pipeline3D.Geometry.Sampling;

namespace Pipeline3D.Geometry.Tests.Sampling;

public sealed class VoxelGridTests
{
    [Theory, InlineData("surface", 500), InlineData("duplicates", 200), InlineData("same", 30), InlineData("one", 1),
        InlineData("outlier", 300)]
    public void Centroids_AnyCloud_EqualsGroupingByCell(string kind, int count)
    {
        PointCloud cloud = TestClouds.Of(kind, count);
        const double Edge = 0.17;
        double lowX = cloud.X.ToArray().Min(), lowY = cloud.Y.ToArray().Min(), lowZ = cloud.Z.ToArray().Min();
        var expected = Enumerable.Range(0, count).GroupBy(i => (
                Math.Floor((cloud.X[i] - lowX + (Edge / 2)) / Edge),
                    Math.Floor((cloud.Y[i] - lowY + (Edge / 2)) / Edge),
                Math.Floor((cloud.Z[i] - lowZ + (Edge / 2)) / Edge)))
            .OrderBy(group => group.Key)
            .Select(group => (group.Average(i => (double)cloud.X[i]), group.Average(i => (double)cloud.Y[i])))
                .ToArray();
        PointCloud found = VoxelGrid.Centroids(cloud, Edge);
        Assert.Equal(expected.Length, found.Count);
        for (int i = 0; i < found.Count; i++)
        {
            Assert.Equal(expected[i].Item1, found.X[i], 1e-6 * Math.Max(1, Math.Abs(expected[i].Item1)));
            Assert.Equal(expected[i].Item2, found.Y[i], 1e-6 * Math.Max(1, Math.Abs(expected[i].Item2)));
        }
    }

    [Fact]
    public void Centroids_OtherPointOrder_SamePlaces()
    {
        PointCloud cloud = TestClouds.Of("surface", 400);
        int[] order = [.. Enumerable.Range(0, 400)];
        new Random(3).Shuffle(order);
        float[] one = VoxelGrid.Centroids(cloud, 0.1).ToInterleaved(),
            other = VoxelGrid.Centroids(cloud.Select(order), 0.1).ToInterleaved();
        Assert.Equal(one.Length, other.Length);
        Assert.All(one.Zip(other), pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
    }

    [Fact]
    public void Centroids_EmptyOrWrongEdge_EmptyOrThrows()
    {
        Assert.Equal(0, VoxelGrid.Centroids(new PointCloud(0), 1).Count);
        Assert.Throws<ArgumentOutOfRangeException>(() => VoxelGrid.Centroids(TestClouds.Of("cube", 3), 0));
        Assert.Contains("larger edge", Assert.Throws<ArgumentException>(() => VoxelGrid.Centroids(TestClouds.Of("cube", 3),
            1e-12)).Message);
    }
}
