using System.Collections.Immutable;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Options;
using Pipeline3D.Definitions.Files;
using Pipeline3D.Definitions.Registry;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Blocks.Tests.Methods;

/// <summary>What pipeline files may leave out, and what they are told at file:line.</summary>
public sealed class PreparationsTests : IDisposable
{
    private const string Begin = """
        blocks:
          - { id: train, use: source.mvtec3d, with: { root: x, split: train } }

        """;

    private readonly TempFolder _folder = new();

    [Fact]
    public void Load_FitAndScoreFedScans_GetTheSamePreparationAndShareIt()
    {
        PipelineDefinition pipeline = Load(Begin + """
              - { id: bank, use: fit.patchcore-fpfh, preset: mvtec3d, with: { coreset_fraction: 0.5 } }
              - { id: other, use: fit.patchcore-fpfh, from: train, preset: mvtec3d, with: { coreset_fraction: 0.2 } }
              - { id: saved, use: sink.models, from: [bank] }
              - { id: test, use: source.mvtec3d, with: { root: x, split: test } }
              - { id: scores, use: score.patchcore-fpfh, side: bank }
              - { id: more, use: score.patchcore-fpfh, from: test, side: other }
              - { use: sink.verdicts, from: [scores, more] }
            """);
        Assert.Equal(["train", "bank/remove-plane", "bank/prepare", "bank", "other", "saved", "test",
            "scores/remove-plane", "scores/prepare", "scores", "more", "verdicts"], pipeline.Blocks.Select(b => b.Id));
        Assert.Equal(["bank/prepare"], pipeline.Graph.Nodes.Single(node => node.Id == "other").From);
        Assert.Equal(["scores/prepare"], pipeline.Graph.Nodes.Single(node => node.Id == "more").From);
        // Only what decides the samples is in the key of their cache.
        Assert.DoesNotContain(pipeline.Blocks.Single(block => block.Id == "bank/prepare").Options,
            option => option.Key == "coreset_fraction");
    }

    [Fact]
    public void Load_WrittenPreparation_IsTakenAndTheRestPutIn()
    {
        PipelineDefinition pipeline = Load(Begin + """
              - { id: clean, use: filter.remove-plane }
              - { id: bank, use: fit.patchcore-fpfh, preset: mvtec3d }
              - { use: sink.models }
              - { id: test, use: source.mvtec3d, with: { root: x, split: test } }
              - { id: test-clean, use: filter.remove-plane }
              - { id: scores, use: score.patchcore-fpfh, side: bank }
              - { use: sink.verdicts }
            """);
        Assert.Equal(["train", "clean", "bank/prepare", "bank", "models", "test", "test-clean", "scores/prepare",
            "scores",
            "verdicts"], pipeline.Blocks.Select(block => block.Id));
    }

    [Theory]
    [InlineData("{ id: scores, use: score.patchcore-fpfh, from: bent, side: bank }", "8:5", "P3D2021", "cut: 9 mm")]
    [InlineData("{ id: scores, use: score.3d-st, from: bent, side: bank }", "8:5", "P3D2021", "cut: 9 mm")]
    [InlineData("{ id: scores, use: score.saved, from: bent, side: bank }", "", "", "")]
    public void Load_ScansPreparedOtherwise_AreRefusedAtTheirLineWithBothWays(string score, string place, string code,
        string said)
    {
        string yaml = Begin + $$"""
              - { id: bank, use: fit.patchcore-fpfh, preset: mvtec3d }
              - { use: sink.models }
              - { id: test, use: source.mvtec3d, with: { root: x, split: test } }
              - { id: bent, use: filter.remove-plane, with: { cut: 9 mm } }

              - {{score}}
              - { use: sink.verdicts }
            """;
        if (code.Length == 0)
        {
            // Models that are learnt in the run are known when they are there; a dead letter says the same.
            Load(yaml);
            return;
        }
        string problem = Assert.Single(Problems(yaml));
        Assert.StartsWith($"{place} {code} scores: ", problem, StringComparison.Ordinal);
        Assert.True(problem.Contains(said, StringComparison.Ordinal), problem);
        Assert.Contains("cut: 5 mm", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ id: bank, use: fit.patchcore-fpfh, preset: mvtec }", "P3D2019", "Did you mean 'mvtec3d'?")]
    [InlineData("{ id: bank, use: filter.resize, preset: mvtec3d }", "P3D2019", "has no presets")]
    [InlineData("{ id: bank, use: fit.patchcore-fpfh, with: { coreset: 1 } }", "P3D2007", "has no option 'coreset'")]
    public void Load_WrongPresetOrOption_IsToldWithWhatThereIs(string block, string code, string said)
    {
        string problem = Problems(Begin + $"  - {block}\n  - {{ use: sink.models }}\n")[0];
        Assert.StartsWith("3:", problem, StringComparison.Ordinal);
        Assert.Contains(code, problem, StringComparison.Ordinal);
        Assert.Contains(said, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_TwoWaysIntoOneFit_AreRefused()
    {
        string problem = Assert.Single(Problems(Begin + """
              - { id: clean, use: filter.remove-plane, from: train }
              - { id: bank, use: fit.btf-raw, from: [train, clean] }
              - { use: sink.models }
            """));
        Assert.StartsWith("4:41 P3D1017", problem, StringComparison.Ordinal);
        Assert.Contains("prepare all of them alike", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_NamesOfVersion01_AreReadWithARemarkAtTheirPlace()
    {
        PipelineDefinition pipeline = Load(Begin + """
              - { id: features, use: feature.btf, with: { grid_size: 64 } }
              - { id: bank, use: scoring.fit-patchcore, with: { coreset_most: 30 } }
              - { use: sink.models }
            """);
        Assert.Equal(["source.mvtec3d", "prepare.patchcore-fpfh", "fit.patchcore-fpfh", "sink.models"],
            pipeline.Blocks.Select(block => block.Use));
        Assert.Contains(KeyValuePair.Create("max_bank_rows", "30"), pipeline.Blocks[2].Options);
        Assert.Equal(3, pipeline.Remarks.Length);
        Assert.Contains(pipeline.Remarks, remark => remark.Contains("line.yaml:4:22", StringComparison.Ordinal)
            && remark.Contains("'scoring.fit-patchcore' is now called 'fit.patchcore-fpfh'", StringComparison.Ordinal));
        Assert.Contains(pipeline.Remarks, remark => remark.Contains("'coreset_most'", StringComparison.Ordinal));
    }

    [Fact]
    public void Load_NamedSetOfADatasetsPreset_IsTheHabitsWithItsValues()
    {
        PipelineDefinition pipeline = Load(Begin + """
              - { id: student, use: fit.3d-st, preset: mvtec3d/small, with: { epochs: 7 } }
              - { use: sink.models }
            """);
        ImmutableSortedDictionary<string, string> options = pipeline.Blocks.Single(block => block.Id == "student")
            .Options.ToImmutableSortedDictionary();
        Assert.Equal(("8192", "7"), (options["points"], options["epochs"]));
        Assert.Contains("mvtec3d/small", Assert.Single(Problems(Begin + """
              - { id: bank, use: fit.3d-st, preset: mvtec3d/smal }
              - { use: sink.models }
            """)), StringComparison.Ordinal);
    }

    [Fact]
    public void Presets_OfAllMethods_AreOptionsThatHold()
    {
        int sets = 0;
        foreach (BlockType type in new BlockRegistry(null, BlockCatalogue.Derivations(),
            [.. BlockCatalogue.Assemblies]).Types.Where(type => type.OptionsType is not null))
            foreach ((string name, Preset preset) in type.Presets)
            {
                var problems = new Problems();
                ((IBlockOptions)OptionRecord.Read(type.OptionsType!, preset.Options)).Validate(problems);
                Assert.True(problems.Found.Count == 0, $"{type.Id}, {name}: {string.Join("; ", problems.Found)}");
                sets += name.Contains('/', StringComparison.Ordinal) ? 1 : 0;
            }
        Assert.True(sets >= 4, $"{sets} named sets");
    }

    public void Dispose() => _folder.Dispose();

    private PipelineDefinition Load(string yaml)
    {
        File.WriteAllText(_folder["line.yaml"], yaml);
        return DefinitionLoader.Load(_folder["line.yaml"], [], new BlockRegistry(null, BlockCatalogue.Derivations(),
            [.. BlockCatalogue.Assemblies]));
    }

    private string[] Problems(string yaml) => [.. Assert.Throws<DefinitionException>(() => Load(yaml)).Problems.Select(
        problem => $"{problem.Place.Line}:{problem.Place.Column} {problem.Code} {problem.Message}")];
}
