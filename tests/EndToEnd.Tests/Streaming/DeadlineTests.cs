using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using EndToEnd.Tests.Support;
using Pipeline3D.Data.Synthetic;

namespace EndToEnd.Tests.Streaming;

/// <summary>What a deadline does to verdicts, from the calibration in a batch to the answer over HTTP.</summary>
public sealed partial class DeadlineTests(SmallDatasets datasets, CalibratedDataset calibrated)
    : CliTest, IClassFixture<CalibratedDataset>
{
    private string Scan => Directory.EnumerateFiles(Path.Combine(datasets.Of(SyntheticLayout.Mvtec3d), "bagel", "test",
        "good"), "*.tiff", SearchOption.AllDirectories).Order(StringComparer.Ordinal).First();

    [Fact]
    public void Run_Calibration_SetsTwoThresholdsPerCategoryAndMetricsOfBoth()
    {
        JsonElement thresholds = JsonElement.Parse(File.ReadAllText(Path.Combine(calibrated.Run,
            "models/thresholds.json")));
        foreach (string category in new[] { "bagel", "potato" })
            foreach (string kind in new[] { "categories", "fallback" })
                Assert.Equal(3, thresholds.GetProperty(kind).GetProperty(category).GetProperty("scans").GetInt32());
        Assert.NotEqual(Threshold(thresholds, "categories"), Threshold(thresholds, "fallback"));
        JsonElement thinned = JsonElement.Parse(File.ReadAllText(Path.Combine(calibrated.Run,
            "methods/thinned/metrics.json"))).GetProperty("mean");
        Assert.InRange(thinned.GetProperty("pixel_auroc").GetProperty("value").GetDouble(), 0.7, 1);
        // The run's own verdicts are those of whole scans.
        Assert.DoesNotContain("fallback", File.ReadAllText(Path.Combine(calibrated.Run, "verdicts.jsonl")),
            StringComparison.Ordinal);
    }

    [Theory]
    // Less is always left than is reserved, but nothing is late.
    [InlineData("10 min", "15 min", true, false)]
    // Over before the scan is read.
    [InlineData("1 ms", "1 s", true, true)]
    [InlineData("1 ms", "0 s", true, true)]
    [InlineData("10 min", "1 s", false, false)]
    public async Task Serve_Deadline_IsToldInVerdictLineMetricsAndOnThePage(string deadline, string reserve,
        bool isThinned, bool isLate)
    {
        const int Scans = 6;
        await using ServedPipeline served = await StartAsync(deadline, reserve);
        (int Status, string Body)[] answers = await Task.WhenAll(Enumerable.Range(0, Scans)
            .Select(_ => served.PostFileAsync(Scan)));
        string metrics = await served.Client.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
        JsonElement page = JsonElement.Parse(await served.Client.GetStringAsync("/live/state",
            TestContext.Current.CancellationToken));
        await served.TerminateAsync();
        CliResult end = await served.EndAsync();

        Assert.True(end.Exit == 0, end.All);
        Assert.Contains($"{Scans} accepted = {Scans} answered", end.Output, StringComparison.Ordinal);
        Dictionary<string, string> lines = Verdicts("live");
        Assert.Equal(Scans, lines.Count);
        JsonElement thresholds = JsonElement.Parse(File.ReadAllText(Path.Combine(calibrated.Run,
            "models/thresholds.json")));
        foreach ((int status, string body) in answers)
        {
            Assert.True(status == 200, body);
            JsonElement verdict = JsonElement.Parse(body);
            Assert.Equal(lines[verdict.GetProperty("item").GetString()!], body);
            Assert.Equal(isLate, verdict.GetProperty("late").GetBoolean());
            Assert.Equal(isLate, verdict.TryGetProperty("late_by_seconds", out JsonElement over)
                && over.GetDouble() > 0);
            Assert.Equal(isThinned, verdict.TryGetProperty("fallback", out JsonElement fallback));
            Assert.Equal(Threshold(thresholds, isThinned ? "fallback" : "categories"),
                verdict.GetProperty("threshold").GetRawText());
            if (isThinned)
                Assert.InRange(fallback.GetProperty("points").GetInt32(), 1, Math.Min(CalibratedDataset.Points,
                    fallback.GetProperty("of_points").GetInt32() - 1));
        }
        Assert.Contains($"pipeline3d_scans_late_total {(isLate ? Scans : 0)}\n", metrics, StringComparison.Ordinal);
        Assert.Contains($"pipeline3d_scans_fallback_total {(isThinned ? Scans : 0)}\n", metrics,
            StringComparison.Ordinal);
        Assert.Matches(BlockBuckets(), metrics);
        Assert.Equal((isLate ? Scans : 0, isThinned ? Scans : 0), (page.GetProperty("figures").GetProperty("late")
            .GetInt32(), page.GetProperty("figures").GetProperty("fallback").GetInt32()));
        JsonElement shown = page.GetProperty("verdicts")[0];
        Assert.Equal(isLate, shown.GetProperty("late").GetBoolean());
        Assert.Equal(isThinned ? JsonValueKind.Object : JsonValueKind.Null, shown.GetProperty("fallback").ValueKind);
        Assert.All(page.GetProperty("figures").GetProperty("blocks").EnumerateArray(), block => Assert.True(
            block.GetProperty("p50").GetDouble() <= block.GetProperty("p95").GetDouble()
            && block.GetProperty("p95").GetDouble() <= block.GetProperty("p99").GetDouble(), block.GetRawText()));
    }

    [Fact]
    public async Task Serve_ThinnedScan_GetsTheScoreOfTheCalibration()
    {
        await using ServedPipeline served = await StartAsync("10 min", "15 min");
        (int status, string body) = await served.PostFileAsync(Scan);
        Assert.True(status == 200, body);
        CliResult batch = await CliAsync("run", calibrated.Batch, "--set", $"models={calibrated.Models}", "--set",
            $"data={datasets.Of(SyntheticLayout.Mvtec3d)}", "--set", "scans.categories=[bagel]", "--out",
            Folder["run"]);

        Assert.True(batch.Exit == 0, batch.All);
        JsonElement line = JsonElement.Parse(Verdicts().First(pair => pair.Key.StartsWith("bagel/test/good/",
            StringComparison.Ordinal)).Value), verdict = JsonElement.Parse(body);
        foreach (string member in new[] { "score", "threshold", "verdict", "peak_index", "peak_score", "fallback" })
            Assert.Equal(line.GetProperty(member).GetRawText(), verdict.GetProperty(member).GetRawText());
        Assert.False(line.TryGetProperty("late", out _));
    }

    [Fact]
    public async Task Serve_NoDeadline_GivesTheVerdictsOfAPipelineWithoutTheFilter()
    {
        await using ServedPipeline served = await StartAsync("0 s", "1 s");
        (int status, string body) = await served.PostFileAsync(Scan);
        Assert.True(status == 200, body);
        string whole = File.ReadAllLines(Path.Combine(calibrated.Run, "verdicts.jsonl")).First(line
            => line.Contains("\"bagel/test/good/", StringComparison.Ordinal));
        JsonElement verdict = JsonElement.Parse(body), batch = JsonElement.Parse(whole);
        Assert.Equal(["item", "score", "threshold", "threshold_low", "threshold_high", "false_reject_rate", "is_close",
            "verdict", "peak_index", "peak_score"], verdict.EnumerateObject().Select(member => member.Name));
        Assert.All(verdict.EnumerateObject().Skip(1), member => Assert.Equal(batch.GetProperty(member.Name)
            .GetRawText(), member.Value.GetRawText()));
    }

    private static string Threshold(JsonElement thresholds, string kind)
        => thresholds.GetProperty(kind).GetProperty("bagel").GetProperty("threshold").GetRawText();

    private Task<ServedPipeline> StartAsync(string deadline, string reserve) => ServedPipeline.StartAsync(
        calibrated.Models, Folder["live"], "stream/serve-with-deadline.yaml", "--set",
        $"deadline={deadline}", "--set", $"reserve={reserve}", "--set", string.Create(CultureInfo.InvariantCulture,
            $"fallback={CalibratedDataset.Points}"));

    [GeneratedRegex("""pipeline3d_block_duration_seconds_bucket\{block="scores",le="\+Inf"\} [1-9]""")]
    private static partial Regex BlockBuckets();
}
