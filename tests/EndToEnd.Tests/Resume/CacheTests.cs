using System.Text.Json;
using EndToEnd.Tests.Support;
using Pipeline3D.Data.Synthetic;

namespace EndToEnd.Tests.Resume;

/// <summary>With a cache, a run computes only what no earlier run with the same options up to there has
/// computed.</summary>
public sealed class CacheTests(SmallDatasets datasets) : CliTest
{
    [Fact]
    public async Task Run_OneOptionChanged_ComputesOnlyWhatDependsOnIt()
    {
        string[] bank = ["--set", "bank.coreset_fraction=0.05"];
        Dictionary<string, long> first = await CachedAsync("first"), again = await CachedAsync("again"),
            later = await CachedAsync("later", "--set", "threshold.false_reject_rate=0.2"),
            earlier = await CachedAsync("earlier", bank);

        Assert.All(first, block => Assert.Equal(0, block.Value));
        foreach (Dictionary<string, long> run in new[] { again, later })
        {
            Assert.Equal((6, 6, 1), (run["bank/remove-plane"], run["bank/prepare"], run["bank"]));
            Assert.Equal((8, 8), (run["scores/prepare"], run["scores"]));
        }
        Assert.Equal((6, 0, 8, 0), (earlier["bank/prepare"], earlier["bank"], earlier["scores/prepare"],
            earlier["scores"]));
        Assert.Empty(RunSnapshot.Differences(RunSnapshot.Of(Folder["first"]), RunSnapshot.Of(Folder["again"])));
        // What came out of the cache is what would have been computed without it.
        CliResult plain = await CliAsync(Arguments("plain", bank));
        Assert.True(plain.Exit == 0, plain.All);
        Assert.Equal(["manifest.json"], RunSnapshot.Differences(RunSnapshot.Of(Folder["plain"]),
            RunSnapshot.Of(Folder["earlier"])).Select(line => line.Split(':')[0]));
    }

    [Fact]
    public async Task Run_TrainingScanChanged_ScoresByTheNewModelsAreComputed()
    {
        string data = CopyOf(datasets.Few);
        string[] mine = ["--set", $"data={data}"];
        await CachedAsync("first", mine);
        Replace(Path.Combine(data, "bagel", "train", "good", "xyz", "000.tiff"),
            by: Path.Combine(data, "bagel", "train", "good", "xyz", "001.tiff"));

        Dictionary<string, long> later = await CachedAsync("later", mine);

        Assert.Equal((5, 0, 8, 0), (later["bank/prepare"], later["bank"], later["scores/prepare"], later["scores"]));
    }

    [Fact]
    public async Task Run_CacheLimit_KeepsTheCacheUnderItAndTheResultsAsTheyAre()
    {
        const long Limit = 1 << 20;
        // The least limit is more than what few scans fill.
        string[] many = ["--set", $"data={datasets.Of(SyntheticLayout.Mvtec3d)}"];
        await CachedAsync("first", many);
        Assert.True(CacheBytes() > Limit, $"{CacheBytes()}");
        CliResult again = await CliAsync(Arguments("again", [.. many, "--set", $"run.cache={Folder["cache"]}", "--set",
            "run.cache_limit=1 MiB"]));
        Assert.True(again.Exit == 0, again.All);
        Assert.InRange(CacheBytes(), 1, Limit);
        Assert.Contains("the cache was over run.cache_limit", again.Error, StringComparison.Ordinal);
        await CachedAsync("later", many);
        Assert.Empty(RunSnapshot.Differences(RunSnapshot.Of(Folder["first"]), RunSnapshot.Of(Folder["later"])));
    }

    [Fact]
    public async Task Run_DamagedCache_IsComputedAgain()
    {
        await CachedAsync("first");
        foreach (string file in Directory.EnumerateFiles(Folder["cache"], "*.bin", SearchOption.AllDirectories))
        {
            byte[] bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
            bytes[bytes.Length / 2] ^= 1;
            await File.WriteAllBytesAsync(file, bytes, TestContext.Current.CancellationToken);
        }
        Assert.All(await CachedAsync("again"), block => Assert.Equal(0, block.Value));
        Assert.Empty(RunSnapshot.Differences(RunSnapshot.Of(Folder["first"]), RunSnapshot.Of(Folder["again"])));
    }

    [Fact]
    public async Task Explain_WithACache_ShowsWhatItHolds()
    {
        await CachedAsync("first");
        string[] options = ["--set", $"data={datasets.Few}", "--set",
            $"run.cache={Folder["cache"]}"];
        CliResult same = await CliAsync(["explain", SmallJob, .. options]);
        Assert.Matches(@"bank/prepare +prepare\.patchcore-fpfh .* 6 outputs", same.Output);
        Assert.Matches(@"bank +fit\.patchcore-fpfh .* 1 output", same.Output);
        CliResult other = await CliAsync(["explain", SmallJob, .. options, "--set",
            "bank.coreset_fraction=0.05"]);
        Assert.Matches(@"bank/prepare +prepare\.patchcore-fpfh .* 6 outputs", other.Output);
        Assert.Matches(@"bank +fit\.patchcore-fpfh .* its result, for the run", other.Output);
    }

    private long CacheBytes() => Directory.EnumerateFiles(Folder["cache"], "*", SearchOption.AllDirectories)
        .Sum(path => new FileInfo(path).Length);

    private string[] Arguments(string run, params string[] more) =>
    [
        "run", SmallJob, "--set", $"data={datasets.Few}",
        "--set", "metrics.resamples=0", "--out", Folder[run], .. more,
    ];

    /// <summary>Runs with the cache; how many outputs of each block came out of it.</summary>
    private async Task<Dictionary<string, long>> CachedAsync(string run, params string[] more)
    {
        CliResult result = await CliAsync(Arguments(run, [.. more, "--set", $"run.cache={Folder["cache"]}"]));
        Assert.True(result.Exit == 0, result.All);
        using JsonDocument manifest = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder[run],
            "manifest.json")));
        return manifest.RootElement.GetProperty("blocks").EnumerateArray().ToDictionary(
            block => block.GetProperty("id").GetString()!, block => block.GetProperty("cached").GetInt64());
    }
}
