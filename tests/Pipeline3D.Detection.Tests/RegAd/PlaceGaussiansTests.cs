using Pipeline3D.Detection.RegAd;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipeline3D.Detection.Tests.RegAd;

public sealed class PlaceGaussiansTests
{
    private const double Regularization = 0.01;

    public PlaceGaussiansTests() => Assert.SkipUnless(TorchRuntime.IsAvailable, TorchRuntime.WhyUnavailable);

    /// <summary>Fewer features than values and more, by the definition with whole matrices.</summary>
    [Theory, InlineData(5, 9, 3), InlineData(9, 9, 70), InlineData(30, 6, 2)]
    public void Distances_OfAnyNumberOfFeatures_AreThoseOfTheDefinition(int count, int width, int places)
    {
        const int Seed = 7;
        using DisposeScope scope = NewDisposeScope();
        float[] support = Draw(count * width * places, Seed), tested = Draw(width * places, Seed + 1);
        using var known = PlaceGaussians.Of(Tensors.From(support, count, width, places), Regularization);
        float[] found = known.Distances(Tensors.From(tested, width, places));
        for (int place = 0; place < places; place++)
        {
            Tensor rows = Tensors.From(support, count, width, places).select(2, place).to(ScalarType.Float64);
            Tensor mean = rows.mean([0L]), centred = rows - mean;
            Tensor covariance = (centred.t().mm(centred) / (count - 1))
                + (eye(width, dtype: ScalarType.Float64) * Regularization);
            Tensor v = Tensors.From(tested, width, places).select(1, place).to(ScalarType.Float64) - mean;
            double wanted = v.dot(linalg.inv(covariance).mv(v)).sqrt().item<double>();
            Assert.True(Math.Abs(found[place] - wanted) < 1e-4 * (1 + wanted), $"place {place} of seed {Seed}: "
                + $"{found[place]}, {wanted} by the definition");
        }
    }

    [Fact]
    public void Of_OnePicture_IsRefused()
    {
        using DisposeScope scope = NewDisposeScope();
        Assert.Throws<ArgumentException>(() => PlaceGaussians.Of(Tensors.From(Draw(6, 0), 1, 3, 2), Regularization));
    }

    [Theory, InlineData(true, 22), InlineData(false, 21)]
    public void Views_OfAPicture_ItselfFirstAndEachOnlyMovedOrGreyed(bool isColour, int count)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor picture = Tensors.From(Draw(3 * 16 * 16, 3), 1, 3, 16, 16), views = SupportViews.Of(picture, isColour);
        Assert.Equal([count, 3, 16, 16], views.shape);
        Assert.Equal(Tensors.ToFloats(picture), Tensors.ToFloats(views[0]));
        float[] mirrored = Tensors.ToFloats(views[17]), own = Tensors.ToFloats(picture);
        Assert.Equal(own[15], mirrored[0]);
        // A quarter turn three times and once more is the picture.
        Assert.Equal(own, Tensors.ToFloats(views[count - 1].rot90(1, (1, 2))));
        // Reflected borders: no view has a value that the picture has not.
        Assert.InRange(views.max().item<float>(), own.Min(), own.Max() + 1e-6f);
    }

    private static float[] Draw(int count, int seed)
    {
        var random = new SplitMix64(seed, 0);
        var numbers = new float[count];
        foreach (ref float number in numbers.AsSpan())
            number = (float)random.NextNormal();
        return numbers;
    }
}
