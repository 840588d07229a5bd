using System.Collections.Immutable;
using Pipeline3D.Blocks.Filters;
using Pipeline3D.Blocks.Methods;
using Pipeline3D.Blocks.Payloads;
using Pipeline3D.Blocks.Tests.Support;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Options;
using Pipeline3D.Core.Recipes;
using Pipeline3D.Core.Runs;
using Pipeline3D.Data;
using Pipeline3D.Definitions.Registry;
using Pipeline3D.Detection.Btf;
using Pipeline3D.Detection.Contracts;

namespace Pipeline3D.Blocks.Tests.Methods;

public sealed class SavedScoringTests : MethodTest
{
    private static readonly BtfRawOptions Raw = new() { GridSize = 32, PatchGrid = 8, PadMultiple = 1 };

    private static readonly BlockRegistry Registry = new(null, BlockCatalogue.Derivations(),
        [.. BlockCatalogue.Assemblies]);

    private static readonly RecipeStep Plane = new RemovePlaneFilter(new RemovePlaneOptions()).Step!;

    [Fact]
    public async Task Apply_RawScan_IsPreparedAsTheModelSays()
    {
        var plane = new RemovePlaneFilter(new RemovePlaneOptions());
        Scan scan = TestScans.Dome(9), cleaned = await plane.TransformAsync(scan, ContextOf("t"));
        ModelSet models = await ModelsAsync(Plane);
        await using var saved = new SavedScoring(Registry);
        Assert.Null(saved.Check("scores", Recipe.Nothing, new Models(models)));
        ScoredScan expected = await ScoredAsync<BtfRaw>(models, Raw, cleaned),
            found = await saved.ApplyAsync(models, scan, ContextOf("t"));
        Assert.Equal(expected.Scores, found.Scores);
        Assert.Equal(cleaned.Cloud.Z.ToArray(), found.Scan.Cloud.Z.ToArray());
        // What was done before is not done again.
        await using var behind = new SavedScoring(Registry);
        Assert.Null(behind.Check("scores", new Recipe([Plane]), new Models(models)));
        Assert.Equal(expected.Scores, (await behind.ApplyAsync(models, cleaned, ContextOf("t"))).Scores);
    }

    [Fact]
    public async Task Check_OtherPreparation_NamesBothRecipes()
    {
        ModelSet models = await ModelsAsync(Plane);
        RecipeStep other = Plane with { Options = Plane.Options.SetItem("cut", "7 mm") };
        string problem = new SavedScoring(Registry).Check("scores", new Recipe([other]), new Models(models))!;
        Assert.Contains("cut: 7 mm", problem, StringComparison.Ordinal);
        Assert.Contains("cut: 5 mm", problem, StringComparison.Ordinal);
        Assert.Contains("prepare.btf-raw", problem, StringComparison.Ordinal);
        Assert.Contains("cut: 5 mm", Score<BtfRaw>().Check("scores",
            new Recipe([Method<BtfRaw>().StepOf(Raw)]), new Models(models)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("filter.unknown", 1, "no block 'filter.unknown'")]
    [InlineData("filter.remove-plane", 9, "version 1 here, the model was learnt with version 9")]
    [InlineData("filter.keep", 1, "makes no scan of each scan")]
    public async Task Check_StepThatCannotBeRepeated_SaysWhatToDo(string block, int version, string expected)
    {
        ModelSet models = await ModelsAsync(new RecipeStep(block, version,
            block == "filter.remove-plane" ? Plane.Options : ImmutableSortedDictionary<string, string>.Empty));
        Assert.Contains(expected, new SavedScoring(Registry).Check("scores", Recipe.Nothing, new Models(models)),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Apply_ModelOfVersion01_TakesWhatStandsBeforeForGrantedAndSaysSo()
    {
        ModelSet models = await ModelsAsync(Plane);
        TrainedModel model = models.Models["dome"];
        var former = new ModelSet(models.Models.SetItem("dome", model with
        {
            About = model.About with { Recipe = new Recipe([model.About.Recipe.Steps[^1]]) { IsWhole = false } },
        }));
        await using var saved = new SavedScoring(Registry);
        Assert.Null(saved.Check("scores", new Recipe([Plane]), new Models(former)));
        Scan cleaned = await new RemovePlaneFilter(new RemovePlaneOptions()).TransformAsync(TestScans.Dome(9),
            ContextOf("t"));
        Assert.Equal((await ScoredAsync<BtfRaw>(models, Raw, cleaned)).Scores,
            (await saved.ApplyAsync(former, cleaned, ContextOf("t"))).Scores);
        Assert.Contains("models convert", Assert.Single(Run.Remarks), StringComparison.Ordinal);
    }

    // A model whose scans went through one step before the method's own preparation.
    private async Task<ModelSet> ModelsAsync(RecipeStep first)
    {
        var plane = new RemovePlaneFilter(new RemovePlaneOptions());
        var fit = new FitBlock(Raw, Method<BtfRaw>());
        Assert.Null(fit.Check("fit", new Recipe([first, Method<BtfRaw>().StepOf(Raw)]), null));
        for (int i = 0; i < 2; i++)
            await fit.AddAsync(await PreparedAsync<BtfRaw>(Raw, await plane.TransformAsync(TestScans.Dome(i),
                ContextOf($"{i}"))), ContextOf($"{i}"));
        return await fit.CompleteAsync(Run, CancellationToken.None);
    }

    private sealed class Models(ModelSet models) : SourceBlock3D<ModelSet>(new NoOptions()), IGivesModels
    {
        public IReadOnlyList<Recipe> Recipes => [.. models.Models.Values.Select(model => model.About.Recipe)];

        public override IAsyncEnumerable<SourceEntry<ModelSet>> ListAsync(RunContext run, CancellationToken stop)
            => AsyncEnumerable.Empty<SourceEntry<ModelSet>>();
    }
}
