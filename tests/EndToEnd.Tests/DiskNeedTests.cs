using System.Collections.Immutable;
using EndToEnd.Tests.Support;
using Pipeline3D.Cli.Commands;
using Pipeline3D.Data.Synthetic;
using Pipeline3D.Definitions.Files;
using Pipeline3D.Hosting.Running;

namespace EndToEnd.Tests;

/// <summary>What a run is said to take of the disk, beside what it takes.</summary>
public sealed class DiskNeedTests(SmallDatasets datasets) : CliTest
{
    // Models and what is written per run, not per scan: nothing tells of it beforehand.
    private const long Untold = 2 << 20;

    // Views show the readings alone, and no header tells how many of the pixels are some.
    [Theory]
    [InlineData("batch/3d-st.yaml", 3), InlineData("batch/render-views.yaml", 6)]
    public async Task Of_ShippedPipeline_IsAtLeastWhatItsRunTakesAndNotFarAbove(string pipeline, int times)
    {
        SharedRun run = await datasets.Runs.OfAsync(pipeline, SyntheticLayout.Mvtec3d);
        PipelineDefinition definition = DefinitionLoader.Load(Path.Combine(Pipelines, pipeline),
            [$"data={datasets.Of(SyntheticLayout.Mvtec3d)}", $"run.out={Folder["out"]}"],
            PipelineArguments.Registry([]));
        ImmutableArray<SourceLook> looks = await SourceLook.AllAsync(definition, TestContext.Current.CancellationToken);
        DiskNeed need = Assert.Single(DiskNeed.Of(definition, looks));
        long taken = new DirectoryInfo(run.Folder).EnumerateFiles("*", SearchOption.AllDirectories)
            .Sum(file => file.Length);
        Assert.True(need.Fits && need.Warning is null, need.Sentence);
        Assert.InRange(taken, need.Bytes / times, need.Bytes + Untold);
        // What a run in the folder has written is there already.
        Assert.True(Assert.Single(DiskNeed.Of(definition, looks, run.Folder)).Bytes <= Math.Max(0, need.Bytes - taken));
    }

    [Fact]
    public async Task CheckAndRun_DiskThatMayBecomeFull_IsWarnedOfBeforeAScanIsRead()
    {
        string angles = string.Join(", ", Enumerable.Range(0, 200).Select(angle => $"'{angle % 90},{angle}'"));
        File.WriteAllText(Folder["views.yaml"], $$"""
            name: views
            run: { out: '{{Folder["out"]}}' }
            blocks:
              - { id: scenes, use: source.scenes, with: { count: 100000, points: 1000 } }
              - { id: views, use: feature.views, with: { height: 4096, width: 4096, angles: [{{angles}}] } }
              - { id: written, use: sink.views }
              - { id: gone, use: source.folder, with: { root: '{{Folder["gone"]}}' } }
              - { id: kept, use: sink.views, from: seen }
              - { id: seen, use: feature.views, from: gone }
            """);
        CliResult check = await CliAsync("check", Folder["views.yaml"]);
        Assert.True(check.Output.Contains($"in {Folder["out"]} (most by written), ", StringComparison.Ordinal),
            check.All);
        CliResult run = await CliAsync("run", Folder["views.yaml"]);
        Assert.True(run.Exit == 4, run.All);
        foreach (CliResult result in new[] { check, run })
            Assert.Contains("warning: the disk may become full: at most about ", result.Error,
                StringComparison.Ordinal);
        Assert.True(run.Error.IndexOf("warning: ", StringComparison.Ordinal)
            < run.Error.IndexOf("failed: gone could not start", StringComparison.Ordinal), run.Error);
    }
}
