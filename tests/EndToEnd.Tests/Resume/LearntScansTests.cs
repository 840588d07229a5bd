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

    private Task<CliResult> RunAsync(string data, params string[] more)
        => CliAsync(["run", SmallJob, "--set", $"data={data}", "--set", "metrics.resamples=0", "--out", Folder["run"],
            .. more]);
}
