using System.Text.Json;
using EndToEnd.Tests.Support;
using Pipeline3D.Data.Synthetic;
using Pipeline3D.Networks;

namespace EndToEnd.Tests;

/// <summary>The pipeline files of methods on depth pictures, on small networks that are learnt in a moment.</summary>
public sealed class DepthNetworkPipelinesTests(SmallDatasets datasets) : CliTest
{
    [Fact]
    public async Task Run_ThreeDsrOnAnAutoencoderOfNoise_GivesMetricsMapsAndAModelPerCategory()
    {
        Assert.SkipUnless(TorchRuntime.IsAvailable, TorchRuntime.WhyUnavailable);
        string first = Folder["autoencoder"], second = Folder["3dsr"];
        CliResult made = await CliAsync(["run", Path.Combine(Pipelines, "batch/dsr-autoencoder.yaml"), "--out", first,
            .. Set("hidden=4", "residual=2", "embedding=4", "codes=8", "epochs=2", "epoch_pictures=8",
                "batch_size=4")]);
        Assert.True(made.Exit == 0, made.All);
        CliResult result = await CliAsync(["run", Path.Combine(Pipelines, "batch/3dsr.yaml"), "--out", second,
            .. Set($"data={datasets.Of(SyntheticLayout.Mvtec3d)}", $"weights={first}/models/all.safetensors", "epochs=1",
                "epoch_pictures=8", "bottleneck=2", "segmentation_width=2")]);

        Assert.True(result.Exit == 0, result.All);
        JsonElement mean = Json("methods/3dsr/metrics.json", second).GetProperty("mean");
        Assert.Equal(16, mean.GetProperty("images").GetInt32());
        Assert.InRange(mean.GetProperty("pixel_auroc").GetProperty("value").GetDouble(), 0, 1);
        Assert.NotEmpty(Directory.EnumerateFiles(Path.Combine(second, "models"), "*.safetensors"));
    }

    [Fact]
    public async Task Run_AstOnDepth_GivesMetricsMapsAndAModelPerCategory()
    {
        Assert.SkipUnless(TorchRuntime.IsAvailable, TorchRuntime.WhyUnavailable);
        CliResult result = await CliAsync(["run", Path.Combine(Pipelines, "batch/ast.yaml"), "--out", Folder["ast"],
            .. Set($"data={datasets.Of(SyntheticLayout.Mvtec3d)}", "side=64", "student_width=8", "teacher_epochs=1",
                "student_epochs=1")]);

        Assert.True(result.Exit == 0, result.All);
        JsonElement mean = Json("methods/ast/metrics.json", Folder["ast"]).GetProperty("mean");
        Assert.Equal(16, mean.GetProperty("images").GetInt32());
        Assert.InRange(mean.GetProperty("pixel_auroc").GetProperty("value").GetDouble(), 0, 1);
        Assert.NotEmpty(Directory.EnumerateFiles(Path.Combine(Folder["ast"], "models"), "*.safetensors"));
    }

    private static IEnumerable<string> Set(params string[] values)
        => values.SelectMany(value => new[] { "--set", value });
}
