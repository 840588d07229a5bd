using Pipeline3D.Geometry.Neighbours;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Geometry.Tests.Neighbours;

public sealed class KdTreeTests
{
    public static TheoryData<string, int> Kinds => Clouds.Kinds;

    [Theory, MemberData(nameof(Kinds))]
    public void Nearest_AnyCloud_EqualsBruteForce(string kind, int count)
    {
        PointCloud cloud = TestClouds.Of(kind, count), queries = TestClouds.Of("cube", 40, seed: 2);
        var tree = new KdTree(cloud);
        foreach (int k in new[] { 1, 7, 40, count }.Where(k => k <= count))
        {
            NearestNeighbours self = tree.Nearest(k, includeSelf: true), other = tree.Nearest(queries, k);
            for (int i = 0; i < count; i++)
                AssertRow(Clouds.Sorted(cloud, i, cloud).Take(k), self, i);
            for (int i = 0; i < queries.Count; i++)
                AssertRow(Clouds.Sorted(queries, i, cloud).Take(k), other, i);
        }
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Nearest_WithoutSelf_DropsExactlyTheOwnIndex(string kind, int count)
    {
        if (count == 1)
            return;
        PointCloud cloud = TestClouds.Of(kind, count);
        int k = Math.Min(5, count - 1);
        NearestNeighbours found = new KdTree(cloud).Nearest(k);
        for (int i = 0; i < count; i++)
            AssertRow(Clouds.Sorted(cloud, i, cloud).Where(pair => pair.Index != i).Take(k), found, i);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void CountWithin_AnyCloud_EqualsBruteForce(string kind, int count)
    {
        PointCloud cloud = TestClouds.Of(kind, count);
        foreach (double radius in new[] { 0.1, 1, 2.5 })
        {
            int[] counts = new KdTree(cloud).CountWithin(radius);
            for (int i = 0; i < count; i++)
                Assert.Equal(Clouds.Sorted(cloud, i, cloud).Count(pair => pair.Squared <= (float)(radius * radius)),
                    counts[i]);
        }
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Within_AnyCloud_KeepsTheNearestInTheRadius(string kind, int count)
    {
        PointCloud cloud = TestClouds.Of(kind, count);
        NeighbourLists lists = new KdTree(cloud).Within(0.3, 20);
        Assert.Equal(count, lists.Queries);
        for (int i = 0; i < count; i++)
        {
            var expected = Clouds.Sorted(cloud, i, cloud).Where(pair => pair.Squared <= 0.09f).Take(20).ToList();
            Assert.Equal(expected.Select(pair => pair.Index), lists.Of(i).ToArray());
            Assert.Equal(expected.Select(pair => pair.Squared), lists.SquaredDistancesOf(i).ToArray());
        }
    }

    [Fact]
    public void Nearest_ThousandsOfCoincidingPoints_LowestIndicesWithoutAWalkOverAll()
    {
        // Without the rule for nodes exactly at the limit this would be 3.6 billion distances.
        var cloud = new PointCloud(60_000);
        for (int i = 0; i < cloud.Count; i++)
            cloud[i] = new(1, 2, 3);
        var tree = new KdTree(cloud);
        NearestNeighbours found = tree.Nearest(4);
        for (int i = 0; i < cloud.Count; i += 997)
            Assert.Equal(Enumerable.Range(0, 5).Where(other => other != i).Take(4),
                found.Index.AsSpan(4 * i, 4).ToArray());
        Assert.All(found.Distance, distance => Assert.Equal(0, distance));
        Assert.Equal([0, 1, 2], tree.Within(0.1, 3).Of(59_999).ToArray());
    }

    [Fact]
    public void Nearest_OracleCloud_EqualsScipy()
    {
        var tree = new KdTree(Clouds.Oracle("knn_points.npy"));
        NearestNeighbours found = tree.Nearest(SharedFiles.OracleFacts("knn").GetProperty("k").GetInt32(),
            includeSelf: true);
        Assert.Equal(SharedFiles.OracleArray("knn_idx.npy").To<int>(), found.Index);
        double[] distances = SharedFiles.OracleArray("knn_dist.npy").To<double>();
        for (int i = 0; i < distances.Length; i++)
            Assert.Equal(distances[i], found.Distance[i], 1e-6 * Math.Max(distances[i], 1e-3)); // float32 rounding
        double radius = SharedFiles.OracleFacts("knn").GetProperty("radius").GetDouble();
        Assert.Equal(SharedFiles.OracleArray("knn_radius_count.npy").To<int>(), tree.CountWithin(radius));
    }

    [Fact]
    public void Nearest_AnyThreads_SameResult()
    {
        PointCloud cloud = TestClouds.Of("surface", 5000);
        NearestNeighbours one = new KdTree(cloud, 1).Nearest(9, threads: 1), many = new KdTree(cloud, 7)
            .Nearest(9, threads: 7);
        Assert.Equal(one.Index, many.Index);
        Assert.Equal(one.Distance, many.Distance);
        Assert.Equal(new KdTree(cloud, 1).Within(0.05, 30, 1).Index, new KdTree(cloud, 5).Within(0.05, 30, 5).Index);
    }

    [Fact]
    public void Nearest_EmptyOrTooManyOrNotFinite_Throws()
    {
        var empty = new KdTree(new PointCloud(0));
        Assert.Empty(empty.CountWithin(1));
        Assert.Equal([0], empty.Within(1, 3).Start);
        Assert.Throws<ArgumentOutOfRangeException>(() => empty.Nearest(1));
        var tree = new KdTree(TestClouds.Of("cube", 4));
        Assert.Contains("1 to 3", Assert.Throws<ArgumentOutOfRangeException>(() => tree.Nearest(4)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => tree.CountWithin(0));
        PointCloud broken = TestClouds.Of("cube", 4);
        broken.Y[2] = float.NaN;
        Assert.Contains("point 2", Assert.Throws<ArgumentException>(() => new KdTree(broken)).Message);
        Assert.Throws<ArgumentException>(() => tree.Nearest(broken, 1));
    }

    [Fact]
    public void Nearest_Cancelled_Throws()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => new KdTree(TestClouds.Of("cube", 1000))
            .Nearest(3, stop: stop.Token));
    }

    private static void AssertRow(IEnumerable<(float Squared, int Index)> expected, NearestNeighbours found, int row)
    {
        int slot = row * found.PerQuery;
        foreach ((float squared, int index) in expected)
        {
            Assert.Equal(index, found.Index[slot]);
            Assert.Equal(MathF.Sqrt(squared), found.Distance[slot++]);
        }
    }
}
