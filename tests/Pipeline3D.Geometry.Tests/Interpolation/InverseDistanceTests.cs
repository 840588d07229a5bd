using Pipeline3D.Geometry.Interpolation;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Geometry.Tests.Interpolation;

public sealed class InverseDistanceTests
{
    [Theory, InlineData(1), InlineData(3)]
    public void Apply_AnyPlaces_IsTheWeightedMeanOfTheThreeNearest(int threads)
    {
        PointCloud centres = Random(30, 1), places = Random(2000, 2);
        FeatureMatrix values = Features.Of("even", 30, 5, seed: 3);
        var found = InverseDistance.Of(centres, places, threads: threads);
        FeatureMatrix result = found.Apply(values, threads);
        for (int place = 0; place < places.Count; place += 61)
        {
            (float Squared, int Index)[] near = [.. Clouds.Sorted(places, place, centres).Take(3)];
            double[] weights = [.. near.Select(centre => 1 / (centre.Squared + 1e-8))];
            Assert.Equal(near.Select(centre => centre.Index), found.Index.AsSpan(3 * place, 3).ToArray());
            for (int column = 0; column < 5; column++)
                Assert.Equal(near.Zip(weights, (centre, weight) => weight * values.Row(centre.Index)[column]).Sum()
                    / weights.Sum(), result.Row(place)[column], 1e-5);
        }
    }

    [Fact]
    public void Of_PlacesThatAreCentres_TakeTheirValues()
    {
        PointCloud centres = Random(20, 4);
        FeatureMatrix values = Features.Of("even", 20, 2, seed: 3);
        FeatureMatrix result = InverseDistance.Of(centres, centres).Apply(values);
        Assert.All(values.Values.Zip(result.Values), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
    }

    [Fact]
    public void Of_FewerCentresThanWanted_TakesThemAll()
    {
        PointCloud two = Random(2, 5);
        var found = InverseDistance.Of(two, Random(9, 6));
        Assert.Equal(2, found.PerPlace);
        Assert.All(found.Weight.Chunk(2), pair => Assert.Equal(1, pair.Sum(), 1e-6f));
        Assert.Throws<ArgumentException>(() => found.Apply(new FeatureMatrix(3, 1)));
    }

    private static PointCloud Random(int count, int seed)
    {
        var random = new Random(seed);
        var cloud = new PointCloud(count);
        for (int i = 0; i < count; i++)
            cloud[i] = new(random.NextSingle(), random.NextSingle(), random.NextSingle());
        return cloud;
    }
}
