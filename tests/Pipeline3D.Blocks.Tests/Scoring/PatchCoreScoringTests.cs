using Pipeline3D.Blocks.Tests.Support;
using Pipeline3D.Core;
using Pipeline3D.Detection;
using Pipeline3D.Geometry;

namespace Pipeline3D.Blocks.Tests.Scoring;

public sealed class PatchCoreScoringTests : BlockTest
{
    private static readonly BtfFeatureOptions Raw = new() { Features = BtfFeatures.RawTiles, GridSize = 32,
        PatchGrid = 8, PadMultiple = 1 };

    [Fact]
    public async Task Fit_SameScansTwice_GivesTheSameModelAndFingerprint()
    {
        ModelSet first = await FitAsync(new FitPatchCoreOptions { CoresetFraction = 0.5 }, 1, 2, 3),
            second = await FitAsync(new FitPatchCoreOptions { CoresetFraction = 0.5 }, 1, 2, 3);
        ModelSet other = await FitAsync(new FitPatchCoreOptions { CoresetFraction = 0.5 }, 1, 2, 4);
        Assert.Equal(Bytes(first.Models["dome"]), Bytes(second.Models["dome"]));
        Assert.NotEqual(first.Models["dome"].TrainingHash, other.Models["dome"].TrainingHash);
        Assert.Equal(96, first.Models["dome"].BankRows); // half of 3 scans of 64 patches
        Assert.Equal("3", FactOf(".training_scans"));
        Assert.Equal(other.Models["dome"].TrainingHash, FactOf(".training_hash"));
    }

    [Fact]
    public async Task Apply_WholeBank_PatchDistancesAndMapAreThoseOfBruteForce()
    {
        ModelSet models = await FitAsync(new FitPatchCoreOptions { CoresetFraction = 1, BlurSigma = 0 }, 1, 2);
        ScanFeatures[] train = [await FeaturesAsync(1), await FeaturesAsync(2)];
        ScanFeatures test = await FeaturesAsync(9, bump: true);
        ScoredScan scored = await new PatchCoreScoring().ApplyAsync(models, test, ContextOf("t"));
        float[] nearest = [.. Enumerable.Range(0, 64).Select(patch => train.Min(scan => Enumerable.Range(0, 64)
            .Min(row => Distance(test.Patches.Row(patch), scan.Patches.Row(row)))))];
        var square = new float[32 * 32];
        GridResize.Bilinear(nearest, 8, 8, square, 32, 32);
        float[] expected = new ScoreMap(32, 32, square).ToScan(test.Padding).Scores;
        Assert.Equal(80 * 64, scored.Scores.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], scored.Scores[i], 1e-6f); // float32 distances of 16 depths near 0.5 m
        byte[] truth = test.Scan.Truth!.Ids;
        Assert.Equal(1, truth[Array.IndexOf(scored.Scores, scored.Scores.Max())]);
    }

    [Fact]
    public async Task Apply_FeaturesMadeOtherwise_AreRefused()
    {
        ModelSet models = await FitAsync(new FitPatchCoreOptions(), 1);
        ScanFeatures other = await new BtfFeature(Raw with { Resize = ResizeRule.NearestCentre })
            .TransformAsync(TestScans.Dome(2), ContextOf("b"));
        await RejectedAsync(() => new PatchCoreScoring().ApplyAsync(models, other, ContextOf("b")).AsTask(),
            RejectReason.NoModel, "NearestFloor", "NearestCentre", "same feature options");
        var fit = new FitPatchCoreScoring(new FitPatchCoreOptions());
        await fit.AddAsync(await FeaturesAsync(1), ContextOf("a"));
        await RejectedAsync(() => fit.AddAsync(other, ContextOf("b")).AsTask(), RejectReason.SizeMismatch,
            "NearestCentre");
    }

    [Fact]
    public async Task Apply_UnknownCategoryOrOtherKind_IsRejectedWithWhatThereIs()
    {
        ModelSet models = await FitAsync(new FitPatchCoreOptions(), 1);
        ScanFeatures test = await FeaturesAsync(2);
        await RejectedAsync(() => new PatchCoreScoring().ApplyAsync(models, test, ContextOf("b", "cube")).AsTask(),
            RejectReason.NoModel, "'cube'", "models for dome");
        await RejectedAsync(() => new CloudScoring().ApplyAsync(models, TestScans.Ball(1), ContextOf("b")).AsTask(),
            RejectReason.NoModel, "patchcore");
    }

    [Fact]
    public async Task Fit_AnomalousTrainingScan_IsRejectedAndLeavesNoTrace()
    {
        var fit = new FitPatchCoreScoring(new FitPatchCoreOptions());
        await fit.AddAsync(await FeaturesAsync(1), ContextOf("1"));
        ScanFeatures bad = await FeaturesAsync(2, bump: true);
        await RejectedAsync(() => fit.AddAsync(bad, ContextOf("2")).AsTask(), RejectReason.AnomalousTrainingScan, "anomalous");
        ModelSet with = await fit.CompleteAsync(Run, CancellationToken.None);
        Assert.Equal(Bytes((await FitAsync(new FitPatchCoreOptions(), 1)).Models["dome"]), Bytes(with.Models["dome"]));
    }

    [Fact]
    public async Task Fit_CategoryWithoutAUsableScan_HasNoModelAndTheOthersHave()
    {
        var fit = new FitPatchCoreScoring(new FitPatchCoreOptions());
        await fit.AddAsync(await FeaturesAsync(1), ContextOf("1"));
        ScanFeatures good = await FeaturesAsync(2);
        var broken = new FeatureMatrix(3, good.Patches.Columns);
        await Assert.ThrowsAsync<ArgumentException>(() => fit.AddAsync(good with { Patches = broken },
            ContextOf("2", "cube")).AsTask());
        ModelSet models = await fit.CompleteAsync(Run, CancellationToken.None);
        Assert.Equal(["dome"], models.Models.Keys);
        Assert.Contains("cube: no training scan could be used", Assert.Single(Run.Remarks), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fit_NoScanAtAll_SaysWhereToLook()
        => Assert.Contains("dead letters", (await Assert.ThrowsAsync<InvalidOperationException>(()
            => new FitPatchCoreScoring(new FitPatchCoreOptions()).CompleteAsync(Run, CancellationToken.None).AsTask()))
                .Message, StringComparison.Ordinal);

    [Fact]
    public void Constructor_WrongOptions_Throws()
        => Assert.Equal(3, Assert.Throws<OptionsException>(() => new FitPatchCoreScoring(
            new FitPatchCoreOptions { CoresetFraction = 0, CoresetMost = 0, BlurSigma = -1 })).Problems.Count);

    private async Task<ScanFeatures> FeaturesAsync(int seed, bool bump = false)
        => await new BtfFeature(Raw).TransformAsync(TestScans.Dome(seed, bump: bump), ContextOf($"{seed}"));

    private async Task<ModelSet> FitAsync(FitPatchCoreOptions options, params int[] seeds)
    {
        var fit = new FitPatchCoreScoring(options);
        foreach (int seed in seeds)
            await fit.AddAsync(await FeaturesAsync(seed), ContextOf($"{seed}"));
        return await fit.CompleteAsync(Run, CancellationToken.None);
    }

    private static byte[] Bytes(CategoryModel model)
    {
        using var stream = new MemoryStream();
        model.Save(stream);
        return stream.ToArray();
    }

    private static float Distance(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        double sum = 0;
        for (int i = 0; i < left.Length; i++)
            sum += ((double)left[i] - right[i]) * ((double)left[i] - right[i]);
        return (float)Math.Sqrt(sum);
    }
}
