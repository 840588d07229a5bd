using System.Text.Json;
using EndToEnd.Tests.Support;
using Pipeline3D.Core.Runs;
using Pipeline3D.Engine.Journal;
using Pipeline3D.TestSupport;

namespace EndToEnd.Tests.Resume;

/// <summary>What was rejected can be listed, run again, and limited.</summary>
public sealed class ReplayTests(SmallDatasets datasets) : CliTest
{
    private string Test(string data) => Path.Combine(data, "bagel", "test", "good", "xyz", "001.tiff");

    [Fact]
    public async Task Replay_BrokenScanThatWasRepaired_IsReadAloneAndTheRunIsAsIfItHadNeverBeenBroken()
    {
        string data = CopyOf(datasets.Few);
        CliResult whole = await RunAsync("whole", data);
        Assert.True(whole.Exit == 0, whole.All);
        byte[] good = await File.ReadAllBytesAsync(Test(data), TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(Test(data), good[..1000], TestContext.Current.CancellationToken);
        CliResult broken = await RunAsync("run", data);
        Assert.True(broken.Exit == 3, broken.All);

        CliResult dead = await CliAsync("dead", Folder["run"]), lines = await CliAsync("dead", Folder["run"], "--json");
        Assert.Equal(0, dead.Exit);
        Assert.Contains("bagel/test/good/001", dead.Output, StringComparison.Ordinal);
        Assert.Contains("1 bad_format", dead.Output, StringComparison.Ordinal);
        using (JsonDocument letter = JsonDocument.Parse(lines.Output))
            Assert.Equal("bad_format", letter.RootElement.GetProperty("reason").GetString());

        CliResult early = await CliAsync("replay", Folder["run"]);
        Assert.True(early.Exit == 3, early.All);
        Assert.Contains("1 read = 0 completed + 1 unusable", early.Output, StringComparison.Ordinal);

        await File.WriteAllBytesAsync(Test(data), good, TestContext.Current.CancellationToken);
        CliResult replay = await CliAsync("replay", Folder["run"]);
        Assert.True(replay.Exit == 0, replay.All);
        Assert.Contains($"1 read = 1 completed + 0 unusable + 0 filtered, {Listed() - 1} resumed", replay.Output,
            StringComparison.Ordinal);
        Assert.Empty(RunSnapshot.Differences(RunSnapshot.Of(Folder["whole"]), RunSnapshot.Of(Folder["run"])));
        Assert.Contains("No scan was unusable", (await CliAsync("dead", Folder["run"])).Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_TwoMethods_IsResumedToTheSameBytesWithoutTrainingAgain()
    {
        string data = CopyOf(datasets.Few);
        CliResult whole = await TwoAsync("whole");
        Assert.True(whole.Exit == 0, whole.All);
        byte[] good = await File.ReadAllBytesAsync(Test(data), TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(Test(data), good[..1000], TestContext.Current.CancellationToken);
        CliResult broken = await TwoAsync("run");
        Assert.True(broken.Exit == 3, broken.All);
        await File.WriteAllBytesAsync(Test(data), good, TestContext.Current.CancellationToken);
        CliResult replay = await CliAsync("replay", Folder["run"]);
        Assert.True(replay.Exit == 0, replay.All);
        Assert.Contains("1 read = 1 completed", replay.Output, StringComparison.Ordinal);
        Assert.Empty(RunSnapshot.Differences(RunSnapshot.Of(Folder["whole"]), RunSnapshot.Of(Folder["run"])));

        Task<CliResult> TwoAsync(string run) => CliAsync(["run", Path.Combine(SharedFiles.RepositoryRoot,
            "tests/EndToEnd.Tests/Pipelines/two-methods.yaml"), "--set", $"data={data}", "--set",
            "metrics.resamples=20", "--out", Folder[run], .. Quick("batch/demo.yaml")]);
    }

    private int Listed() => Json("manifest.json").GetProperty("counts").GetProperty("listed").GetInt32();

    [Fact]
    public async Task Replay_WithAnotherOption_RunsOnlyTheRejectedScansWithIt()
    {
        string data = datasets.Few;
        CliResult run = await RunAsync("run", data, "--set", "test.max_pixels=100");
        Assert.True(run.Exit == 3, run.All);
        Assert.Contains("8 limit_exceeded", (await CliAsync("dead", Folder["run"])).Output, StringComparison.Ordinal);

        CliResult replay = await CliAsync("replay", Folder["run"], "--set", "test.max_pixels=100000");

        Assert.True(replay.Exit == 0, replay.All);
        Assert.Contains($"8 read = 8 completed + 0 unusable + 0 filtered, {Listed() - 8} resumed", replay.Output,
            StringComparison.Ordinal);
        Assert.Equal(8, Verdicts().Count);
        Assert.Equal("test.max_pixels=100000", Json("manifest.json").GetProperty("replay")[0].GetString());
    }

    [Theory]
    [InlineData("--max-unusable", "5%")]
    [InlineData("--max-unusable", "2")]
    [InlineData("--max-rejected", "2")]
    public async Task Run_MoreUnusableThanAllowed_EndsEarlyWithItsOwnExitCode(string option, string most)
    {
        CliResult run = await RunAsync("run", datasets.Few, "--set", "train.max_pixels=100",
            option, most);
        Assert.True(run.Exit == 5, run.All);
        Assert.Contains($"more scans were unusable than --max-unusable {most} allows", run.Error,
            StringComparison.Ordinal);
        Assert.True(Json("manifest.json").GetProperty("counts").GetProperty("read").GetInt32() < 18, run.All);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("101%")]
    [InlineData("some")]
    public async Task Run_LimitThatIsNone_IsAUsageError(string most)
    {
        CliResult run = await RunAsync("run", datasets.Few, $"--max-unusable={most}");
        Assert.True(run.Exit == 2, run.All);
        Assert.Contains("write a share such as 5%", run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Folder["run"]));
    }

    [Fact]
    public async Task Dead_RunThatWasResumedAndKilled_SaysThatItHasNotEndedWhateverItsOlderManifestSays()
    {
        string data = CopyOf(datasets.Few);
        await File.WriteAllTextAsync(Test(data), "spoilt", TestContext.Current.CancellationToken);
        CliResult run = await RunAsync("run", data);
        Assert.True(run.Exit == 3, run.All);
        Assert.DoesNotContain("has not ended", (await CliAsync("dead", Folder["run"])).Output,
            StringComparison.Ordinal);
        // As a kill leaves it: begun again, and no more said.
        using (var journal = new SqliteJournal(new RunFolder(Folder["run"])))
            journal.NoteStatus("running");
        Assert.Contains("The run has not ended; the command that began it goes on with it.",
            (await CliAsync("dead", Folder["run"])).Output, StringComparison.Ordinal);
        File.Delete(Folder["run/dead-letters.jsonl"]);
        Assert.Contains("until now: the run has not ended", (await CliAsync("dead", Folder["run"])).Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replay_FolderWithoutARun_IsAUsageError()
    {
        foreach (string verb in new[] { "dead", "replay" })
        {
            CliResult result = await CliAsync(verb, Folder.Path);
            Assert.True(result.Exit == 2, result.All);
            Assert.Contains("holds no run", result.Error, StringComparison.Ordinal);
        }
    }

    private new Task<CliResult> RunAsync(string run, string data, params string[] more)
        => CliAsync(["run", SmallJob, "--set", $"data={data}", "--set",
            "metrics.resamples=20", "--out", Folder[run], .. more]);
}
