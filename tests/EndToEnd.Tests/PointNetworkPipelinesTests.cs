using System.Text.Json;
using EndToEnd.Tests.Support;
using Pipeline3D.Data.Synthetic;
using Pipeline3D.Networks;
using Pipeline3D.Networks.Dino;
using Pipeline3D.Networks.PointMae;

namespace EndToEnd.Tests;

/// <summary>The pipeline files of methods on Point-MAE, on small networks with random weights.</summary>
public sealed class PointNetworkPipelinesTests(SmallDatasets datasets) : CliTest
{
    [Fact]
    public async Task Run_EveryMethodOnSmallNetworks_GivesMetricsAndAModelPerCategory()
    {
        Assert.SkipUnless(TorchRuntime.IsAvailable, TorchRuntime.WhyUnavailable);
        (string points, string pictures) = Networks();
        foreach ((string file, string method, SyntheticLayout layout, int images, string[] set) in new[]
        {
            ("patchcore-point-mae", "patchcore-point-mae", SyntheticLayout.Real3d, 8,
                new[] { "groups=100", "bank=200" }),
            ("patchcore-point-mae", "patchcore-point-mae", SyntheticLayout.Real3d, 8,
                ["groups=100", "bank=200", "register=false", "join_raw=true"]),
            ("reg3d-ad", "reg3d-ad", SyntheticLayout.Real3d, 8, ["groups=100", "bank=500", "voxel_unit=diagonal"]),
            ("m3dm", "m3dm", SyntheticLayout.Mvtec3d, 16, ["groups=64", "grid=48", "patches=12", "pad_multiple=1"]),
            ("m3dm-colour", "m3dm", SyntheticLayout.Mvtec3d, 16,
                ["groups=64", "grid=48", "patches=12", "pad_multiple=1", $"dino={pictures}"]),
        })
        {
            string run = Folder[$"{file}-{set.Length}"];
            CliResult result = await CliAsync(["run", Path.Combine(Pipelines, $"batch/{file}.yaml"), "--set",
                $"data={datasets.Of(layout)}", "--set", $"weights={points}", "--set", "group_size=12", "--out", run,
                .. set.SelectMany(value => new[] { "--set", value })]);

            Assert.True(result.Exit == 0, $"{file}: {result.All}");
            JsonElement mean = Json($"methods/{method}/metrics.json", run).GetProperty("mean");
            Assert.Equal(images, mean.GetProperty("images").GetInt32());
            Assert.InRange(mean.GetProperty("pixel_auroc").GetProperty("value").GetDouble(), 0, 1);
            Assert.NotEmpty(Directory.EnumerateFiles(Path.Combine(run, "models"), "*.safetensors"));
        }
    }

    private (string Points, string Pictures) Networks()
    {
        using (var model = PointMaeModel.Random(new PointMaeShape
        {
            Width = 24, Heads = 2, Layers = 3, DecoderLayers = 0, Mini = (16, 16, 16), Position = 16,
        }, seed: 1))
        using (FileStream file = File.Create(Folder["point-mae.safetensors"]))
            model.Save(file);
        using (var model = DinoModel.Random(new DinoShape { Width = 12, Heads = 2, Layers = 2, Image = 32 }, seed: 1))
        using (FileStream file = File.Create(Folder["dino.safetensors"]))
            model.Save(file);
        return (Folder["point-mae.safetensors"], Folder["dino.safetensors"]);
    }
}
