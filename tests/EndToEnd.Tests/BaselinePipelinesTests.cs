using System.Text.Json;
using EndToEnd.Tests.Support;
using Pipeline3D.Networks;

namespace EndToEnd.Tests;

/// <summary>The pipeline files of PointAD's baselines, on towers that are learnt in a moment.</summary>
public sealed class BaselinePipelinesTests(SmallDatasets datasets) : CliTest
{
    [Fact]
    public async Task Run_EveryBaselineOnSmallTowers_GivesAVerdictPerScanMetricsAndAModelPerCategory()
    {
        Assert.SkipUnless(TorchRuntime.IsAvailable, TorchRuntime.WhyUnavailable);
        string towers = await TowersAsync();
        foreach ((string file, string method, int models, string[] set) in new[]
        {
            ("winclip", "winclip", 2, Array.Empty<string>()),
            ("winclip", "winclip", 2, ["shots=2", "train.limit=2", "variant=caoyunkang"]),
            ("pointclip-v2", "pointclip", 2, ["axes=code"]),
            ("clip-rendering", "clip-rendering", 2, ["size=64"]),
            ("anomalyclip-depth", "anomalyclip", 1,
                ["auxiliary=[bagel]", "categories=[potato]", "context=4", "deep=1", "epochs=2"]),
            ("anomalyclip-depth", "anomalyclip", 1,
                ["auxiliary=[bagel]", "categories=[potato]", "context=4", "deep=1", "epochs=1", "picture=both"]),
            ("pointclip-v2a", "pointclip-v2a", 1,
                ["auxiliary=[bagel]", "categories=[potato]", "context=4", "deep=1", "epochs=1"]),
        })
        {
            string run = Folder[$"{file}-{set.Length}"];
            CliResult result = await CliAsync(["run", Path.Combine(Pipelines, $"batch/{file}.yaml"), "--set",
                $"data={datasets.Few}", "--set", $"weights={towers}", "--out", run, .. set.SelectMany(value =>
                    new[] { "--set", value })]);

            Assert.True(result.Exit == 0, $"{file}: {result.All}");
            JsonElement mean = Json($"methods/{method}/metrics.json", run).GetProperty("mean");
            Assert.Equal(models == 1 ? 4 : 8, mean.GetProperty("images").GetInt32());
            Assert.InRange(mean.GetProperty("pixel_auroc").GetProperty("value").GetDouble(), 0, 1);
            Assert.Equal(models, Directory.EnumerateFiles(Path.Combine(run, "models"), "*.safetensors").Count());
        }
    }

    [Fact]
    public async Task Run_CheraghianOnAFileOfWords_GivesMetricsAndOneModelAndWithoutItSaysWhatToExport()
    {
        Assert.SkipUnless(TorchRuntime.IsAvailable, TorchRuntime.WhyUnavailable);
        string words = Folder["words.txt"];
        string[] command = ["run", Path.Combine(Pipelines, "batch/cheraghian.yaml"), "--set", $"data={datasets.Few}",
            "--set", "auxiliary=[bagel]", "--set", "categories=[potato]", "--set", "points=256", "--set", "epochs=1",
            "--set", $"vectors={words}"];
        CliResult without = await CliAsync([.. command, "--out", Folder["without"]]);
        await File.WriteAllTextAsync(words, "bagel 1 0 0\ndamaged 0 0 1\npotato 0 1 0\n",
            TestContext.Current.CancellationToken);
        CliResult result = await CliAsync([.. command, "--out", Folder["with"]]);

        Assert.True(without.Exit != 0 && without.All.Contains("networks could not start", StringComparison.Ordinal)
            && without.All.Contains(words, StringComparison.Ordinal), without.All);
        Assert.True(result.Exit == 0, result.All);
        Assert.Equal(4, Json("methods/cheraghian/metrics.json", Folder["with"]).GetProperty("mean")
            .GetProperty("images").GetInt32());
        Assert.Single(Directory.EnumerateFiles(Folder["with/models"], "*.safetensors"));
    }

    [Theory, InlineData("3dzal", 3, 1), InlineData("3dzal-ablations", 8, 0)]
    public async Task Run_ThreeDzAlLearntOnOneCategory_JudgesAnother(string file, int methods, int models)
    {
        Assert.SkipUnless(TorchRuntime.IsAvailable, TorchRuntime.WhyUnavailable);
        CliResult result = await CliAsync(["run", Path.Combine(Pipelines, $"batch/{file}.yaml"), "--set",
            $"data={datasets.Few}", "--out", Folder["run"], .. new[]
            {
                "learn=[bagel]", "categories=[potato]", "epochs=1", "grid=64", "patches=8", "pad_multiple=1",
                "bias_network=small", "irrelevant=own",
            }.SelectMany(value => new[] { "--set", value })]);

        Assert.True(result.Exit == 0, result.All);
        string[] found = [.. Directory.EnumerateFiles(Folder["run/methods"], "metrics.json",
            SearchOption.AllDirectories)];
        Assert.Equal(methods, found.Length);
        Assert.All(found, metrics => Assert.Equal(4, Json(metrics).GetProperty("mean").GetProperty("images")
            .GetInt32()));
        Assert.Equal(models, Directory.Exists(Folder["run/models"])
            ? Directory.EnumerateFiles(Folder["run/models"], "*.safetensors").Count() : 0);
    }

    private async Task<string> TowersAsync()
    {
        CliResult result = await CliAsync(["run", Path.Combine(Pipelines, "batch/clip-tiny-pretrain.yaml"), "--set",
            $"data={datasets.Few}", "--out", Folder["towers"], .. new[]
            {
                "size=64", "epochs=1", "samples.patch=16", "clip-tiny.patch=16", "clip-tiny.image=64",
                "clip-tiny.width=64", "clip-tiny.layers=2", "clip-tiny.text_layers=2", "clip-tiny.embedding=16",
            }.SelectMany(value => new[] { "--set", value })]);
        Assert.True(result.Exit == 0, result.All);
        return Directory.EnumerateFiles(Path.Combine(Folder["towers"], "models"), "*.safetensors").Single();
    }
}
