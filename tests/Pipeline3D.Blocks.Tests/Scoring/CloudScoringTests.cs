using Pipeline3D.Blocks.Tests.Support;
using Pipeline3D.Core;
using Pipeline3D.Data;
using Pipeline3D.Geometry;

namespace Pipeline3D.Blocks.Tests.Scoring;

public sealed class CloudScoringTests : BlockTest
{
    [Theory, InlineData(true), InlineData(false)]
    public async Task Apply_BallWithABump_BumpScoresHigherThanTheRest(bool patchCore)
    {
        ModelSet models = await FitAsync(patchCore, 1, 2);
        Scan test = TestScans.Ball(9, bump: 0.25f);
        ScoredScan scored = await new CloudScoring().ApplyAsync(models, test, ContextOf("t"));
        Assert.Equal(test.Cloud.Count, scored.Scores.Length);
        double bump = scored.Scores.Where((_, i) => test.Truth!.Ids[i] != 0).Average(),
            rest = scored.Scores.Where((_, i) => test.Truth!.Ids[i] == 0).Average();
        Assert.True(bump > 1.5 * rest, $"bump {bump}, rest {rest}");
    }

    [Fact]
    public async Task Apply_GridWithHoles_ScoresAreThoseOfThePlainCloudAndTheLowestInTheHoles()
    {
        ModelSet models = await FitAsync(true, 1, 2);
        Scan plain = TestScans.Ball(9, count: 300);
        var padded = new PointCloud(320);
        int[] at = [.. Enumerable.Range(0, 300).Select(i => i + (i / 15))]; // every 16th pixel is a hole
        for (int i = 0; i < 300; i++)
            padded[at[i]] = plain.Cloud[i];
        BlockContext context = ContextOf("t");
        ScoredScan expected = await new CloudScoring().ApplyAsync(models, plain, context);
        ScoredScan found = await new CloudScoring().ApplyAsync(models, TestScans.OnGrid(padded, 20, 16,
            LengthUnit.Arbitrary), context);
        Assert.Equal(expected.Score, found.Score);
        Assert.Equal(expected.Scores, at.Select(i => found.Scores[i]));
        Assert.Equal(expected.Scores.Min(), found.Scores[15]);
    }

    [Fact]
    public async Task Apply_TooFewPoints_IsRejectedAndPatchModelsToo()
    {
        ModelSet models = await FitAsync(true, 1);
        await RejectedAsync(() => new CloudScoring().ApplyAsync(models, TestScans.Ball(1, count: 2), ContextOf("t"))
            .AsTask(), RejectReason.TooFewPoints, "2 points", "3 are needed");
        await RejectedAsync(() => new CloudScoring().ApplyAsync(models, TestScans.Ball(1), ContextOf("t", "cube"))
            .AsTask(), RejectReason.NoModel, "models for dome");
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Fit_BadTrainingScans_CostThemselvesOnly(bool patchCore)
    {
        ReduceBlock3D<Scan, ModelSet> fit = Fitter(patchCore);
        await RejectedAsync(() => fit.AddAsync(TestScans.Ball(1, count: 2), ContextOf("1", "cube")).AsTask(),
            RejectReason.TooFewPoints);
        await RejectedAsync(() => fit.AddAsync(TestScans.Ball(1, bump: 0.2f), ContextOf("2")).AsTask(),
            RejectReason.AnomalousTrainingScan, "anomalous");
        await fit.AddAsync(TestScans.Ball(3), ContextOf("3"));
        ModelSet models = await fit.CompleteAsync(Run, CancellationToken.None);
        Assert.Equal(["dome"], models.Models.Keys);
        Assert.Equal("1", FactOf(".training_scans"));
    }

    [Fact]
    public void Constructor_WrongOptions_Throws()
    {
        Assert.Equal(2, Assert.Throws<OptionsException>(()
            => new FitPatchCoreCloudScoring(new FitPatchCoreCloudOptions { VoxelSize = 0, BankSize = 0 }))
            .Problems.Count);
        Assert.Equal(4, Assert.Throws<OptionsException>(() => new FitBtfCloudScoring(
            new FitBtfCloudOptions { VoxelSize = double.NaN, BankStep = 0, QueryStep = 0, MinSamples = 0 }))
                .Problems.Count);
    }

    private static ReduceBlock3D<Scan, ModelSet> Fitter(bool patchCore) => patchCore
        ? new FitPatchCoreCloudScoring(new FitPatchCoreCloudOptions { VoxelSize = 0.1, BankSize = 200 })
        : new FitBtfCloudScoring(new FitBtfCloudOptions { VoxelSize = 0.1, BankStep = 2, QueryStep = 2,
            MinSamples = 100 });

    private async Task<ModelSet> FitAsync(bool patchCore, params int[] seeds)
    {
        ReduceBlock3D<Scan, ModelSet> fit = Fitter(patchCore);
        foreach (int seed in seeds)
            await fit.AddAsync(TestScans.Ball(seed), ContextOf($"{seed}"));
        return await fit.CompleteAsync(Run, CancellationToken.None);
    }
}
