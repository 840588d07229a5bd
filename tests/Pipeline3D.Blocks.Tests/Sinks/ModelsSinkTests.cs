using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Pipeline3D.Blocks.Methods;
using Pipeline3D.Blocks.Payloads;
using Pipeline3D.Blocks.Sinks;
using Pipeline3D.Blocks.Sources;
using Pipeline3D.Blocks.Tests.Support;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Options;
using Pipeline3D.Core.Runs;
using Pipeline3D.Detection.Clouds;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.Models;

namespace Pipeline3D.Blocks.Tests.Sinks;

public sealed class ModelsSinkTests : MethodTest
{
    private static readonly PatchCoreCloudOptions Options = new() { VoxelSize = 0.1, MaxBankRows = 50 };

    [Fact]
    public async Task ModelsSource_WhatTheSinkWrote_ScoresBitEqually()
    {
        string folder = await SaveAsync("dome", "a/b", "c/b");
        ModelSet read = await LoadAsync(folder), made = await MakeAsync("dome");
        Assert.Equal(["a/b", "c/b", "dome"], read.Models.Keys);
        ScoredScan before = await ScoredAsync<PatchCoreCloud>(made, Options, TestScans.Ball(9));
        foreach (string category in read.Models.Keys)
        {
            ScoredScan after = await ScoredAsync<PatchCoreCloud>(read, Options, TestScans.Ball(9), category);
            Assert.Equal(before.Scores, after.Scores);
            Assert.Equal(before.Score, after.Score);
        }
        Assert.Equal(made.Models["dome"].About.TrainingHash, read.Models["dome"].About.TrainingHash);
        Assert.Equal(made.Models["dome"].About.Recipe, read.Models["dome"].About.Recipe);
    }

    [Fact]
    public async Task ModelsSource_OneFileOfAFolder_IsRead()
    {
        string folder = await SaveAsync("dome", "cube");
        Assert.Equal(["cube"], (await LoadAsync(Path.Combine(folder, "cube.safetensors"))).Models.Keys);
    }

    [Fact]
    public async Task ModelsSource_OneCategoryTwice_IsRefused()
    {
        string folder = await SaveAsync("dome");
        File.Copy(Path.Combine(folder, "dome.safetensors"), Path.Combine(folder, "again.safetensors"));
        Assert.Contains("two models for 'dome'", (await Assert.ThrowsAsync<ModelFormatException>(
            () => LoadAsync(folder))).Message, StringComparison.Ordinal);
    }

    [Theory, InlineData(0.0), InlineData(0.02), InlineData(0.5), InlineData(0.99)]
    public async Task ModelsSource_DamagedModel_IsRefusedBeforeAnythingRuns(double at)
    {
        string folder = await SaveAsync("dome"), file = Path.Combine(folder, "dome.safetensors");
        byte[] bytes = File.ReadAllBytes(file);
        bytes[(int)(at * bytes.Length)] ^= 0x10;
        File.WriteAllBytes(file, bytes);
        Assert.StartsWith(file, (await Assert.ThrowsAsync<ModelFormatException>(() => LoadAsync(folder))).Message,
            StringComparison.Ordinal);
        File.WriteAllBytes(file, bytes[..(bytes.Length / 2)]);
        Assert.StartsWith(file, (await Assert.ThrowsAsync<ModelFormatException>(() => LoadAsync(folder))).Message,
            StringComparison.Ordinal);
        File.Delete(file);
        await Assert.ThrowsAsync<DirectoryNotFoundException>(() => LoadAsync(folder));
    }

    [Fact]
    public async Task ModelsSource_FolderWithoutModels_FailsBeforeAnythingRuns()
    {
        var error = await Assert.ThrowsAsync<DirectoryNotFoundException>(() => LoadAsync(Folder["none"]));
        Assert.Contains("*.safetensors", error.Message, StringComparison.Ordinal);
        Assert.Throws<OptionsException>(() => Source(""));
    }

    [Theory]
    [InlineData("file", "../dome.p3dm", "own folder")]
    [InlineData("file", "/etc/passwd", "own folder")]
    [InlineData("file", "..", "own folder")]
    [InlineData("file", null, "without category, file")]
    [InlineData("category", null, "without category, file")]
    [InlineData("kind", "bogus", "no kind of model 'bogus'")]
    public async Task ModelsSource_HostileFormerIndex_IsRefused(string key, string? value, string expected)
    {
        string index = FormerIndex();
        JsonArray entries = JsonNode.Parse(File.ReadAllText(index))!.AsArray();
        entries[0]![key] = value;
        File.WriteAllText(index, entries.ToJsonString());
        Assert.Contains(expected, (await Assert.ThrowsAsync<ModelFormatException>(
            () => LoadAsync(Path.GetDirectoryName(index)!))).Message, StringComparison.Ordinal);
    }

    [Theory, InlineData("[]", "names no model"), InlineData("[null]", "without category"), InlineData("{", "damaged"),
        InlineData("{}", "damaged"), InlineData("", "damaged")]
    public async Task ModelsSource_DamagedFormerIndex_IsRefused(string text, string expected)
    {
        string index = FormerIndex();
        File.WriteAllText(index, text);
        Assert.Contains(expected, (await Assert.ThrowsAsync<ModelFormatException>(
            () => LoadAsync(Path.GetDirectoryName(index)!))).Message, StringComparison.Ordinal);
    }

    private string FormerIndex()
    {
        Directory.CreateDirectory(Folder["former"]);
        File.WriteAllText(Folder["former/dome.p3dm"], "P3DMODEL");
        File.WriteAllText(Folder["former/models.json"],
            """[{"category":"dome","file":"dome.p3dm","kind":"patchcore","features":"","training_hash":"","seed":0}]""");
        return Folder["former/models.json"];
    }

    private async Task<string> SaveAsync(params string[] categories)
    {
        RunContext run = NewRun("saved");
        await new ModelsSink(new ModelsSinkOptions()).ConsumeAsync(await MakeAsync(categories),
            ContextOf("models") with { Run = run });
        return run.Folder.Models;
    }

    private async Task<ModelSet> MakeAsync(params string[] categories)
    {
        TrainedModel model = (await LearnAsync<PatchCoreCloud>(Options, TestScans.Ball(1, count: 200))).Models["dome"];
        return new ModelSet(categories.ToImmutableSortedDictionary(category => category,
            category => model with { About = model.About with { Category = category } }, StringComparer.Ordinal));
    }

    private static ModelsSource Source(string folder)
        => new(new ModelsSourceOptions { Folder = folder }, new NoServices());

    private async Task<ModelSet> LoadAsync(string folder)
    {
        ModelsSource source = Source(folder);
        await source.StartAsync(Run, CancellationToken.None);
        Assert.Equal(1, await source.CountAsync(Run, CancellationToken.None));
        SourceEntry<ModelSet> entry = Assert.Single(await source.ListAsync(Run, CancellationToken.None)
            .ToListAsync(TestContext.Current.CancellationToken));
        Assert.Equal(folder, entry.Input);
        return await entry.LoadAsync(ContextOf("models"));
    }
}
