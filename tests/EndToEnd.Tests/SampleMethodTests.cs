using System.Text.Json;
using EndToEnd.Tests.Support;
using Pipeline3D.Data.Synthetic;
using Pipeline3D.TestSupport;

namespace EndToEnd.Tests;

/// <summary>A stranger's method is listed, trained, saved, loaded and scored with like ours, with nothing changed in our
/// code.</summary>
public sealed class SampleMethodTests : CliTest
{
    private static string Plugin => Path.Combine(SharedFiles.RepositoryRoot, "artifacts/bin/SampleMethod/release",
        "SampleMethod.dll");

    [Fact]
    public async Task StrangersMethod_ListedAndInspected_LikeOurs()
    {
        CliResult list = await CliAsync("list", "--plugin", Plugin);
        foreach (string id in new[] { "prepare", "fit", "score" })
            Assert.Contains($"{id}.sample-mean-depth", list.Output, StringComparison.Ordinal);
        CliResult page = await CliAsync("inspect", "fit.sample-mean-depth", "--plugin", Plugin);
        Assert.Contains("| `cells` | whole number | 24 | Cells along each side of the scan; 2 to 256. |", page.Output,
            StringComparison.Ordinal);
        Assert.Contains("Parts must lie alike before the sensor", page.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StrangersMethod_TrainedSavedAndLoaded_GivesTheSameScoresAgain()
    {
        string data = Folder["data"];
        SyntheticDataset.Write(new SyntheticOptions
        {
            Folder = data, Categories = ["bagel"], Train = 4, Validation = 2, TestGood = 2, TestDefective = 2,
            LongestSide = 64, Seed = 1,
        });
        File.WriteAllText(Folder["method.yaml"], """
            include: batch/mvtec3d-patchcore-fpfh.yaml
            blocks:
              - { id: bank, use: fit.sample-mean-depth, with: { coreset_fraction: null, max_bank_rows: null } }
              - { id: validation-scores, use: score.sample-mean-depth }
              - { id: scores, use: score.sample-mean-depth }
            """.Replace("batch/", $"{SharedFiles.RepositoryRoot}/pipelines/batch/", StringComparison.Ordinal));
        CliResult learnt = await CliAsync("run", Folder["method.yaml"], "--plugin", Plugin, "--set", $"data={data}",
            "--out", Folder["run"]);
        Assert.True(learnt.Exit == 0, learnt.All);
        CliResult again = await CliAsync("run",
            Path.Combine(SharedFiles.RepositoryRoot, "pipelines/batch/score-with-saved-models.yaml"), "--plugin",
            Plugin,
            "--set", $"data={data}", "--set", $"models={Folder["run"]}/models", "--out", Folder["again"]);
        Assert.True(again.Exit == 0, again.All);
        string[] first = Scores("run"), second = Scores("again");
        Assert.True(first.Length >= 4, $"{first.Length} verdicts");
        Assert.Equal(first, second);

        CliResult without = await CliAsync("run",
            Path.Combine(SharedFiles.RepositoryRoot, "pipelines/batch/score-with-saved-models.yaml"),
            "--set", $"data={data}", "--set", $"models={Folder["run"]}/models", "--out", Folder["without"]);
        Assert.NotEqual(0, without.Exit);
        Assert.Contains("'sample-mean-depth', a method that is not here; load the plug-in that it comes from (--plugin)",
            without.All, StringComparison.Ordinal);
    }

    private string[] Scores(string run) => [.. File.ReadLines(Path.Combine(Folder[run], "verdicts.jsonl"))
        .Select(line => JsonDocument.Parse(line).RootElement)
        .Select(verdict => $"{verdict.GetProperty("item")} {verdict.GetProperty("score").GetRawText()}")];
}
