using Pipeline3D.Detection.M3dm;

namespace Pipeline3D.Detection.Tests.M3dm;

public sealed class OneClassSvmTests
{
    [Fact]
    public void Fit_NormalScores_WeighsWhatVaries()
    {
        OneClassSvm machine = OneClassSvm.Fit(Samples(200, 3), 3);
        Assert.All(machine.Weights, weight => Assert.True(weight > 0, $"{weight}"));
        Assert.InRange(machine.Epochs, 6, 999);
        Assert.Equal(machine.Weights.Sum(), machine.Score([1, 1, 1]), 1e-12);
    }

    [Fact]
    public void Fit_Twice_GivesTheSameNumbers()
    {
        OneClassSvm one = OneClassSvm.Fit(Samples(50, 1), 3), two = OneClassSvm.Fit(Samples(50, 1), 3);
        Assert.Equal(one.Weights, two.Weights);
        Assert.Equal(one.Offset, two.Offset);
    }

    [Fact]
    public void Fit_OtherShuffle_GivesOtherNumbers() => Assert.NotEqual(OneClassSvm.Fit(Samples(50, 1), 3).Weights,
        OneClassSvm.Fit(Samples(50, 1), 3, new OneClassSvmOptions { ShuffleSeed = 5 }).Weights);

    [Fact]
    public void Fit_NoSampleOrHalfOne_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => OneClassSvm.Fit([], 3));
        Assert.Throws<ArgumentException>(() => OneClassSvm.Fit([1, 2, 3, 4], 3));
    }

    private static float[] Samples(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count * 3).Select(_ => 1 + random.NextSingle())];
    }
}
