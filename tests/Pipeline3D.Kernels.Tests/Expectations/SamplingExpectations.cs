using Pipeline3D.TestSupport;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Geometry.Sampling;
using Pipeline3D.Kernels.Sampling;

namespace Pipeline3D.Kernels.Tests.Expectations;

/// <summary>What <see cref="FarthestPointOp"/> and <see cref="CoresetOp"/> do on every device.</summary>
public sealed class SamplingExpectations(TestDevice device) : DeviceExpectations(device)
{
    public static TheoryData<string, int> Kinds => KernelClouds.Kinds;

    [Theory, MemberData(nameof(Kinds))]
    public void SelectPoints_ManyOfAnyCloud_OrderAndRadiiOfTheTwin(string kind, int count)
    {
        PointCloud cloud = TestClouds.Of(kind, count, seed: 2);
        int start = 31 % count, picks = Math.Min(count, 70);
        FarthestPointOrder twin = FarthestPoints.Select(cloud, picks, start);
        AssertPicks(twin, FarthestPointOp.Select(Scope, cloud, picks, start), kind);
        // With few picks one by one, most of them are made many at a time.
        foreach (int sequence in (int[])[2, 9])
            AssertPicks(twin, FarthestPointOp.Select(Scope, cloud, picks, start, sequence), $"{kind}, {sequence}");
    }

    [Theory, InlineData("surface", 1900, 800, 16), InlineData("cube", 1100, 1099, 5)]
    [InlineData("clusters", 900, 500, 3), InlineData("lattice", 512, 300, 8), InlineData("outlier", 700, 333, 4)]
    [InlineData("far", 300, 90, 2)]
    public void SelectPoints_ManyAtATime_OrderAndRadiiOfTheTwin(string kind, int count, int picks, int sequence)
    {
        PointCloud cloud = TestClouds.Of(kind, count, seed: 5);
        AssertPicks(FarthestPoints.Select(cloud, picks),
            FarthestPointOp.Select(Scope, cloud, picks, 0, sequence), kind);
    }

    [Theory, InlineData("duplicates", 60), InlineData("same", 20), InlineData("pair", 2), InlineData("cube", 200)]
    public void SelectPoints_AllOfACloud_EachOnce(string kind, int count)
    {
        foreach (int sequence in (int[])[2, FarthestPointSearch.Sequence])
            Assert.Equal(Enumerable.Range(0, count), FarthestPointOp.Select(Scope, TestClouds.Of(kind, count), count, 0,
                sequence).Index.Order());
    }

    // Squares of differences are infinite: every point is as far as any other.
    [Fact]
    public void SelectPoints_SquaresBeyondFloat_ByIndex()
    {
        PointCloud cloud = TestClouds.Of("cube", 50);
        for (int i = 0; i < cloud.Count; i++)
            cloud[i] = 1e30f * cloud[i];
        Assert.Equal(Enumerable.Range(0, 20), FarthestPointOp.Select(Scope, cloud, 20, 0, 3).Index);
    }

    [Fact]
    public void SelectPoints_FourOnALine_OrderOfTheSpecification()
    {
        PointCloud cloud = PointCloud.FromInterleaved([0, 0, 0, 1, 0, 0, 4, 0, 0, 10, 0, 0]);
        FarthestPointOrder found = FarthestPointOp.Select(Scope, cloud, 4);
        Assert.Equal([0, 3, 2, 1], found.Index);
        Assert.Equal([10, 4, 1, 0], found.RadiusAfter);
    }

    [Theory]
    [InlineData("even", 120, 7), InlineData("even", 90, 33), InlineData("ties", 100, 8), InlineData("same", 40, 3)]
    [InlineData("clusters", 110, 17), InlineData("even", 1, 1)]
    public void SelectRows_HalfOfAnyFeatures_PicksOfTheTwin(string kind, int rows, int columns)
    {
        FeatureMatrix features = Features(kind, rows, columns, seed: 3);
        int start = rows / 2, count = (rows + 1) / 2;
        int[] twin = Coreset.Select(features, count, start);
        // With few picks one by one, most of them are made many at a time.
        foreach (int sequence in (int[])[CoresetTurns.Sequence, 1, 5])
        {
            int[] picks = CoresetOp.Select(Scope, features, count, start, sequence);
            if (TestDevice.IsExact || kind == "clusters")
                Assert.Equal(twin, picks);
            else
                Assert.Equal(count, picks.Distinct().Count());
        }
    }

    // More rows are equally far than a turn picks among, and all rows are picked.
    [Fact]
    public void SelectRows_MoreTiesThanATurnHolds_PicksOfTheTwin()
    {
        var features = new FeatureMatrix(CoresetGreedy.MostRows + 40, 2);
        for (int row = 0; row < features.Rows; row++)
            features.Row(row)[0] = row % 2;
        Assert.Equal(Coreset.Select(features, 60, 3), CoresetOp.Select(Scope, features, 60, 3, 4));
        FeatureMatrix all = Features("ties", 70, 3, seed: 6);
        Assert.Equal(Enumerable.Range(0, 70), CoresetOp.Select(Scope, all, 70, 0, 2).Order());
    }

    [Theory, InlineData(-1, 1), InlineData(5, 1), InlineData(0, 0), InlineData(0, 6)]
    public void Select_StartOrCountOutside_Refused(int start, int count)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            FarthestPointOp.Select(Scope, TestClouds.Of("cube", 5), count, start));
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            CoresetOp.Select(Scope, Features("even", 5, 2, 1), count, start));
    }

    [Fact]
    public void SelectPoints_NotFinite_RefusedByName()
    {
        PointCloud cloud = TestClouds.Of("cube", 5);
        cloud.Y[3] = float.NaN;
        ArgumentException refused = Assert.Throws<ArgumentException>(() => FarthestPointOp.Select(Scope, cloud, 2));
        Assert.Contains("point 3 is <0.6424556, NaN", refused.Message, StringComparison.Ordinal);
    }

    private static void AssertPicks(FarthestPointOrder twin, FarthestPointOrder found, string kind)
    {
        if (TestDevice.IsExact)
        {
            Assert.True(twin.Index.SequenceEqual(found.Index), $"{kind}: other order");
            Assert.True(twin.RadiusAfter.SequenceEqual(found.RadiusAfter), $"{kind}: other radii");
            return;
        }
        // Where sums are fused a tie may fall the other way; how far the picks reach stays.
        Assert.Equal(twin.Index.Length, found.Index.Distinct().Count());
        bool tied = kind.StartsWith("lattice", StringComparison.Ordinal)
            || kind.StartsWith("duplicates", StringComparison.Ordinal);
        for (int i = 0; i < twin.Index.Length; i++)
            Assert.True(Math.Abs(twin.RadiusAfter[i] - found.RadiusAfter[i])
                <= (tied ? 0.5f : 0.05f) * twin.RadiusAfter[i],
                $"{kind}: radius {found.RadiusAfter[i]} for {twin.RadiusAfter[i]} after {i}");
    }

    internal static FeatureMatrix Features(string kind, int rows, int columns, int seed)
    {
        var random = new Random(seed);
        var features = new FeatureMatrix(rows, columns);
        for (int i = 0; i < features.Values.Length; i++)
            features.Values[i] = kind switch
            {
                "ties" => random.Next(3),
                "same" => 2,
                "clusters" => (100 * (i / columns % 5)) + random.NextSingle(),
                _ => random.NextSingle(),
            };
        return features;
    }
}
