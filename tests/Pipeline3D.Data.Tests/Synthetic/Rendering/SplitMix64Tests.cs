using Pipeline3D.Data.Synthetic.Rendering;

namespace Pipeline3D.Data.Tests.Synthetic.Rendering;

public sealed class SplitMix64Tests
{
    [Fact]
    public void Next_PublishedSeed_GivesThePublishedNumbers()
    {
        // The reference sequence of splitmix64.c (Vigna) for seed 1234567.
        var random = new SplitMix64(1234567);
        Assert.Equal(
            [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821],
            Enumerable.Range(0, 5).Select(_ => random.Next()));
    }

    [Fact]
    public void NextNormal_ManyDraws_HaveMeanZeroAndVarianceOne()
    {
        var random = new SplitMix64(5);
        double[] draws = [.. Enumerable.Range(0, 100_000).Select(_ => random.NextNormal())];
        // Five standard errors of mean and variance.
        Assert.Equal(0, draws.Average(), 5 / Math.Sqrt(draws.Length));
        Assert.Equal(1, draws.Average(d => d * d), 5 * Math.Sqrt(2.0 / draws.Length));
    }

    [Fact]
    public void For_OtherNameOrSeed_IsAnotherStream()
    {
        ulong first = SplitMix64.For(1, "bagel/train/good/000").Next();
        Assert.Equal(first, SplitMix64.For(1, "bagel/train/good/000").Next());
        Assert.NotEqual(first, SplitMix64.For(1, "bagel/train/good/001").Next());
        Assert.NotEqual(first, SplitMix64.For(2, "bagel/train/good/000").Next());
    }
}
