using System.Text.Json;
using EndToEnd.Tests.Support;
using Pipeline3D.Data.Synthetic;
using Pipeline3D.Networks;
using Pipeline3D.Networks.ResNet;

namespace EndToEnd.Tests;

/// <summary>The pipeline files of methods on residual networks, on small networks with random weights.</summary>
public sealed class ResidualNetworkPipelinesTests(SmallDatasets datasets) : CliTest
{
    [Fact]
    public async Task Run_EveryMethodOnASmallNetwork_GivesMetricsAndAModelPerCategory()
    {
        Assert.SkipUnless(TorchRuntime.IsAvailable, TorchRuntime.WhyUnavailable);
        using (FileStream file = File.Create(Folder["resnet.safetensors"]))
            ResNetWeights.Random(new ResNetShape { Blocks = [1, 1, 1], Widths = [4, 6, 8], Stem = 4 }, 1).Save(file);
        foreach ((string method, string[] set) in new[]
        {
            ("btf-rgb", new[] { "picture=64" }), ("cpmf", ["views=2", "window=64", "point_size=2"]),
            ("cpmf", ["views=2", "window=64", "features=pictures", "two_centers=true"]),
        })
        {
            string run = Folder[$"{method}-{set[^1]}"];
            CliResult result = await CliAsync(["run", Path.Combine(Pipelines, $"batch/{method}.yaml"), "--set",
                $"data={datasets.Of(SyntheticLayout.Mvtec3d)}", "--set", $"weights={Folder["resnet.safetensors"]}",
                "--out", run, .. new[] { "grid=48", "patches=12", "pad_multiple=1" }.Concat(set).SelectMany(value =>
                    new[] { "--set", value })]);

            Assert.True(result.Exit == 0, $"{method}: {result.All}");
            JsonElement mean = Json($"methods/{method}/metrics.json", run).GetProperty("mean");
            Assert.Equal(16, mean.GetProperty("images").GetInt32());
            Assert.InRange(mean.GetProperty("pixel_auroc").GetProperty("value").GetDouble(), 0, 1);
            Assert.NotEmpty(Directory.EnumerateFiles(Path.Combine(run, "models"), "*.safetensors"));
        }
    }
}
