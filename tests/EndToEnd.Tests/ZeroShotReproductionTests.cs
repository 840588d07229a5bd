using System.Globalization;
using System.Text.Json;
using EndToEnd.Tests.Support;
using Pipeline3D.Networks;

namespace EndToEnd.Tests;

/// <summary>Protocols of methods that learn from labelled categories and score others: one against the rest, across
/// datasets, as published, and with the options of every published row; on towers learnt in a second.</summary>
public sealed class ZeroShotReproductionTests : CliTest, IClassFixture<SmallTowers>
{
    private readonly SmallTowers _towers;

    public ZeroShotReproductionTests(SmallTowers towers)
    {
        Assert.SkipUnless(TorchRuntime.IsAvailable, TorchRuntime.WhyUnavailable);
        _towers = towers;
    }

    private static readonly string[] Categories = ["carrot", "cookie", "dowel"];

    [Fact]
    public async Task Reproduce_AuxiliaryCategories_EachIsLeftOutOfItsOwnFitAndTheMeanIsThatOfTheFits()
    {
        CliResult result = await ReproduceAsync("own");

        Assert.True(result.Exit == 0, result.All);
        Assert.Contains("pointad is learnt on carrot, cookie, dowel, each fit measured on the categories that it was "
            + "not learnt on; the mean is that of the fits.", result.Output, StringComparison.Ordinal);
        JsonElement row = RowOf("own/run", "Zhou et al. 2024, Table 18", "au_pro_score_sampled");
        Assert.Equal(Categories, row.GetProperty("fits").EnumerateArray().Select(fit
            => fit.GetProperty("learnt_on").GetString()!));
        foreach (string category in Categories)
        {
            string[] others = [.. Categories.Where(other => other != category)];
            Assert.Equal(others, Measured(FitOf(category)));
            Assert.Equal(others.Average(other => Value(FitOf(other), category)), Ours(row, category)!.Value, 1e-12);
        }
        Assert.Equal(Categories.Average(category => Value(FitOf(category), "mean")), Ours(row, "mean")!.Value, 1e-12);
        string cookie = string.Create(CultureInfo.InvariantCulture, $"{Value(FitOf("carrot"), "cookie"):F3}");
        Assert.Matches($@"learnt on carrot +- +- +- +{cookie} ", result.Output);
        Assert.Contains("here, mean of 3 fits", result.Output, StringComparison.Ordinal);
        Assert.Matches(@"mvtec3d +pointad learnt on dowel +mean ", result.Output);
        Assert.Contains("The folder has 3 of the paper's 10 categories", result.Output, StringComparison.Ordinal);
        Assert.Contains("published rows were made with other options and are not compared", result.Output,
            StringComparison.Ordinal);
        JsonElement manifest = Json("manifest.json", "own/run");
        Assert.Contains("learnt on carrot, cookie, dowel, each fit", manifest.GetProperty("summary").GetString(),
            StringComparison.Ordinal);
        // The scored scans are prepared once, whatever the number of fits.
        Assert.Single(manifest.GetProperty("blocks").EnumerateArray(), block
            => block.GetProperty("id").GetString() == "pointad-features");
        string[] remarks = [.. manifest.GetProperty("remarks").EnumerateArray().Select(remark => remark.GetString()!)];
        // What was learnt and is left out of the metrics makes no figure too good.
        Assert.DoesNotContain(remarks, remark => remark.Contains("say nothing of new scans", StringComparison.Ordinal));
        Assert.Contains($"4 scans of carrot are scored and no part of the metrics of {FitOf("carrot")}", remarks);
    }

    [Fact]
    public async Task Reproduce_LearnFromAnotherDataset_NoCategoryIsLeftOut()
    {
        CliResult result = await ReproduceAsync("cross", "--learn-from", _towers.Other, "--learn-dataset", "mvtec3d");

        Assert.True(result.Exit == 0, result.All);
        Assert.Equal(Categories, Measured(FitOf("mvtec3d-carrot"), "cross/run"));
        Assert.Contains("learnt on carrot, cookie, dowel of mvtec3d, each fit measured on all categories of mvtec3d",
            result.Output, StringComparison.Ordinal);
        Assert.Equal(_towers.Other, Json("manifest.json", "cross/run").GetProperty("blocks").EnumerateArray().First(
            block => block.GetProperty("id").GetString() == "auxiliary-mvtec3d-carrot").GetProperty("options")
            .GetProperty("root").GetString());
        Assert.Equal("Not compared: the row was learnt on categories of the dataset itself; leave out --learn-from to "
            + "do so.", RowOf("cross/run", "Zhou et al. 2024, Table 18", "image_auroc").GetProperty("note")
            .GetString());
    }

    [Fact]
    public async Task Reproduce_AsPublished_SetsTheQuirksAndSaysSo()
    {
        CliResult result = await ReproduceAsync("as", "--as", "published", "--set",
            "layers=2", "--set", "auxiliary=carrot+cookie");

        Assert.True(result.Exit == 0, result.All);
        Assert.Contains("pointad ran as published: dice_background=code, fusion=code, grouping=chunk, "
            + "half_deep_tokens=true, layers=24, unorganized_blur=index-grid.", result.Output,
            StringComparison.Ordinal);
        Assert.Equal(["dowel"], Measured(FitOf("carrot-cookie"), "as/run"));
        Assert.Contains("layers=2 instead of 24", result.Output, StringComparison.Ordinal);
        JsonElement manifest = Json("manifest.json", "as/run");
        Assert.Contains("as published: dice_background=code", manifest.GetProperty("summary").GetString(),
            StringComparison.Ordinal);
        JsonElement options = manifest.GetProperty("blocks").EnumerateArray().Single(block => block.GetProperty("id")
            .GetString() == FitOf("carrot-cookie")).GetProperty("options");
        Assert.Equal(("chunk", "true", "index-grid"), (options.GetProperty("grouping").GetString(), options.GetProperty(
            "half_deep_tokens").GetString(), options.GetProperty("unorganized_blur").GetString()));
    }

    [Fact]
    public async Task Reproduce_TestOption_ChangesTheScoredScansAlone()
    {
        CliResult result = await ReproduceAsync("blurred", "--set", "auxiliary=carrot", "--set", "test_view_blur=5");

        Assert.True(result.Exit == 0, result.All);
        Assert.Equal(["0", "5"], Json("manifest.json", "blurred/run").GetProperty("blocks").EnumerateArray()
            .Where(block => block.GetProperty("use").GetString() == "feature.views")
            .Select(block => block.GetProperty("options").GetProperty("blur").GetString()!).Order());
        Assert.Null(RowOf("blurred/run", "Zhou et al. 2024, Table 8, pictures blurred by 9", "image_auroc")
            .GetProperty("values")[0].GetProperty("ours").GetString());
    }

    [Fact]
    public async Task Reproduce_Ablations_ARunPerSetOfOptionsAndEveryRowBesideTheOneOfItsOwn()
    {
        string[] command = ["reproduce", "pointad", "--data", _towers.Candies, "--dataset", "eyecandies", "--ablations",
            .. _towers.Settings, "--out", Folder["all"]];
        CliResult result = await CliAsync(command);

        Assert.True(result.Exit == 0, result.All);
        Assert.Contains($"4 of 4: {Folder["all/names-category_rgb-fuse"]}", result.Output, StringComparison.Ordinal);
        foreach ((string variant, string table) in new[] { ("protocol", "Table 20"),
            ("rgb-fuse", "Table 21, with colour"), ("names-category", "Table 20, PointAD-CoOp") })
        {
            JsonElement row = RowOf("all", $"Zhou et al. 2024, {table}", "image_auroc");
            JsonElement own = Json("methods/pointad_from_Confetto_on_eyecandies-seed-0/metrics.json",
                $"all/{variant}/run").GetProperty("mean").GetProperty("image_auroc");
            Assert.Equal(own.GetProperty("value").GetDouble(), row.GetProperty("fits")[0].GetProperty("values")
                .EnumerateArray().Last().GetDouble());
        }
        Assert.NotEmpty(Directory.GetFiles(Folder["all/cache"], "*", SearchOption.AllDirectories));
        Assert.Null(Ours(RowOf("all", "Zhou et al. 2024, Table 23", "image_auroc"), "mean"));
        Assert.DoesNotContain("Not compared", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("there is no category 'carot'; did you mean 'carrot'?", "--set", "auxiliary=carot")]
    [InlineData("auxiliary is '+' and names no category", "--set", "auxiliary=+")]
    [InlineData("pointad has no set of values 'publishd' for --as; sets: published", "--as", "publishd")]
    [InlineData("pointad has no auxiliary categories on modelnet10, so --learn-from is nothing that it can do; "
        + "datasets with some: eyecandies, mvtec3d, real3d", "--learn-from", ".", "--learn-dataset", "modelnet10")]
    [InlineData("there is no folder nowhere; give the other dataset's with --learn-from", "--learn-from", "nowhere")]
    [InlineData("--learn-dataset mvtec3d says what --learn-from holds; give both", "--learn-dataset", "mvtec3d")]
    [InlineData("pointad has no 'test_view' on mvtec3d.", "--set", "test_view=x1")]
    public async Task Reproduce_WhatIsNotThere_IsSaidBeforeAnythingRuns(string sentence, params string[] args)
    {
        CliResult result = await ReproduceAsync("wrong", args);

        Assert.Equal(2, result.Exit);
        Assert.Contains(sentence, result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Folder["wrong/run"]));
    }

    private static string FitOf(string name) => $"pointad_from_{name}_on_mvtec3d-seed-0";

    private Task<CliResult> ReproduceAsync(string folder, params string[] more) => CliAsync(["reproduce", "pointad",
        "--data", _towers.Data, "--dataset", "mvtec3d", "--out", Folder[folder], .. _towers.Settings, .. more]);

    private string[] Measured(string fit, string run = "own/run") => [.. Json($"methods/{fit}/metrics.json", run)
        .GetProperty("categories").EnumerateArray().Select(found => found.GetProperty("category").GetString()!)];

    private double Value(string fit, string category)
    {
        JsonElement metrics = Json($"methods/{fit}/metrics.json", "own/run");
        return (category == "mean" ? metrics.GetProperty("mean") : metrics.GetProperty("categories").EnumerateArray()
            .Single(found => found.GetProperty("category").GetString() == category)).GetProperty("au_pro_score_sampled")
            .GetProperty("value").GetDouble();
    }

    private JsonElement RowOf(string run, string source, string metric) => Json("reproduction.json", run)
        .GetProperty("methods")[0].GetProperty("rows").EnumerateArray().Single(row
            => row.GetProperty("source").GetString() == source && row.GetProperty("metric").GetString() == metric);

    private static double? Ours(JsonElement row, string category) => row.GetProperty("values").EnumerateArray()
        .Single(value => value.GetProperty("category").GetString() == category).GetProperty("ours")
        is { ValueKind: JsonValueKind.Number } ours ? ours.GetDouble() : null;
}
