using System.Text.Json;
using EndToEnd.Tests.Streaming;
using EndToEnd.Tests.Support;
using Pipeline3D.Data.Synthetic;
using Pipeline3D.Networks;
using Pipeline3D.Weights;

namespace EndToEnd.Tests;

/// <summary>Prompts from labelled scans of one category to verdicts of another, in a batch and as a service, on the
/// small towers that come with the program.</summary>
public sealed class PointAdTests(SmallDatasets datasets) : CliTest
{
    private static string Towers => Path.Combine(Pipelines, "models/clip-tiny.safetensors");

    [Fact]
    public async Task Run_PointAdTiny_JudgesACategoryOfWhichNothingWasLearnt()
    {
        Assert.SkipUnless(TorchRuntime.IsAvailable, TorchRuntime.WhyUnavailable);
        await RunTinyAsync();

        Assert.All(Verdicts().Keys, item => Assert.StartsWith("bagel/", item, StringComparison.Ordinal));
        Assert.Equal(8, Verdicts().Count);
        JsonElement mean = Json("metrics.json").GetProperty("mean");
        // 0.76 is measured; scores that mean nothing have 0.5, turned ones 0.24.
        Assert.InRange(mean.GetProperty("pixel_auroc").GetProperty("value").GetDouble(), 0.65, 1);
        JsonElement manifest = Json("manifest.json");
        Assert.DoesNotContain(manifest.GetProperty("remarks").EnumerateArray(),
            remark => remark.GetString()!.Contains("judged", StringComparison.Ordinal));
        Assert.Contains(manifest.GetProperty("facts").EnumerateObject(),
            fact => fact.Name.EndsWith("weights_sha256", StringComparison.Ordinal));
        Assert.True(File.Exists(Folder["run/models/all.safetensors"]));
    }

    [Fact]
    public async Task Prompts_ExportedAndImported_AreTheSameNumbers()
    {
        Assert.SkipUnless(TorchRuntime.IsAvailable, TorchRuntime.WhyUnavailable);
        await RunTinyAsync();
        CliResult export = await CliAsync("prompts", "export", Folder["run/models"], "--weights", Towers, "--out",
            Folder["epoch_1.pth"]);
        CliResult import = await CliAsync("prompts", "import", Folder["epoch_1.pth"], "--weights", Towers, "--out",
            Folder["imported"]);
        CliResult again = await CliAsync("prompts", "import", Folder["epoch_1.pth"], "--weights", Towers, "--out",
            Folder["imported"]);
        CliResult other = await CliAsync("prompts", "import", Towers, "--weights", Towers, "--out", Folder["other"]);

        Assert.True((export.Exit, import.Exit) == (0, 0), export.All + import.All);
        Assert.True(again.Exit == 2 && again.Error.Contains("there is a model in", StringComparison.Ordinal), again.All);
        Assert.True(other.Exit == 2 && other.Error.Contains("no prompt checkpoint of PointAD",
            StringComparison.Ordinal), other.All);
        using WeightFile learnt = WeightFile.Open(Folder["run/models/all.safetensors"]),
            imported = WeightFile.Open(Folder["imported/all.safetensors"]);
        Assert.Equal(learnt.Entries.Select(entry => entry.Name), imported.Entries.Select(entry => entry.Name));
        foreach (WeightEntry entry in learnt.Entries)
            Assert.Equal(learnt.ReadFloats(entry.Name), imported.ReadFloats(entry.Name));
    }

    [Theory, InlineData("0 s", 0), InlineData("10 min", 3)]
    public async Task Serve_PointAd_LooksFromFewerSidesWhenTimeIsShortAndSaysSo(string reserve, int views)
    {
        Assert.SkipUnless(TorchRuntime.IsAvailable, TorchRuntime.WhyUnavailable);
        await RunTinyAsync();
        await using ServedPipeline served = await ServedPipeline.StartAsync(Folder["run/models"], Folder["live"],
            "stream/serve-pointad.yaml", "--set", "deadline=1 min", "--set", $"reserve={reserve}");
        (int status, string body) = await served.PostFileAsync(Directory.EnumerateFiles(Path.Combine(
            datasets.Of(SyntheticLayout.Mvtec3d), "bagel", "test", "good"), "*.tiff", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal).First());
        await served.TerminateAsync();
        CliResult end = await served.EndAsync();

        Assert.True(end.Exit == 0 && status == 200, body + end.All);
        JsonElement verdict = JsonElement.Parse(body);
        Assert.Equal(views > 0, verdict.TryGetProperty("fallback", out JsonElement fallback));
        if (views > 0)
            Assert.Equal("""{"views":3,"of_views":9}""", fallback.GetRawText());
        // Fewer views are judged by the threshold of whole scans.
        Assert.Equal(JsonValueKind.Number, verdict.GetProperty("threshold").ValueKind);
    }

    private async Task RunTinyAsync()
    {
        CliResult result = await RunAsync("batch/pointad-tiny.yaml", datasets.Of(SyntheticLayout.Mvtec3d), "--set",
            "auxiliary=[potato]", "--set", "categories=[bagel]", "--set", $"weights={Towers}", "--set", "epochs=1");
        Assert.True(result.Exit == 0, result.All);
    }
}
