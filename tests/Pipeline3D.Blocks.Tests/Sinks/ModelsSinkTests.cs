using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Pipeline3D.Blocks.Tests.Support;
using Pipeline3D.Core;

namespace Pipeline3D.Blocks.Tests.Sinks;

public sealed class ModelsSinkTests : BlockTest
{
    [Fact]
    public async Task ModelsSource_WhatTheSinkWrote_ScoresBitEqually()
    {
        string folder = await SaveAsync("dome", "a/b", "c/b");
        ModelSet read = await LoadAsync(folder), made = await MakeAsync("dome");
        Assert.Equal(["a/b", "c/b", "dome"], read.Models.Keys);
        ScoredScan before = await new CloudScoring().ApplyAsync(made, TestScans.Ball(9), ContextOf("t"));
        foreach (string category in read.Models.Keys)
        {
            ScoredScan after = await new CloudScoring().ApplyAsync(read, TestScans.Ball(9), ContextOf("t", category));
            Assert.Equal(before.Scores, after.Scores);
            Assert.Equal(before.Score, after.Score);
        }
        Assert.Equal(made.Models["dome"].TrainingHash, read.Models["dome"].TrainingHash);
    }

    [Theory]
    [InlineData("file", "../dome.p3dm", "own folder")]
    [InlineData("file", "/etc/passwd", "own folder")]
    [InlineData("file", "..", "own folder")]
    [InlineData("file", null, "without category, file")]
    [InlineData("category", null, "without category, file")]
    [InlineData("kind", "bogus", "no kind of model 'bogus'")]
    public async Task ModelsSource_HostileIndex_IsRejectedAsBadFormat(string key, string? value, string expected)
    {
        string folder = await SaveAsync("dome");
        string index = Path.Combine(folder, "models.json");
        JsonArray entries = JsonNode.Parse(File.ReadAllText(index))!.AsArray();
        entries[0]![key] = value;
        File.WriteAllText(index, entries.ToJsonString());
        await RejectedAsync(() => LoadAsync(folder), RejectReason.BadFormat, folder, expected);
    }

    [Theory, InlineData("[]", "names no model"), InlineData("[null]", "without category"), InlineData("{", ""),
        InlineData("{}", ""), InlineData("", "")]
    public async Task ModelsSource_DamagedIndex_IsRejectedAsBadFormat(string text, string expected)
    {
        string folder = await SaveAsync("dome");
        File.WriteAllText(Path.Combine(folder, "models.json"), text);
        await RejectedAsync(() => LoadAsync(folder), RejectReason.BadFormat, expected);
    }

    [Fact]
    public async Task ModelsSource_OneCategoryTwice_IsRejected()
    {
        string folder = await SaveAsync("dome");
        string index = Path.Combine(folder, "models.json");
        JsonArray entries = JsonNode.Parse(File.ReadAllText(index))!.AsArray();
        entries.Add(entries[0]!.DeepClone());
        File.WriteAllText(index, entries.ToJsonString());
        await RejectedAsync(() => LoadAsync(folder), RejectReason.BadFormat, "two models", "'dome'");
    }

    [Theory, InlineData(0.0), InlineData(0.5), InlineData(0.99)]
    public async Task ModelsSource_DamagedModel_IsRejected(double at)
    {
        string folder = await SaveAsync("dome");
        string file = Path.Combine(folder, "dome.p3dm");
        byte[] bytes = File.ReadAllBytes(file);
        bytes[(int)(at * bytes.Length)] ^= 0x10;
        File.WriteAllBytes(file, bytes);
        await RejectedAsync(() => LoadAsync(folder), RejectReason.BadFormat);
        File.WriteAllBytes(file, bytes[..(bytes.Length / 2)]);
        await RejectedAsync(() => LoadAsync(folder), RejectReason.BadFormat);
        File.Delete(file);
        await Assert.ThrowsAsync<FileNotFoundException>(() => LoadAsync(folder));
    }

    [Fact]
    public async Task ModelsSource_FolderWithoutModels_FailsBeforeAnythingRuns()
    {
        var source = new ModelsSource(new ModelsSourceOptions { Folder = Folder["none"] });
        var error = await Assert.ThrowsAsync<DirectoryNotFoundException>(() => source.StartAsync(Run,
            CancellationToken.None).AsTask());
        Assert.Contains("models.json", error.Message, StringComparison.Ordinal);
        Assert.Throws<OptionsException>(() => new ModelsSource(new ModelsSourceOptions()));
    }

    private async Task<string> SaveAsync(params string[] categories)
    {
        RunContext run = NewRun("saved");
        await new ModelsSink().ConsumeAsync(await MakeAsync(categories), ContextOf("models") with { Run = run });
        return run.Folder.Models;
    }

    private async Task<ModelSet> MakeAsync(params string[] categories)
    {
        var fit = new FitPatchCoreCloudScoring(new FitPatchCoreCloudOptions { VoxelSize = 0.1, BankSize = 50 });
        await fit.AddAsync(TestScans.Ball(1, count: 200), ContextOf("1"));
        CategoryModel model = (await fit.CompleteAsync(Run, CancellationToken.None)).Models["dome"];
        return new ModelSet(categories.ToImmutableSortedDictionary(category => category, _ => model,
            StringComparer.Ordinal));
    }

    private async Task<ModelSet> LoadAsync(string folder)
    {
        var source = new ModelsSource(new ModelsSourceOptions { Folder = folder });
        await source.StartAsync(Run, CancellationToken.None);
        Assert.Equal(1, await source.CountAsync(Run, CancellationToken.None));
        SourceEntry<ModelSet> entry = Assert.Single(await source.ListAsync(Run, CancellationToken.None)
            .ToListAsync(TestContext.Current.CancellationToken));
        Assert.Equal(folder, entry.Input);
        return await entry.LoadAsync(ContextOf("models"));
    }
}
