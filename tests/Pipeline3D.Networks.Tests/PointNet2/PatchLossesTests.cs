using Pipeline3D.Networks.PointNet2;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipeline3D.Networks.Tests.PointNet2;

public sealed class PatchLossesTests
{
    private static readonly bool[] Labels = [true, false, false, true, false];
    private readonly float[] _features = PatchGroupsTests.Cubes(seed: 9, 5, 2);

    public PatchLossesTests() => Assert.SkipUnless(TorchRuntime.IsAvailable, TorchRuntime.WhyUnavailable);

    [Fact]
    public void Contrast_OfFivePatches_IsThatOfPlainLoops()
    {
        double sum = 0;
        foreach (int i in new[] { 1, 2, 4 })
        {
            double own = new[] { 1, 2, 4 }.Where(j => j != i).Sum(j => Math.Exp(Cosine(i, j) / 0.3)),
                other = new[] { 0, 3 }.Sum(j => Math.Exp(Cosine(i, j) / 0.3));
            sum -= Math.Log(own / (own + other)) / 3;
        }
        using DisposeScope scope = NewDisposeScope();
        Assert.Equal(sum, PatchLosses.Contrast(Features(), Labels, 0.3).item<float>(), 1e-5);
    }

    [Fact]
    public void Contrast_SmallTemperature_StaysFinite()
    {
        using DisposeScope scope = NewDisposeScope();
        Assert.True(float.IsFinite(PatchLosses.Contrast(Features(), Labels, 0.02).item<float>()));
    }

    [Fact]
    public void Correlation_OfTheSameAndOfUnlikeColumns_TellsThemApart()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor one = Tensors.From([1f, -1, 1, -1], 4, 1), other = Tensors.From([1f, 1, -1, -1], 4, 1);
        Assert.Equal(1, PatchLosses.Correlation(one, one).item<float>(), 1e-4);
        Assert.Equal(0, PatchLosses.Correlation(one, other).item<float>(), 1e-6);
    }

    [Theory, InlineData(new[] { true, true, false }, "1 normal patches"), InlineData(new[] { false, false, false },
        "no anomalous patch")]
    public void Contrast_WithoutTwoNormalAndAnAnomalousPatch_IsRefused(bool[] labels, string sentence)
    {
        using DisposeScope scope = NewDisposeScope();
        Assert.Contains(sentence, Assert.Throws<ArgumentException>(() => PatchLosses.Contrast(Tensors.From(
            _features.AsSpan(0, 9), 3, 3), labels, 0.1)).Message, StringComparison.Ordinal);
    }

    private Tensor Features() => Tensors.From(_features, 5, 6);

    private double Cosine(int left, int right)
    {
        double product = 0, a = 0, b = 0;
        for (int i = 0; i < 6; i++)
        {
            (double x, double y) = (_features[(6 * left) + i], _features[(6 * right) + i]);
            (product, a, b) = (product + (x * y), a + (x * x), b + (y * y));
        }
        return product / Math.Sqrt(a * b);
    }
}
