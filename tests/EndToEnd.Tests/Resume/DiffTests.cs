using System.Text.Json;
using EndToEnd.Tests.Support;

namespace EndToEnd.Tests.Resume;

/// <summary>Two runs can be compared: what was asked, what was read, what came of it.</summary>
public sealed class DiffTests(SmallDatasets datasets) : CliTest
{
    // So high a threshold that defects pass.
    private const string Strict = "threshold.false_reject_rate=0.0001";

    [Fact]
    public async Task Diff_RunsOfOtherOptionsAndScans_NamesThemAndTheVerdictsThatChanged()
    {
        string data = CopyOf(datasets.Few);
        await CompleteAsync("a", data, "--set", Strict);
        await CompleteAsync("same", data, "--set", Strict);
        string scan = Path.Combine(data, "bagel", "test", "good", "xyz");
        Replace(Path.Combine(scan, "001.tiff"), by: Path.Combine(scan, "000.tiff"));
        await CompleteAsync("b", data, "--set", "bank.coreset_fraction=0.05", "--set",
            "threshold.false_reject_rate=0.5");

        CliResult same = await CliAsync("diff", Folder["a"], Folder["same"]);
        Assert.True(same.Exit == 0, same.All);
        Assert.Contains("Nothing differs; 8 scans", same.Output, StringComparison.Ordinal);

        CliResult other = await CliAsync("diff", Folder["a"], Folder["b"]);
        Assert.True(other.Exit == 1, other.All);
        Assert.Matches(@"bank\.coreset_fraction +0\.1 +0\.05", other.Output);
        Assert.Matches(@"threshold\.false_reject_rate +0\.0001 +0\.5", other.Output);
        Assert.Matches(@"test bagel/test/good/001 +completed \w{12} +completed \w{12}", other.Output);
        Assert.Matches(@"/test/\S+ +accept +reject", other.Output);
        Assert.Matches(@"8 scans were judged by both: \d+ scores differ", other.Output);

        CliResult json = await CliAsync("diff", Folder["a"], Folder["b"], "--json");
        using JsonDocument document = JsonDocument.Parse(json.Output);
        Assert.Equal("bank.coreset_fraction", document.RootElement.GetProperty("options")[0].GetProperty("name")
            .GetString());
    }

    [Fact]
    public async Task Diff_FolderWithoutARun_IsAUsageError()
    {
        CliResult result = await CliAsync("diff", Folder.Path, Folder.Path);
        Assert.True(result.Exit == 2, result.All);
        Assert.Contains("holds no run that ended", result.Error, StringComparison.Ordinal);
    }

    private async Task CompleteAsync(string run, string data, params string[] more)
    {
        CliResult result = await CliAsync(["run", SmallJob, "--set", $"data={data}",
            "--set", "metrics.resamples=0", "--out", Folder[run], .. more]);
        Assert.True(result.Exit == 0, result.All);
    }
}
