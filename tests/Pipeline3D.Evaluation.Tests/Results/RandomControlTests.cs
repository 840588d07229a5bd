using Pipeline3D.Evaluation.Results;

namespace Pipeline3D.Evaluation.Tests.Results;

public sealed class RandomControlTests
{
    private static readonly EvaluationOptions NoIntervals = new() { Bootstrap = null };

    [Fact]
    public void Of_PerfectScores_IsChance()
    {
        MetricsAccumulator perfect = Perfect(Enumerable.Range(0, 40));
        Assert.Equal(1, perfect.Complete(NoIntervals).Mean.PixelAuroc.Value);
        CategoryMetrics chance = RandomControl.Of(perfect, 3, NoIntervals).Mean;
        // 40 x 100 anomalous pixels: the standard error of AUROC is about 0.5 / sqrt(3 * 4000) < 0.005.
        Assert.Equal(0.5, chance.PixelAuroc.Value!.Value, 0.02);
        Assert.Equal(0.1, chance.PixelAp.Value!.Value, 0.01);
        Assert.Equal(0.15, chance.AuPro[^1].Value.Value!.Value, 0.01);
    }

    [Fact]
    public void Of_OtherOrderSameSeed_IsTheSameAndOtherSeedIsNot()
    {
        string expected = MetricsJson.Write(RandomControl.Of(Perfect(Enumerable.Range(0, 40)), 3, NoIntervals));
        Assert.Equal(expected, MetricsJson.Write(RandomControl.Of(Perfect(Enumerable.Range(0, 40).Reverse()), 3,
            NoIntervals)));
        Assert.NotEqual(expected, MetricsJson.Write(
            RandomControl.Of(Perfect(Enumerable.Range(0, 40)), 4, NoIntervals)));
    }

    private static MetricsAccumulator Perfect(IEnumerable<int> order)
    {
        byte[] truth = [.. Enumerable.Range(0, 1000).Select(i => (byte)(i % 100 < 10 ? 255 : 0))];
        float[] scores = [.. truth.Select(t => (float)t)];
        var accumulator = new MetricsAccumulator();
        foreach (int i in order)
            accumulator.Add($"{i:D3}", "a", i % 2 == 0, i % 2 == 0 ? 1 : 0, scores, truth, 100, 10);
        return accumulator;
    }
}
