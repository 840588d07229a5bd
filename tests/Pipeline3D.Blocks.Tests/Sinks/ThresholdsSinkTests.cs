using System.Collections.Immutable;
using Pipeline3D.Blocks.Methods;
using Pipeline3D.Blocks.Payloads;
using Pipeline3D.Blocks.Sinks;
using Pipeline3D.Blocks.Sources;
using Pipeline3D.Blocks.Tests.Support;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Detection.Btf;

namespace Pipeline3D.Blocks.Tests.Sinks;

public sealed class ThresholdsSinkTests : MethodTest
{
    private static readonly ThresholdSet Set = new(ImmutableSortedDictionary<string, Calibration>.Empty
        .Add("dome", TestScans.Around(2)).Add("ball", TestScans.Around(0.12345679f)));

    [Fact]
    public async Task ThresholdsSource_WhatTheSinkWrote_IsTheSameToTheLastDigit()
    {
        await new ThresholdsSink().ConsumeAsync(Set, ContextOf("t"));
        ThresholdSet read = await LoadAsync();
        Assert.Equal(Set.Categories, read.Categories);
    }

    [Fact]
    public async Task ThresholdsSource_ThresholdsOfThinnedScans_ComeBackAndStandInTheFileOnlyWhenThereAreAny()
    {
        await new ThresholdsSink().ConsumeAsync(Set, ContextOf("t"));
        Assert.DoesNotContain("fallback", File.ReadAllText(Run.Folder.In("models", "thresholds.json")),
            StringComparison.Ordinal);
        Assert.Empty((await LoadAsync()).Fallback);
        await new ThresholdsSink().ConsumeAsync(Set with { Fallback = Set.Categories.SetItem("dome",
            TestScans.Around(7)) }, ContextOf("t"));
        ThresholdSet read = await LoadAsync();
        Assert.Equal((2f, 7f), (read.Categories["dome"].Threshold, read.Fallback["dome"].Threshold));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task ThresholdsSource_ModelOfOtherTrainingData_IsRefused(bool former)
    {
        string hash = former ? "abc" : (await ModelsAsync(1)).Models["dome"].About.TrainingHash;
        if (former)
            FormerIndex(hash);
        await new ThresholdsSink().ConsumeAsync(Set with { TrainingHashes = Set.TrainingHashes.Add("dome", hash) },
            ContextOf("t"));
        Assert.Equal(2, (await LoadAsync()).Categories.Count);
        if (former)
            FormerIndex("other");
        else
            await ModelsAsync(2);
        await RejectedAsync(() => LoadAsync(), RejectReason.NoModel, "'dome'", "calibrate again");
    }

    [Fact]
    public async Task ThresholdsSource_ModelFilesAlone_HoldTheThresholdThatWasSetWithThem()
    {
        // In any order: whichever file is written last completes the models.
        foreach (bool modelsFirst in new[] { true, false })
        {
            Directory.Delete(Run.Folder.RoomFor("models"), recursive: true);
            ModelSet models = await LearnAsync<BtfRaw>(Options, TestScans.Dome(1));
            ThresholdSet set = Set with
            {
                TrainingHashes = Set.TrainingHashes.Add("dome", models.Models["dome"].About.TrainingHash),
            };
            if (modelsFirst)
                await new ModelsSink(new ModelsSinkOptions()).ConsumeAsync(models, ContextOf("m"));
            await new ThresholdsSink().ConsumeAsync(set, ContextOf("t"));
            if (!modelsFirst)
                await new ModelsSink(new ModelsSinkOptions()).ConsumeAsync(models, ContextOf("m"));
            File.Delete(Run.Folder.In("models", "thresholds.json"));
            await Source().StartAsync(Run, CancellationToken.None);
            Assert.Equal(Set.Categories["dome"], Assert.Single((await LoadAsync()).Categories).Value);
        }
    }

    [Theory]
    [InlineData("{", "")]
    [InlineData("{}", "no training_hashes")]
    [InlineData("""{"training_hashes":{},"categories":{"a":{"threshold":1,"low":3,"high":2}}}""", "'a'")]
    [InlineData("""{"training_hashes":{},"categories":{"a":null}}""", "'a'")]
    [InlineData("""{"training_hashes":{},"categories":{},"fallback":{"b":{"threshold":1,"low":3,"high":2}}}""", "'b'")]
    public async Task ThresholdsSource_DamagedFile_IsRejected(string text, string said)
    {
        File.WriteAllText(Run.Folder.In("models", "thresholds.json"), text);
        await RejectedAsync(() => LoadAsync(), RejectReason.BadFormat, said);
    }

    [Fact]
    public async Task ThresholdsSource_NoFile_FailsBeforeAnythingRuns()
    {
        var error = await Assert.ThrowsAsync<FileNotFoundException>(() => Source().StartAsync(Run,
            CancellationToken.None).AsTask());
        Assert.Contains("sink.thresholds", error.Message, StringComparison.Ordinal);
    }

    private static readonly BtfRawOptions Options = new() { GridSize = 32, PatchGrid = 8, PadMultiple = 1 };

    private async Task<ModelSet> ModelsAsync(int seed)
    {
        ModelSet models = await LearnAsync<BtfRaw>(Options, TestScans.Dome(seed));
        await new ModelsSink(new ModelsSinkOptions()).ConsumeAsync(models, ContextOf("m"));
        return models;
    }

    private void FormerIndex(string hash) => File.WriteAllText(Run.Folder.In("models", "models.json"),
        $$"""[{"category":"dome","file":"dome.p3dm","kind":"k","features":"","training_hash":"{{hash}}","seed":0}]""");

    private ThresholdsSource Source() => new(new ModelsSourceOptions { Folder = Run.Folder.Models });

    private async Task<ThresholdSet> LoadAsync()
    {
        await foreach (SourceEntry<ThresholdSet> entry in Source().ListAsync(Run, CancellationToken.None))
            return await entry.LoadAsync(ContextOf("t"));
        throw new InvalidOperationException("nothing is listed");
    }
}
