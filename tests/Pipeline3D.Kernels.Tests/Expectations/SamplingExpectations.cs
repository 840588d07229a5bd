using Pipeline3D.Geometry;

namespace Pipeline3D.Kernels.Tests;

/// <summary>What <see cref="FarthestPointOp"/> and <see cref="CoresetOp"/> do on every device.</summary>
public abstract class SamplingExpectations(IDevice device) : DeviceExpectations(device)
{
    public static TheoryData<string, int> Kinds => Clouds.Kinds;

    [Theory, MemberData(nameof(Kinds))]
    public void SelectPoints_AllOfAnyCloud_OrderAndRadiiOfTheTwin(string kind, int count)
    {
        for (int seed = 1; seed <= 2; seed++)
        {
            PointCloud cloud = Clouds.Of(kind, count, seed);
            int start = seed * 31 % count;
            var order = new int[count];
            var radius = new float[count];
            FarthestPointOp.Select(Device, PointSpans.Of(cloud), start, order, radius);
            FarthestPointOrder twin = FarthestPoints.Select(cloud, count, start);
            Assert.True(twin.Index.SequenceEqual(order), $"{kind}, seed {seed}: other order");
            Assert.True(twin.RadiusAfter.SequenceEqual(radius), $"{kind}, seed {seed}: other radii");
        }
    }

    [Fact]
    public void SelectPoints_FourOnALine_OrderOfTheSpecification()
    {
        PointCloud cloud = PointCloud.FromInterleaved([0, 0, 0, 1, 0, 0, 4, 0, 0, 10, 0, 0]);
        var order = new int[4];
        var radius = new float[4];
        FarthestPointOp.Select(Device, PointSpans.Of(cloud), 0, order, radius);
        Assert.Equal([0, 3, 2, 1], order);
        Assert.Equal([10, 4, 1, 0], radius);
    }

    [Theory]
    [InlineData("even", 120, 7), InlineData("even", 90, 33), InlineData("ties", 100, 8), InlineData("same", 40, 3)]
    [InlineData("clusters", 110, 17), InlineData("even", 1, 1)]
    public void SelectRows_AllOfAnyFeatures_PicksOfTheTwin(string kind, int rows, int columns)
    {
        FeatureMatrix features = Features(kind, rows, columns, seed: 3);
        int start = rows / 2;
        var picks = new int[rows];
        CoresetOp.Select(Device, features.Values, columns, start, picks);
        Assert.Equal(Coreset.Select(features, rows, start), picks);
    }

    protected static FeatureMatrix Features(string kind, int rows, int columns, int seed)
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
