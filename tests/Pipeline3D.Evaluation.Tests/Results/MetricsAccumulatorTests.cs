using Pipeline3D.Evaluation.Intervals;
using Pipeline3D.Evaluation.Regions;
using Pipeline3D.Evaluation.Results;

namespace Pipeline3D.Evaluation.Tests.Results;

public sealed class MetricsAccumulatorTests
{
    private static readonly EvaluationOptions Quick = new() { Bootstrap = new BootstrapOptions { Resamples = 50 } };

    [Fact]
    public void Complete_Oracle_IsEveryReferenceNumber()
    {
        Oracle oracle = Oracle.Load();
        CategoryMetrics metrics = Filled(oracle, Enumerable.Range(0, oracle.Count)).Complete(Quick).Categories.Single();
        Assert.Equal(oracle.Fact("image_auroc"), metrics.ImageAuroc.Value!.Value, 1e-12);
        Assert.Equal(oracle.Fact("image_ap"), metrics.ImageAp.Value!.Value, 1e-12);
        Assert.Equal(oracle.Fact("pixel_auroc"), metrics.PixelAuroc.Value!.Value, 1e-12);
        Assert.Equal(oracle.Fact("pixel_ap"), metrics.PixelAp.Value!.Value, 1e-12);
        Assert.Equal([.01, .05, .1, .2, .3], metrics.AuPro.Select(at => at.Limit));
        Assert.All(metrics.AuPro, at => Assert.Equal(oracle.Fact("au_pro", CategoryMetrics.LimitName(at.Limit)),
            at.Value.Value!.Value, 1e-9));
        Assert.Equal(oracle.Fact("components"), metrics.Regions);
        Assert.Equal(oracle.Fact("pixels"), metrics.Pixels);
        Assert.All(metrics.ByName().SkipLast(1),
            pair => Assert.InRange(pair.Value.Value!.Value, pair.Value.Low!.Value - 1e-9,
                pair.Value.High!.Value + 1e-9));
    }

    [Fact]
    public async Task Complete_AnyOrderAndThreads_IsBitEqual()
    {
        Oracle oracle = Oracle.Load();
        string expected = MetricsJson.Write(Filled(oracle, Enumerable.Range(0, oracle.Count)).Complete(Quick));
        Assert.Equal(expected, MetricsJson.Write(Filled(oracle, Enumerable.Range(0, oracle.Count).Reverse())
            .Complete(Quick)));
        var shared = new MetricsAccumulator();
        await Task.WhenAll(Enumerable.Range(0, oracle.Count).Select(i => Task.Run(() => AddImage(shared, oracle, i))));
        Assert.Equal(expected, MetricsJson.Write(shared.Complete(Quick)));
    }

    [Fact]
    public void Complete_TwoCategories_MeanIsUnweighted()
    {
        var accumulator = new MetricsAccumulator();
        foreach ((string category, float[] scores) in new[] { ("a", new[] { 1f, 2, 3, 4 }), ("b", [4f, 3, 2, 1, 0]) })
            for (int i = 0; i < scores.Length; i++)
                accumulator.AddImage($"{i}", category, i >= 2, scores[i]);
        EvaluationResult result = accumulator.Complete(Quick);
        Assert.Equal(["a", "b"], result.Categories.Select(c => c.Category));
        Assert.Equal(0.5, result.Mean.ImageAuroc.Value);
        Assert.Equal(9, result.Mean.Images);
        Assert.Equal("the samples have no pixel or point scores", result.Categories[0].PixelAuroc.WhyUndefined);
    }

    [Fact]
    public void Complete_CategoryWithoutAnomalies_IsUndefinedAndLeftOutOfTheMean()
    {
        var accumulator = new MetricsAccumulator();
        accumulator.Add("1", "good_only", false, 1, [1, 2], [0, 0], 2, 1);
        accumulator.Add("2", "good_only", false, 2, [1, 2], [], 2, 1);
        accumulator.Add("1", "both", false, 1, [1, 2], [0, 0], 2, 1);
        accumulator.Add("2", "both", true, 2, [1, 9], [0, 7], 2, 1);
        EvaluationResult result = accumulator.Complete(Quick);
        CategoryMetrics goodOnly = result.Categories[1];
        Assert.Equal("good_only", goodOnly.Category);
        Assert.All(goodOnly.ByName(), pair => Assert.Null(pair.Value.Value));
        Assert.Equal("nothing is labelled anomalous", goodOnly.PixelAuroc.WhyUndefined);
        Assert.Equal(1, result.Mean.PixelAuroc.Value);
        Assert.Contains(result.Remarks, remark => remark.StartsWith("good_only: image_auroc is undefined",
            StringComparison.Ordinal));
    }

    [Fact]
    public void Complete_CloudsWithoutGrid_HaveAurocButNoAuPro()
    {
        var accumulator = new MetricsAccumulator();
        accumulator.AddCloud("1", "duck", false, 1, [1, 2, 3], []);
        accumulator.AddCloud("2", "duck", true, 2, [4, 5], [0, 1]);
        CategoryMetrics metrics = accumulator.Complete(Quick).Categories.Single();
        Assert.Equal(1, metrics.PixelAuroc.Value);
        Assert.Contains("not grouped into regions", metrics.AuPro[0].Value.WhyUndefined);
        Assert.NotNull(metrics.PixelAuroc.Low);
    }

    [Fact]
    public void Add_InfiniteScores_AreOrdered()
    {
        var accumulator = new MetricsAccumulator();
        accumulator.Add("1", "a", false, float.NegativeInfinity, [float.NegativeInfinity, 0], [0, 0], 2, 1);
        accumulator.Add("2", "a", true, float.PositiveInfinity, [float.PositiveInfinity, 0], [1, 0], 2, 1);
        CategoryMetrics metrics = accumulator.Complete(Quick).Categories.Single();
        Assert.Equal(1, metrics.ImageAuroc.Value);
        Assert.Equal(1, metrics.AuPro[^1].Value.Value);
    }

    [Fact]
    public void Add_BadSamples_AreErrorsThatNameThem()
    {
        var accumulator = new MetricsAccumulator();
        Assert.Equal("x/7", Assert.Throws<NaNScoreException>(() => accumulator.AddImage("x/7", "a", true, float.NaN))
            .Sample);
        Assert.Equal(("x/8", 1), Assert.Throws<NaNScoreException>(
            () => accumulator.Add("x/8", "a", true, 1, [0, float.NaN], [0, 1], 2, 1)) is var e ? (e.Sample, e.Index)
                : default);
        Assert.Contains("x/9", Assert.Throws<ArgumentException>(()
            => accumulator.AddCloud("x/9", "a", true, 1, [0, 1], [])).Message);
        accumulator.AddImage("x/1", "a", true, 1);
        Assert.Contains("x/1", Assert.Throws<ArgumentException>(() => accumulator.AddImage("x/1", "a", true, 1))
            .Message);
    }

    [Fact]
    public void Curves_Oracle_HaveTheAreasOfTheMetrics()
    {
        Oracle oracle = Oracle.Load();
        CategoryCurves curves = Filled(oracle, Enumerable.Range(0, oracle.Count)).Curves(int.MaxValue).Single();
        Assert.Equal(oracle.Fact("image_auroc"), SampledArea.UpTo(curves.ImageRoc.AsSpan(), 1), 1e-12);
        Assert.Equal(oracle.Fact("pixel_auroc"), SampledArea.UpTo(curves.PixelRoc.AsSpan(), 1), 1e-12);
        Assert.Equal(oracle.Fact("au_pro", "0.3"), SampledArea.UpTo(curves.Pro.AsSpan(), 0.3) / 0.3, 1e-9);
    }

    [Fact]
    public void Curves_CategoryWithoutAnomalies_AreEmpty()
    {
        var accumulator = new MetricsAccumulator();
        accumulator.Add("1", "a", false, 1, [1, 2], [], 2, 1);
        CategoryCurves curves = accumulator.Curves().Single();
        Assert.True(curves.ImageRoc.IsEmpty && curves.PixelRoc.IsEmpty && curves.Pro.IsEmpty);
    }

    [Fact]
    public void Complete_SomeSamplesWithoutPixels_PixelMetricsOfThatCategoryAreUndefinedTheRestStands()
    {
        var accumulator = new MetricsAccumulator();
        accumulator.AddImage("x/1", "a", true, 2);
        accumulator.AddCloud("x/2", "a", false, 1, [0, 1], []);
        accumulator.AddCloud("x/1", "b", true, 2, [0, 1], [0, 1]);
        accumulator.AddCloud("x/2", "b", false, 1, [0, 0], []);
        EvaluationResult result = accumulator.Complete(Quick);
        Assert.Equal(1, result.Categories[0].ImageAuroc.Value);
        Assert.Contains("not every sample", result.Categories[0].PixelAuroc.WhyUndefined);
        Assert.Equal(1, result.Categories[1].PixelAuroc.Value);
        Assert.Equal(1, result.Mean.PixelAuroc.Value);
    }

    internal static MetricsAccumulator Filled(Oracle oracle, IEnumerable<int> order)
    {
        var accumulator = new MetricsAccumulator();
        foreach (int i in order)
            AddImage(accumulator, oracle, i);
        return accumulator;
    }

    private static void AddImage(MetricsAccumulator accumulator, Oracle oracle, int i)
    {
        int pixels = oracle.Width * oracle.Height;
        accumulator.Add($"{i:D3}", "oracle", oracle.ImageLabels[i] != 0, oracle.ImageScores[i],
            oracle.Scores.AsSpan(i * pixels, pixels), oracle.Truth.AsSpan(i * pixels, pixels), oracle.Width,
                oracle.Height);
    }
}
