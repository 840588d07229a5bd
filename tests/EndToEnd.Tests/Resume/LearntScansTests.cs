using System.Text.Json;
using EndToEnd.Tests.Support;

namespace EndToEnd.Tests.Resume;

/// <summary>A run says when it judges what it learnt from, whatever the files are called, and when it learns what nobody
/// judges.</summary>
public sealed class LearntScansTests(SmallDatasets datasets) : CliTest
{
    [Fact]
    public async Task Run_TrainingScansAmongThoseJudged_SaysHowMany()
    {
        string data = CopyOf(datasets.Few);
        string[] train = Directory.GetFiles(Path.Combine(data, "bagel", "train", "good", "xyz"));
        // Under another name, and beside another colour image.
        Replace(Path.Combine(data, "bagel", "test", "good", "xyz", "001.tiff"), by: train[0]);
        Replace(Path.Combine(data, "bagel", "test", "good", "xyz", "000.tiff"), by: train[1]);
        Replace(Path.Combine(data, "potato", "validation", "good", "xyz", "001.tiff"), by: train[2]);
        CliResult result = await RunAsync(data);
        Assert.True(result.Exit == 0, result.All);
        Assert.Contains("2 scans are in 'train', which ", result.Error, StringComparison.Ordinal);
        Assert.Contains("and in 'test', which is judged by it", result.Error, StringComparison.Ordinal);
        Assert.Contains("1 scan is in 'train', which ", result.Error, StringComparison.Ordinal);
        Assert.Contains("and in 'validation', which is judged by it", result.Error, StringComparison.Ordinal);
        using JsonDocument manifest = JsonDocument.Parse(await File.ReadAllBytesAsync(Folder["run/manifest.json"],
            TestContext.Current.CancellationToken));
        Assert.Equal(2, manifest.RootElement.GetProperty("remarks").EnumerateArray()
            .Count(remark => remark.GetString()!.Contains("say nothing of new scans", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Run_CategoryThatIsLearntAndNotJudged_SaysWhich()
    {
        CliResult result = await RunAsync(datasets.Few, "--set", "test.categories=[bagel]");
        Assert.True(result.Exit == 0, result.All);
        Assert.Contains("learnt potato, of which no scan is judged", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ScansOfItsOwnOnEachSide_SaysNothing()
    {
        CliResult result = await RunAsync(datasets.Few);
        Assert.True(result.Exit == 0, result.All);
        Assert.DoesNotContain("judged", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ThatFailedAtItsStart_ReservesNoFolder()
    {
        CliResult wrong = await RunAsync(Folder["gone"]);
        Assert.True(wrong.Exit == 4, wrong.All);
        CliResult right = await RunAsync(datasets.Few);
        Assert.True(right.Exit == 0, right.All);
        CliResult other = await RunAsync(datasets.Few, "--set", "bank.coreset_fraction=0.2");
        Assert.True(other.Exit == 2, other.All);
    }

    [Fact]
    public async Task CheckAndExplain_LookAtTheData()
    {
        foreach (string verb in new[] { "check", "explain" })
        {
            CliResult gone = await CliAsync(verb, SmallJob, "--set", $"data={Folder["gone"]}");
            Assert.True(gone.Exit == 2, gone.All);
            Assert.Contains("test cannot start: ", gone.Error, StringComparison.Ordinal);
            CliResult file = await CliAsync(verb, SmallJob, "--set", $"data={Folder["gone"]}", "--no-data");
            Assert.True(file.Exit == 0, file.All);
            CliResult there = await CliAsync(verb, SmallJob, "--set", $"data={datasets.Few}", "--set",
                $"run.out={Folder["none"]}");
            Assert.True(there.Exit == 0, there.All);
            Assert.Contains("Data: test reads 8 scans, ", there.Output, StringComparison.Ordinal);
            Assert.Contains("Data: train reads 6 scans, ", there.Output, StringComparison.Ordinal);
        }
    }

    private Task<CliResult> RunAsync(string data, params string[] more)
        => CliAsync(["run", SmallJob, "--set", $"data={data}", "--set", "metrics.resamples=0", "--out", Folder["run"],
            .. more]);
}
