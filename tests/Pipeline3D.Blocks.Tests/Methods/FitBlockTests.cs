using Pipeline3D.Blocks.Methods;
using Pipeline3D.Blocks.Payloads;
using Pipeline3D.Blocks.Tests.Support;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Runs;
using Pipeline3D.Data;
using Pipeline3D.Detection.Banks;
using Pipeline3D.Detection.Btf;
using Pipeline3D.Detection.Clouds;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.ThreeDSt;
using Pipeline3D.Detection.ThreeDSt.Teachers;
using Pipeline3D.Geometry.Grids;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Blocks.Tests.Methods;

public sealed class FitBlockTests : MethodTest
{
    private static readonly BtfRawOptions Raw = new() { GridSize = 32, PatchGrid = 8, PadMultiple = 1,
        CoresetFraction = 0.5 };

    [Fact]
    public async Task Fit_SameScansTwice_GivesTheSameModelAndFingerprint()
    {
        ModelSet first = await FitAsync(Raw, 1, 2, 3), second = await FitAsync(Raw, 1, 2, 3),
            other = await FitAsync(Raw, 1, 2, 4);
        Assert.Equal(Bytes(first.Models["dome"]), Bytes(second.Models["dome"]));
        Assert.NotEqual(first.Models["dome"].About.TrainingHash, other.Models["dome"].About.TrainingHash);
        Assert.Equal(96, ((MemoryBank)first.Models["dome"].Model).Rows.Rows); // half of 3 scans of 64 patches
        Assert.Equal("3", FactOf(".training_scans"));
        Assert.Equal("96", FactOf(".bank_rows"));
        Assert.Equal(other.Models["dome"].About.TrainingHash, FactOf(".training_hash"));
    }

    [Fact]
    public async Task Score_WholeBank_PatchDistancesAndMapAreThoseOfBruteForce()
    {
        BtfRawOptions options = Raw with { CoresetFraction = 1, BlurSigma = 0 };
        ModelSet models = await FitAsync(options, 1, 2);
        PatchSample[] train = [await SampleAsync(1), await SampleAsync(2)];
        Scan scan = TestScans.Dome(9, bump: true);
        PatchSample test = await SampleAsync(9, bump: true);
        ScoredScan scored = await ScoredAsync<BtfRaw>(models, options, scan);
        float[] nearest = [.. Enumerable.Range(0, 64).Select(patch => train.Min(sample => Enumerable.Range(0, 64)
            .Min(row => Distance(test.Patches.Row(patch), sample.Patches.Row(row)))))];
        var square = new float[32 * 32];
        GridResize.Bilinear(nearest, 8, 8, square, 32, 32);
        float[] expected = new ScoreMap(32, 32, square).ToScan(test.Padding).Scores;
        Assert.Equal(80 * 64, scored.Scores.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], scored.Scores[i], 1e-6f); // float32 distances of 16 depths near 0.5 m
        Assert.Equal(1, scan.Truth!.Ids[Array.IndexOf(scored.Scores, scored.Scores.Max())]);
    }

    [Fact]
    public async Task Samples_MadeOtherwise_AreRefused()
    {
        ModelSet models = await FitAsync(Raw, 1);
        PreparedScan other = await PreparedAsync<BtfRaw>(Raw with { Resize = ResizeRule.NearestCentre },
            TestScans.Dome(2));
        await RejectedAsync(() => Score<BtfRaw>().ApplyAsync(models, other, ContextOf("b")).AsTask(),
            RejectReason.NoModel, "nearest-floor", "nearest-centre", "same options");
        FitBlock fit = Fit<BtfRaw>(Raw);
        await fit.AddAsync(await PreparedAsync<BtfRaw>(Raw, TestScans.Dome(1)), ContextOf("a"));
        await RejectedAsync(() => fit.AddAsync(other, ContextOf("b")).AsTask(), RejectReason.SizeMismatch,
            "nearest-centre");
        PreparedScan cloud = await PreparedAsync<BtfCloud>(new BtfCloudOptions { VoxelSize = 0.1 }, TestScans.Ball(1));
        await RejectedAsync(() => fit.AddAsync(cloud, ContextOf("c")).AsTask(), RejectReason.SizeMismatch,
            "prepare.btf-cloud", "prepare.btf-raw");
    }

    [Fact]
    public async Task Samples_OfOtherOptions_DecideThoseOfTheModel()
    {
        FitBlock fit = Fit<BtfRaw>(Raw with { GridSize = 64 });
        await fit.AddAsync(await PreparedAsync<BtfRaw>(Raw with { CoresetFraction = 1 }, TestScans.Dome(1)),
            ContextOf("a"));
        var options = (BtfRawOptions)(await fit.CompleteAsync(Run, CancellationToken.None)).Models["dome"].Options;
        Assert.Equal((32, 0.5, (int?)3), (options.GridSize, options.CoresetFraction, options.Seed));
    }

    [Fact]
    public async Task Score_UnknownCategoryOrOtherMethod_IsRejectedWithWhatThereIs()
    {
        ModelSet models = await FitAsync(Raw, 1);
        PreparedScan test = await PreparedAsync<BtfRaw>(Raw, TestScans.Dome(2));
        await RejectedAsync(() => Score<BtfRaw>().ApplyAsync(models, test, ContextOf("b", "cube")).AsTask(),
            RejectReason.NoModel, "'cube'", "models for dome");
        await RejectedAsync(() => Score<ThreeDStMethod>().ApplyAsync(models, test, ContextOf("b")).AsTask(),
            RejectReason.NoModel, "btf-raw", "score.3d-st");
    }

    [Fact]
    public async Task Fit_OneModelOfAll_ServesEveryCategory()
    {
        BtfRawOptions options = Raw with { Group = FitGroup.All };
        FitBlock fit = Fit<BtfRaw>(options);
        await fit.AddAsync(await PreparedAsync<BtfRaw>(options, TestScans.Dome(1)), ContextOf("1", "cube"));
        await fit.AddAsync(await PreparedAsync<BtfRaw>(options, TestScans.Dome(2)), ContextOf("2", "dome"));
        ModelSet models = await fit.CompleteAsync(Run, CancellationToken.None);
        Assert.Equal([ModelSet.AllCategories], models.Models.Keys);
        Assert.Equal(2, models.Models.Values.Single().About.TrainingScans);
        Assert.True((await ScoredAsync<BtfRaw>(models, options, TestScans.Dome(3), "ball")).Score > 0);
    }

    [Fact]
    public async Task Fit_AnomalousTrainingScan_IsRejectedAndLeavesNoTrace()
    {
        FitBlock fit = Fit<BtfRaw>(Raw);
        await fit.AddAsync(await PreparedAsync<BtfRaw>(Raw, TestScans.Dome(1)), ContextOf("0"));
        PreparedScan bad = await PreparedAsync<BtfRaw>(Raw, TestScans.Dome(2, bump: true));
        await RejectedAsync(() => fit.AddAsync(bad, ContextOf("2")).AsTask(), Anomalous, "anomalous");
        ModelSet with = await fit.CompleteAsync(Run, CancellationToken.None);
        Assert.Equal(Bytes((await FitAsync(Raw, 1)).Models["dome"]), Bytes(with.Models["dome"]));
    }

    [Fact]
    public async Task Fit_CategoryWithoutAUsableScan_HasNoModelAndTheOthersHave()
    {
        FitBlock fit = Fit<BtfRaw>(Raw);
        PreparedScan good = await PreparedAsync<BtfRaw>(Raw, TestScans.Dome(1));
        await fit.AddAsync(good, ContextOf("1"));
        var broken = new PatchSample(new FeatureMatrix(3, 16), ((PatchSample)good.Sample).Padding);
        await RejectedAsync(() => fit.AddAsync(good with { Sample = broken }, ContextOf("2", "cube")).AsTask(),
            RejectReason.SizeMismatch, "8 x 8");
        ModelSet models = await fit.CompleteAsync(Run, CancellationToken.None);
        Assert.Equal(["dome"], models.Models.Keys);
        Assert.Contains("cube: no training scan could be used", Assert.Single(Run.Remarks), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fit_NoScanAtAll_SaysWhereToLook()
        => Assert.Contains("dead letters", (await Assert.ThrowsAsync<InvalidOperationException>(()
            => Fit<BtfRaw>(Raw).CompleteAsync(Run, CancellationToken.None).AsTask()))
                .Message, StringComparison.Ordinal);

    [Fact]
    public async Task Fit_WhatItKeeps_CountsInTheBudgetUntilTheModelIsMade()
    {
        FitBlock fit = Fit<BtfRaw>(Raw);
        PreparedScan one = await PreparedAsync<BtfRaw>(Raw, TestScans.Dome(1));
        await fit.AddAsync(one, ContextOf("1"));
        await fit.AddAsync(one, ContextOf("2"));
        Assert.Equal(2 * one.SampleBytes, Run.Held.Bytes);
        await fit.CompleteAsync(Run, CancellationToken.None);
        Assert.Equal(0, Run.Held.Bytes);
    }

    [Fact]
    public async Task Fit_SamplesBeyondTheShareOfTheBudget_AreSpilledAndTheModelIsTheSame()
    {
        var options = new ThreeDStOptions
        {
            Points = 150, Neighbours = 6, TeacherKind = TeacherKind.Random, Width = 8, Blocks = 1, Epochs = 2,
        };
        Scan[] scans = [TestScans.Dome(1), TestScans.Dome(2), TestScans.Dome(3)];
        ModelSet inMemory = await LearnAsync<ThreeDStMethod>(options, scans);
        RunContext small = NewRun("small");
        small.Held.Bound(4 * 20_000, () => { });
        FitBlock fit = Fit<ThreeDStMethod>(options);
        for (int i = 0; i < scans.Length; i++)
            await fit.AddAsync(await PreparedAsync<ThreeDStMethod>(options, scans[i]),
                ContextOf($"{i}") with { Run = small });
        Assert.Single(Directory.GetFiles(small.Folder.RoomFor("spill")));
        Assert.InRange(small.Held.Bytes, 1, 20_000);
        ModelSet spilled = await fit.CompleteAsync(small, CancellationToken.None);
        Assert.Equal(Bytes(inMemory.Models["dome"]), Bytes(spilled.Models["dome"]));
        Assert.Empty(Directory.GetFiles(small.Folder.RoomFor("spill")));
    }

    [Fact]
    public async Task Start_SeedOfAMethodWithoutRandomChoice_IsRemarked()
    {
        await Fit<BtfRaw>(Raw with { Seed = 5 }).StartAsync(Run, CancellationToken.None);
        Assert.Contains("seed 5 changes nothing", Assert.Single(Run.Remarks), StringComparison.Ordinal);
        await Fit<PatchCoreCloud>(new PatchCoreCloudOptions { Seed = 5 }).StartAsync(Run, CancellationToken.None);
        Assert.Single(Run.Remarks);
    }

    [Fact]
    public async Task Product_SavedAndLoaded_IsTheSameModels()
    {
        FitBlock fit = Fit<BtfRaw>(Raw);
        ModelSet made = await FitAsync(Raw, 1, 2);
        using var stream = new MemoryStream();
        fit.SaveProduct(made, stream);
        stream.Position = 0;
        Assert.Equal(Bytes(made.Models["dome"]), Bytes(fit.LoadProduct(stream).Models["dome"]));
    }

    [Fact]
    public async Task Groups_EachFittedAlone_GiveTheFactsAndRemarksOfAllTogether()
    {
        PreparedScan good = await PreparedAsync<BtfRaw>(Raw, TestScans.Dome(1)),
            bad = await PreparedAsync<BtfRaw>(Raw, TestScans.Dome(2, bump: true));
        (string Name, string Category, PreparedScan Scan)[] scans =
            [("1", "dome", good), ("2", "cube", good), ("3", "ball", bad), ("4", "dome", good)];
        RunContext whole = NewRun("whole"), apart = NewRun("apart");
        FitBlock fit = await TakenAsync(scans, whole);
        ModelSet all = await fit.CompleteAsync(whole, CancellationToken.None);
        List<ModelSet> parts = [];
        foreach (var group in scans.GroupBy(scan => scan.Category).OrderBy(group => group.Key, StringComparer.Ordinal))
            parts.Add(await (await TakenAsync([.. group], apart)).CompleteGroupAsync(apart, CancellationToken.None));
        Assert.Equal(["ball: no training scan could be used, so it has no model; look at its dead letters"],
            whole.Remarks);
        Assert.Equal(whole.Remarks, apart.Remarks);
        Assert.Equal(whole.Facts.OrderBy(fact => fact.Key), apart.Facts.OrderBy(fact => fact.Key));
        Assert.Equal(["cube", "dome"], fit.Union(parts).Models.Keys);
        Assert.Equal(all.Models.Values.Select(Bytes), fit.Union(parts).Models.Values.Select(Bytes));
        Assert.Contains("dead letters", Assert.Throws<InvalidOperationException>(() => fit.Union([parts[0]])).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void GroupOf_OneModelOfAll_IsOneGroup()
    {
        ItemId dome = ContextOf("1").Item, cube = ContextOf("1", "cube").Item;
        FitBlock each = Fit<BtfRaw>(Raw), all = Fit<BtfRaw>(Raw with { Group = FitGroup.All });
        Assert.Equal(("dome", "cube"), (each.GroupOf(dome), each.GroupOf(cube)));
        Assert.Equal((ModelSet.AllCategories, ModelSet.AllCategories), (all.GroupOf(dome), all.GroupOf(cube)));
    }

    private static async Task<FitBlock> TakenAsync((string Name, string Category, PreparedScan Scan)[] scans,
        RunContext run)
    {
        FitBlock fit = Fit<BtfRaw>(Raw);
        foreach ((string name, string category, PreparedScan scan) in scans)
        {
            var context = new BlockContext(new ItemId("made", category, "train", "good", name), 0, run,
                TestContext.Current.CancellationToken);
            if (scan.Scan.IsAnomalous == true)
                await RejectedAsync(() => fit.AddAsync(scan, context).AsTask(), Anomalous, "anomalous");
            else
                await fit.AddAsync(scan, context);
        }
        return fit;
    }

    private static RejectReason Anomalous => RejectReason.AnomalousTrainingScan;

    private async Task<PatchSample> SampleAsync(int seed, bool bump = false)
        => (PatchSample)(await PreparedAsync<BtfRaw>(Raw, TestScans.Dome(seed, bump: bump))).Sample;

    private Task<ModelSet> FitAsync(BtfRawOptions options, params int[] seeds)
        => LearnAsync<BtfRaw>(options, [.. seeds.Select(seed => TestScans.Dome(seed))]);

    private static float Distance(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        double sum = 0;
        for (int i = 0; i < left.Length; i++)
            sum += ((double)left[i] - right[i]) * ((double)left[i] - right[i]);
        return (float)Math.Sqrt(sum);
    }
}
