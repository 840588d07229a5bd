using System.Text.Json;
using EndToEnd.Tests.Support;
using Pipeline3D.Data.Synthetic;
using Pipeline3D.Networks;
using Pipeline3D.Networks.ResNet;

namespace EndToEnd.Tests;

/// <summary>The pipeline file of RegAD, on a small network with random weights: learnt on one category, used on another,
/// as its paper does.</summary>
public sealed class RegAdPipelineTests(SmallDatasets datasets) : CliTest
{
    [Fact]
    public async Task Run_LearntOnOneCategoryAndUsedOnAnother_HoldsTheOtherAgainstItsOwnScans()
    {
        Assert.SkipUnless(TorchRuntime.IsAvailable, TorchRuntime.WhyUnavailable);
        string data = datasets.Of(SyntheticLayout.Mvtec3d);
        string[] categories = [.. Directory.GetDirectories(data).Select(folder => Path.GetFileName(folder)!)
            .Order(StringComparer.Ordinal)];
        using (FileStream file = File.Create(Folder["resnet.safetensors"]))
            ResNetWeights.Random(new ResNetShape { Stem = 4, Blocks = [1, 1, 1], Widths = [4, 6, 8] }, seed: 1).Save(file);
        string[] command = ["run", Path.Combine(Pipelines, "batch/regad.yaml"), "--set", $"data={data}", "--set",
            "size=64", "--set", "epochs=2", "--set", $"weights={Folder["resnet.safetensors"]}"];

        CliResult first = await CliAsync([.. command, "--set", $"categories={categories[0]}", "--set", "group=all",
            "--out", Folder["others"]]);
        CliResult second = await CliAsync([.. command, "--set", $"categories={categories[1]}", "--set",
            $"registration={Folder["others/models/all.safetensors"]}", "--out", Folder["own"]]);
        CliResult without = await CliAsync([.. command, "--set", $"categories={categories[1]}", "--set",
            $"registration={Folder["nowhere.safetensors"]}", "--out", Folder["without"]]);

        Assert.True(first.Exit == 0, first.All);
        Assert.True(second.Exit == 0, second.All);
        JsonElement mean = Json("methods/regad/metrics.json", "own").GetProperty("mean");
        Assert.InRange(mean.GetProperty("pixel_auroc").GetProperty("value").GetDouble(), 0, 1);
        Assert.Equal(categories[1], Json("methods/regad/metrics.json", "own").GetProperty("categories")[0]
            .GetProperty("category").GetString());
        Assert.NotEqual(0, without.Exit);
        Assert.Contains("'registration' is a model that fit.regad learnt", without.All, StringComparison.Ordinal);
    }
}
