using System.Text.Json;
using EndToEnd.Tests.Support;
using Pipeline3D.Data.Synthetic;
using Pipeline3D.Networks;
using Pipeline3D.Networks.PointMae;

namespace EndToEnd.Tests;

/// <summary>IMRNet from a pretrained network to a table beside its controls, as a user runs it.</summary>
public sealed class ImrNetPipelinesTests(SmallDatasets datasets) : CliTest
{
    private static readonly string[] Small =
    [
        "--set", "points=128", "--set", "width=16", "--set", "layers=2", "--set", "decoder_layers=1", "--set",
        "mini_width=8", "--set", "steps=2",
    ];

    [Fact]
    public async Task Pretrain_ThenLearn_TheNetworkOfOneFileBeginsTheOther()
    {
        Assert.SkipUnless(TorchRuntime.IsAvailable, TorchRuntime.WhyUnavailable);
        CliResult pretrained = await CliAsync(["run", Path.Combine(Pipelines, "batch/point-mae-pretrain.yaml"), "--out",
            Folder["pre"], "--set",
            "count=6", "--set", "shapes.validation=2", "--set", "points=200", "--set", "width=16", "--set", "layers=2",
            "--set", "epochs=2", "--set", "network.decoder_layers=1", "--set", "network.mini_width=8", "--set",
            "network.groups=8", "--set", "network.group_size=8", "--set", "network.sample_points=64"]);
        Assert.True(pretrained.Exit == 0, pretrained.All);
        string weights = Folder["pre/models/all.safetensors"];
        using (PointMaeModel network = PointMaeModel.Load(weights))
            Assert.Equal((16, 2, 1, 8), (network.Shape.Width, network.Shape.Layers, network.Shape.DecoderLayers,
                network.Shape.GroupSize));
        Assert.Equal(2, JsonDocument.Parse(File.ReadAllText(Folder["pre/training/network-all.json"])).RootElement
            .GetProperty("validation").GetArrayLength());

        // Groups of another size: the last layer alone begins at random.
        CliResult run = await CliAsync(["run", Path.Combine(Pipelines, "batch/imrnet.yaml"), "--out", Folder["run"],
            "--set", $"data={datasets.Of(SyntheticLayout.AnomalyShapeNet)}", "--set", "group_size=16", "--set",
            $"network.weights={weights}", .. Small]);
        Assert.True(run.Exit == 0, run.All);
        Assert.Contains("increase_dim.0.weight", run.All, StringComparison.Ordinal);
        foreach (string method in new[] { "imrnet", "template", "curvature" })
            Assert.InRange(Json($"methods/{method}/metrics.json", Folder["run"]).GetProperty("mean")
                .GetProperty("pixel_auroc").GetProperty("value").GetDouble(), 0, 1);
    }

    [Fact]
    public async Task Ablations_OfTwoVariants_AreTwoRowsOfOneTable()
    {
        Assert.SkipUnless(TorchRuntime.IsAvailable, TorchRuntime.WhyUnavailable);
        CliResult run = await CliAsync(["run", Path.Combine(Pipelines, "batch/imrnet-ablations.yaml"), "--out",
            Folder["run"], "--set", $"data={datasets.Of(SyntheticLayout.AnomalyShapeNet)}", "--set",
            "variants=[{id: one, iterations: 1, size: 8}, {id: two, iterations: 2, size: 16}]", .. Small]);
        Assert.True(run.Exit == 0, run.All);
        string table = File.ReadAllText(Folder["run/benchmark.csv"]);
        foreach (string variant in new[] { "one", "two" })
            Assert.Matches($"(?m)^[^,]*,{variant},0,mean,pixel_auroc,0?[.][0-9]", table);
    }

    [Fact]
    public async Task Reproduce_ImrNet_PrintsThePapersRowsWithTheControlsBeside()
    {
        Assert.SkipUnless(TorchRuntime.IsAvailable, TorchRuntime.WhyUnavailable);
        CliResult result = await CliAsync("reproduce", "imrnet", "--data", datasets.Of(SyntheticLayout.AnomalyShapeNet),
            "--dataset", "anomaly-shapenet", "--as", "small", "--set", "imrnet.points=128", "--set",
            "imrnet.width=16", "--set", "imrnet.steps=2", "--set", "resamples=0", "--out", Folder["own"]);
        Assert.True(result.Exit == 0, result.All);
        Assert.Contains("Li et al. 2024, Table S1", result.Output, StringComparison.Ordinal);
        Assert.Contains("did not follow", result.Output, StringComparison.Ordinal);
        foreach (string method in new[] { "imrnet", "curvature", "template" })
            Assert.Matches($"anomaly-shapenet +{method} ", result.Output);
    }

    [Fact]
    public async Task Kinds_OfTwoMethodsOnOneKind_AreScoredApart()
    {
        Assert.SkipUnless(TorchRuntime.IsAvailable, TorchRuntime.WhyUnavailable);
        CliResult run = await CliAsync(["run", Path.Combine(Pipelines, "batch/anomaly-kinds.yaml"), "--out",
            Folder["run"], "--set", $"data={datasets.Of(SyntheticLayout.AnomalyShapeNet)}", "--set", "steps=2", "--set",
            "points=128", "--set", "groups=50", "--set", "kinds=[bulge, hole]", "--set",
            $"weights={Path.Combine(Pipelines, "models/point-mae-small.safetensors")}"]);
        Assert.True(run.Exit == 0, run.All);
        foreach (string method in new[] { "imrnet", "imrnet-cover", "patchcore-fpfh", "patchcore-point-mae",
            "patchcore-random", "template", "curvature" })
            Assert.InRange(Json($"methods/{method}_on_bulge-seed-0/metrics.json", Folder["run"]).GetProperty("mean")
                .GetProperty("images").GetInt32(), 4, 5);
    }
}
