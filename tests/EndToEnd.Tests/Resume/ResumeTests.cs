using EndToEnd.Tests.Support;
using Pipeline3D.Core.Runs;
using Pipeline3D.Engine.Journal;

namespace EndToEnd.Tests.Resume;

/// <summary>What a run on an existing folder does, whatever happened to the folder, the scans or the definition
/// meanwhile.</summary>
public sealed class ResumeTests(SmallDatasets datasets) : CliTest
{
    [Fact]
    public async Task Run_OnAFinishedRun_ComputesOnlyWhatIsMissingOrHasChanged()
    {
        string data = CopyOf(datasets.Few);
        CliResult first = await RunAsync(data);
        Assert.True(first.Exit == 0, first.All);
        SortedDictionary<string, string> expected = RunSnapshot.Of(Folder["run"]);

        await ExpectAsync(data, "0 read = 0 completed + 0 unusable + 0 filtered, 18 resumed");
        Assert.Empty(RunSnapshot.Differences(expected, RunSnapshot.Of(Folder["run"])));

        string touched = Path.Combine(data, "bagel", "test", "good", "xyz", "000.tiff");
        File.SetLastWriteTimeUtc(touched, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        await ExpectAsync(data, "0 read = 0 completed + 0 unusable + 0 filtered, 18 resumed");

        File.Delete(Folder["run/maps/bagel/test/good/001.tiff"]);
        await ExpectAsync(data, "1 read = 1 completed + 0 unusable + 0 filtered, 17 resumed");
        Assert.Empty(RunSnapshot.Differences(expected, RunSnapshot.Of(Folder["run"])));

        Replace(touched, by: Path.Combine(data, "bagel", "test", "good", "xyz", "001.tiff"));
        await ExpectAsync(data, "1 read = 1 completed + 0 unusable + 0 filtered, 17 resumed");
        Assert.Contains(RunSnapshot.Differences(expected, RunSnapshot.Of(Folder["run"])),
            line => line.StartsWith("maps/bagel/test/good/000.tiff differs", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_TrainingScanThatHasChanged_EverythingThatDependsOnItIsComputedAgain()
    {
        string data = CopyOf(datasets.Few);
        CliResult first = await RunAsync(data);
        Assert.True(first.Exit == 0, first.All);
        Replace(Path.Combine(data, "bagel", "train", "good", "xyz", "000.tiff"),
            by: Path.Combine(data, "bagel", "train", "good", "xyz", "001.tiff"));
        await ExpectAsync(data, "18 read = 18 completed + 0 unusable + 0 filtered, in");
    }

    [Fact]
    public async Task Run_ScanThatIsGone_IsGoneFromTheResultsToo()
    {
        string data = CopyOf(datasets.Few);
        CliResult first = await RunAsync(data);
        Assert.True(first.Exit == 0, first.All);
        foreach (string folder in new[] { "xyz", "rgb", "gt" })
            foreach (string file in Directory.GetFiles(Path.Combine(data, "bagel", "test", "good", folder), "001.*"))
                File.Delete(file);
        await ExpectAsync(data, "0 read = 0 completed + 0 unusable + 0 filtered, 17 resumed");
        Assert.DoesNotContain("bagel/test/good/001", Verdicts().Keys);
        Assert.False(File.Exists(Folder["run/maps/bagel/test/good/001.tiff"]));
        Assert.False(File.Exists(Folder["run/evidence/bagel/test/good/001.json"]));
        Assert.DoesNotContain("bagel/test/good/001",
            await File.ReadAllTextAsync(Folder["run/inputs.jsonl"], TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_AnotherDefinitionOnTheFolder_IsRefusedAndSaysWhatDiffers()
    {
        string data = datasets.Few;
        CliResult first = await RunAsync(data);
        Assert.True(first.Exit == 0, first.All);
        SortedDictionary<string, string> expected = RunSnapshot.Of(Folder["run"]);

        CliResult other = await RunAsync(data, "--set", "bank.coreset_fraction=0.2", "--set", "run.seed=5");

        Assert.True(other.Exit == 2, other.All);
        Assert.Contains("bank.coreset_fraction was 0.1, is now 0.2", other.Error, StringComparison.Ordinal);
        Assert.Contains("seed was 0, is now 5", other.Error, StringComparison.Ordinal);
        Assert.Contains("--overwrite", other.Error, StringComparison.Ordinal);
        Assert.Empty(RunSnapshot.Differences(expected, RunSnapshot.Of(Folder["run"])));
        // How it is run decides nothing.
        await ExpectAsync(data, "18 resumed", "--set", "run.parallelism=1", "--set", "run.budget=64 MiB");
    }

    [Fact]
    public async Task Run_FolderInUse_IsRefusedUntilTheOtherEnds()
    {
        string data = datasets.Few;
        using (new SqliteJournal(new RunFolder(Folder["run"])))
        {
            CliResult second = await RunAsync(data);
            Assert.True(second.Exit == 4, second.All);
            Assert.Contains("another process is running in", second.Error, StringComparison.Ordinal);
        }
        CliResult alone = await RunAsync(data);
        Assert.True(alone.Exit == 0, alone.All);
    }

    [Fact]
    public async Task Run_FolderThatCannotBeWritten_SaysSo()
    {
        Directory.CreateDirectory(Folder["run"]);
        File.WriteAllText(Folder["run/journal"], "a file where a folder must be");
        CliResult run = await RunAsync(datasets.Few, "--overwrite");
        Assert.True(run.Exit == 0, run.All);
        await File.WriteAllTextAsync(Folder["run/journal/journal.db"], new string('x', 5000),
            TestContext.Current.CancellationToken);
        CliResult damaged = await RunAsync(datasets.Few);
        Assert.True(damaged.Exit == 4, damaged.All);
        Assert.Contains("journal.db is damaged", damaged.Error, StringComparison.Ordinal);
        Assert.Contains("--overwrite", damaged.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_DiskThatFillsUp_LosesNothingAndIsResumedWhenThereIsSpace()
    {
        string disk = Directory.CreateDirectory(Folder["disk"]).FullName;
        if (!OperatingSystem.IsLinux()
            || await Tool.RunAsync("mount", "-t", "tmpfs", "-o", "size=1m", "none", disk) != 0)
            Assert.Skip("a small file system cannot be mounted here (it takes root)");
        try
        {
            string data = datasets.Few;
            string[] arguments = ["run", SmallJob, "--set", $"data={data}", "--set",
                "metrics.resamples=20", "--out", Path.Combine(disk, "run")];
            CliResult full = await CliAsync(arguments);
            Assert.True(full.Exit is 3 or 4, full.All);
            Assert.Contains("check the space on the disk", full.Error, StringComparison.OrdinalIgnoreCase);

            Assert.Equal(0, await Tool.RunAsync("mount", "-o", "remount,ro", disk));
            CliResult readOnly = await CliAsync(arguments);
            Assert.True(readOnly.Exit == 4, readOnly.All);
            Assert.Contains("Read-only file system", readOnly.Error, StringComparison.Ordinal);

            Assert.Equal(0, await Tool.RunAsync("mount", "-o", "remount,rw,size=100m", disk));
            CliResult resumed = await CliAsync(arguments);
            Assert.True(resumed.Exit == 0, resumed.All);
            CliResult elsewhere = await RunAsync(data);
            Assert.True(elsewhere.Exit == 0, elsewhere.All);
            Assert.Empty(RunSnapshot.Differences(RunSnapshot.Of(Folder["run"]),
                RunSnapshot.Of(Path.Combine(disk, "run"))));
        }
        finally
        {
            Assert.Equal(0, await Tool.RunAsync("umount", disk));
        }
    }

    private async Task ExpectAsync(string data, string counts, params string[] more)
    {
        CliResult result = await RunAsync(data, more);
        Assert.True(result.Exit == 0, result.All);
        Assert.Contains(counts, result.Output, StringComparison.Ordinal);
    }

    private Task<CliResult> RunAsync(string data, params string[] more)
        => CliAsync(["run", SmallJob, "--set", $"data={data}", "--set",
            "metrics.resamples=20", "--out", Folder["run"], .. more]);
}
