using Pipeline3D.Blocks.Payloads;
using Pipeline3D.Blocks.Scoring;
using Pipeline3D.Blocks.Tests.Support;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Options;

namespace Pipeline3D.Blocks.Tests.Scoring;

public sealed class FitThresholdScoringTests : BlockTest
{
    [Fact]
    public async Task Complete_ScoresOfTwoCategories_AreMeanPlusQuantileTimesDeviation()
    {
        var fit = new FitThresholdScoring(new FitThresholdOptions { FalseRejectRate = 0.05 });
        foreach (float score in new float[] { 1, 2, 3, 4 })
            await fit.AddAsync(TestScans.Scored(score), ContextOf($"{score}", "a"));
        foreach (float score in new float[] { 10, 10 })
            await fit.AddAsync(TestScans.Scored(score, isAnomalous: null), ContextOf($"{score}", "b"));
        await fit.AddAsync(TestScans.Scored(7), ContextOf("7", "c"));
        ThresholdSet set = await fit.CompleteAsync(Run, CancellationToken.None);
        // Mean 2.5, sample variance 5/3, quantile of 0.95.
        Assert.Equal(2.5 + (1.6448536269514722 * Math.Sqrt(5.0 / 3)), set.Categories["a"].Threshold, 1e-6);
        Assert.Equal((10f, 10f, 10f, 2), (set.Categories["b"].Threshold, set.Categories["b"].Low,
            set.Categories["b"].High,
            set.Categories["b"].Scans));
        Assert.Equal(["a", "b"], set.Categories.Keys);
        Assert.Equal("c: one normal scan is too few to set a threshold; it has none", Assert.Single(Run.Remarks));
        Assert.Equal(set.Categories["a"].Threshold, float.Parse(Run.Facts["threshold.a"],
            System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Complete_WholeAndThinnedScans_GetThresholdsOfTheirOwnAlsoWhenResumed()
    {
        FitThresholdScoring fit = new(new FitThresholdOptions()), again = new(new FitThresholdOptions());
        foreach (float score in new float[] { 1, 2, 3, 11, 12, 13 })
        {
            ScoredScan scan = (score > 10 ? TestScans.Thinned(score) : TestScans.Scored(score)) with
            {
                TrainingHash = "abc",
            };
            await fit.AddAsync(scan, ContextOf($"{score}"));
            again.Recall(fit.Remember(scan, ContextOf($"{score}")).Data, ContextOf($"{score}"));
        }
        ThresholdSet set = await fit.CompleteAsync(Run, CancellationToken.None),
            resumed = await again.CompleteAsync(Run, CancellationToken.None);
        Assert.Equal(Calibration.Of([1, 2, 3], 0.05, 0.95), set.Categories["dome"]);
        Assert.Equal(Calibration.Of([11, 12, 13], 0.05, 0.95) with { MaxPoints = 12 }, set.Fallback["dome"]);
        await RejectedAsync(() => fit.AddAsync(TestScans.Thinned(14, most: 20), ContextOf("14")).AsTask(),
            RejectReason.BlockFailed, "20 points", "to 12");
        Assert.Equal(set.Fallback["dome"].Threshold, float.Parse(Run.Facts["threshold.dome.fallback"],
            System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal((set.Categories["dome"], set.Fallback["dome"], "abc"),
            (resumed.Categories["dome"], resumed.Fallback["dome"], resumed.TrainingHashes["dome"]));
    }

    [Fact]
    public async Task LoadProduct_DamagedFile_IsAnIOExceptionThatSaysSo()
    {
        var fit = new FitThresholdScoring(new FitThresholdOptions());
        using var stream = new MemoryStream();
        fit.SaveProduct(await fit.CompleteAsync(Run, CancellationToken.None), stream);
        foreach (byte[] bytes in (byte[][])[stream.ToArray()[..^3], "null"u8.ToArray(), []])
            Assert.Contains("ThresholdSet that was kept is damaged", Assert.Throws<IOException>(()
                => fit.LoadProduct(new MemoryStream(bytes))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Add_AnomalousOrNotANumber_IsRejected()
    {
        var fit = new FitThresholdScoring(new FitThresholdOptions());
        await RejectedAsync(() => fit.AddAsync(TestScans.Scored(1, isAnomalous: true), ContextOf("a")).AsTask(),
            RejectReason.BlockFailed, "normal scans only");
        await RejectedAsync(() => fit.AddAsync(TestScans.Scored(float.NaN), ContextOf("a")).AsTask(),
            RejectReason.NotANumber, "NaN");
        Assert.Empty((await fit.CompleteAsync(Run, CancellationToken.None)).Categories);
    }

    [Theory, InlineData(0), InlineData(0.51), InlineData(double.NaN)]
    public void Constructor_RateOutOfRange_Throws(double rate)
        => Assert.Throws<OptionsException>(()
            => new FitThresholdScoring(new FitThresholdOptions { FalseRejectRate = rate }));
}
