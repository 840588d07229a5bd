using System.Collections.Immutable;
using Pipeline3D.Blocks.Tests.Support;
using Pipeline3D.Core;

namespace Pipeline3D.Blocks.Tests.Sinks;

public sealed class ThresholdsSinkTests : BlockTest
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

    [Fact]
    public async Task ThresholdsSource_ModelOfOtherTrainingData_IsRefused()
    {
        await new ThresholdsSink().ConsumeAsync(Set with { TrainingHashes = Set.TrainingHashes.Add("dome", "abc") },
            ContextOf("t"));
        Index("abc");
        Assert.Equal(2, (await LoadAsync()).Categories.Count);
        Index("other");
        await RejectedAsync(() => LoadAsync(), RejectReason.NoModel, "'dome'", "calibrate again");
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

    private void Index(string hash) => File.WriteAllText(Run.Folder.In("models", "models.json"),
        $$"""[{"category":"dome","file":"dome.p3dm","kind":"k","features":"","training_hash":"{{hash}}","seed":0}]""");

    private ThresholdsSource Source() => new(new ModelsSourceOptions { Folder = Run.Folder.Models });

    private async Task<ThresholdSet> LoadAsync()
    {
        await foreach (SourceEntry<ThresholdSet> entry in Source().ListAsync(Run, CancellationToken.None))
            return await entry.LoadAsync(ContextOf("t"));
        throw new InvalidOperationException("nothing is listed");
    }
}
