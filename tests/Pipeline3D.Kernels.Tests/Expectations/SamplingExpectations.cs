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
        FarthestPointOrder found = FarthestPointOp.Select(Scope, cloud, picks, start),
            twin = FarthestPoints.Select(cloud, picks, start);
        if (TestDevice.IsExact)
        {
            Assert.True(twin.Index.SequenceEqual(found.Index), $"{kind}: other order");
            Assert.True(twin.RadiusAfter.SequenceEqual(found.RadiusAfter), $"{kind}: other radii");
            return;
        }
        // Where sums are fused a tie may fall the other way; how far the picks reach stays.
        Assert.Equal(picks, found.Index.Distinct().Count());
        for (int i = 0; i < picks; i++)
            Assert.True(Math.Abs(twin.RadiusAfter[i] - found.RadiusAfter[i])
                <= (kind is "lattice" or "duplicates" ? 0.5f : 0.05f) * twin.RadiusAfter[i],
                $"{kind}: radius {found.RadiusAfter[i]} for {twin.RadiusAfter[i]} after {i}");
    }

    [Theory, InlineData("duplicates", 60), InlineData("same", 20), InlineData("pair", 2)]
    public void SelectPoints_AllOfACloud_EachOnce(string kind, int count)
        => Assert.Equal(Enumerable.Range(0, count),
            FarthestPointOp.Select(Scope, TestClouds.Of(kind, count), count).Index.Order());

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
        int[] picks = CoresetOp.Select(Scope, features, count, start);
        if (TestDevice.IsExact || kind == "clusters")
            Assert.Equal(Coreset.Select(features, count, start), picks);
        else
            Assert.Equal(count, picks.Distinct().Count());
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
