using EndToEnd.Tests.Support;
using Pipeline3D.Data.Synthetic;
using Pipeline3D.Networks;

namespace EndToEnd.Tests;

/// <summary>The six baselines of MVTec 3D-AD's paper: the pipeline file, and the group of their names.</summary>
public sealed class CellBaselinesTests(SmallDatasets datasets) : CliTest
{
    private static readonly string[] Methods = ["voxel-vm", "depth-vm", "voxel-ae", "depth-ae", "voxel-gan",
        "depth-gan"];

    [Fact]
    public async Task Run_AllSix_HaveMetricsEach()
    {
        Assert.SkipUnless(TorchRuntime.IsAvailable, TorchRuntime.WhyUnavailable);
        CliResult run = await CliAsync("run", Path.Combine(Pipelines, "batch/mvtec3d-baselines.yaml"), "--out",
            Folder["run"], "--set", $"data={datasets.Of(SyntheticLayout.Mvtec3d)}", "--set", "voxels=8", "--set",
            "pixels=16", "--set", "channels=2", "--set", "stages=1", "--set", "code=3", "--set", "epochs=0", "--set",
            "gan_epochs=0", "--set", "resamples=0");
        Assert.True(run.Exit == 0, run.All);
        foreach (string method in Methods)
            Assert.InRange(Json($"methods/{method}/metrics.json", "run").GetProperty("mean").GetProperty("pixel_auroc")
                .GetProperty("value").GetDouble(), 0, 1);
    }

    [Fact]
    public async Task Run_ASideThatStagesCannotHalve_IsSaidBeforeAScanIsRead()
    {
        CliResult run = await CliAsync("run", Path.Combine(Pipelines, "batch/mvtec3d-baselines.yaml"), "--out",
            Folder["run"], "--set", $"data={datasets.Of(SyntheticLayout.Mvtec3d)}", "--set", "pixels=36");
        Assert.Equal(4, run.Exit);
        Assert.Contains("depth-ae could not start: side is 36: it must be a multiple of 8, as each of 3 stages halves "
            + "it; set stages lower, or another side", run.All, StringComparison.Ordinal);
        Assert.Contains("0 read", run.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reproduce_TheGroup_PrintsTheRowsOfAllSixBesideOurs()
    {
        Assert.SkipUnless(TorchRuntime.IsAvailable, TorchRuntime.WhyUnavailable);
        CliResult result = await CliAsync(["reproduce", "mvtec3d-baselines", "--all", "--data",
            datasets.Of(SyntheticLayout.Mvtec3d), "--as", "small", "--out", Folder["own"], "--set", "resamples=0",
            "--set", "side=8", .. Networks("channels=2"), .. Networks("stages=1"), .. Networks("code=3"),
            .. Networks("epochs=1"), .. Networks("epoch_steps=1"), .. Networks("batch_size=1"),
            "--set", "voxel-gan.encoder_epochs=1", "--set", "depth-gan.encoder_epochs=1"]);
        Assert.True(result.Exit == 0, result.All);
        foreach (string title in new[] { "Voxel VM", "Depth VM", "Voxel AE", "Depth AE", "Voxel GAN", "Depth GAN" })
            Assert.Contains($"{title} on mvtec3d, 0 to 1:", result.Output, StringComparison.Ordinal);
        foreach (string method in Methods)
            Assert.Contains($"{method} ran as small:", result.Output, StringComparison.Ordinal);
        foreach (string mean in new[] { "0.583", "0.348", "0.492", "0.143", "0.203", "0.374" })
            Assert.Contains(mean, result.Output, StringComparison.Ordinal);
        Assert.Equal(6, Json("reproduction.json", "own/run").GetProperty("methods").GetArrayLength());
    }

    private static string[] Networks(string setting)
        => [.. Methods.Where(method => !method.EndsWith("vm", StringComparison.Ordinal)).SelectMany(method
            => new[] { "--set", $"{method}.{setting}" })];
}
