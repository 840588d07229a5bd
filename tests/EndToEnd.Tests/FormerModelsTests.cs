using System.Text.Json;
using EndToEnd.Tests.Support;
using Pipeline3D.TestSupport;

namespace EndToEnd.Tests;

/// <summary>Models and pipeline files of version 0.1, with the scores that version gave: read, scored with bit by bit,
/// and converted.</summary>
public sealed class FormerModelsTests : CliTest
{
    private static string Former => Path.Combine(SharedFiles.RepositoryRoot, "tests/EndToEnd.Tests/Former");

    [Theory, InlineData("pc"), InlineData("st"), InlineData("cl")]
    public async Task Run_PipelineFileOfVersion01_GivesItsScoresAndSaysWhatIsCalledOtherwise(string method)
    {
        string data = await DataAsync();
        string file = Folder["former.yaml"];
        File.WriteAllText(file, File.ReadAllText(Path.Combine(Former, method, "pipeline.yaml"))
            .Replace("DATA", data, StringComparison.Ordinal));
        CliResult run = await CliAsync("run", file, "--out", Folder["run"]);
        Assert.True(run.Exit == 0, run.All);
        Assert.Equal(Scores(Path.Combine(Former, method)), Scores(Folder["run"]));
        Assert.Contains("is now called 'fit.", run.Error, StringComparison.Ordinal);
        Assert.Contains($"{file}:", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pc", "  - { id: clean, use: filter.remove-plane }\n")]
    [InlineData("st", "")]
    [InlineData("cl", "")]
    public async Task Run_ModelsOfVersion01_ScoreAsThenAndAreConverted(string method, string before)
    {
        string data = await DataAsync();
        File.WriteAllText(Folder["score.yaml"], $$"""
            parameters: { models: x }
            blocks:
              - { id: models, use: source.models, with: { folder: "${models}" } }
              - { id: test, use: source.mvtec3d, with: { root: "{{data}}", split: test } }
            {{before}}
              - { id: scores, use: score.saved, side: models }
              - { id: verdicts, use: sink.verdicts }
            """);
        CliResult former = await CliAsync("run", Folder["score.yaml"], "--set", $"models={Former}/{method}", "--out",
            Folder["former"]);
        Assert.True(former.Exit == 0, former.All);
        Assert.Equal(Scores(Path.Combine(Former, method)), Scores(Folder["former"]));
        Assert.Contains("models of version 0.1", former.Error, StringComparison.Ordinal);

        File.WriteAllText(Folder["learnt.yaml"], File.ReadAllText(Path.Combine(Former, method, "pipeline.yaml"))
            .Replace("DATA", data, StringComparison.Ordinal));
        CliResult convert = await CliAsync("models", "convert", Path.Combine(Former, method), Folder["new"],
            "--pipeline", Folder["learnt.yaml"]);
        Assert.True(convert.Exit == 0, convert.All);
        // Straight after the source: the converted models know the rest.
        File.WriteAllText(Folder["score.yaml"], File.ReadAllText(Folder["score.yaml"]).Replace(before.Length > 0
            ? before
            : "nothing", "", StringComparison.Ordinal));
        CliResult today = await CliAsync("run", Folder["score.yaml"], "--set", $"models={Folder["new"]}", "--out",
            Folder["today"]);
        Assert.True(today.Exit == 0, today.All);
        Assert.Equal(Scores(Path.Combine(Former, method)), Scores(Folder["today"]));
        Assert.DoesNotContain("version 0.1", today.Error, StringComparison.Ordinal);
        CliResult shown = await CliAsync("models", "show", Folder["new"]);
        Assert.Contains("prepared by", shown.Output, StringComparison.Ordinal);
        if (method == "pc")
            Assert.Contains("calibration", shown.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Convert_PipelineOfOtherOptions_IsRefused()
    {
        File.WriteAllText(Folder["other.yaml"], File.ReadAllText(Path.Combine(Former, "pc/pipeline.yaml"))
            .Replace("grid_size: 32", "grid_size: 64", StringComparison.Ordinal));
        CliResult convert = await CliAsync("models", "convert", Path.Combine(Former, "pc"), Folder["new"],
            "--pipeline", Folder["other.yaml"]);
        Assert.NotEqual(0, convert.Exit);
        Assert.Contains("grid_size: 32", convert.Error, StringComparison.Ordinal);
        Assert.Contains("grid_size: 64", convert.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Folder["new"]));
    }

    private async Task<string> DataAsync()
    {
        CliResult made = await CliAsync("synth", Folder["data"], "--categories", "bagel", "--size", "64", "--train",
            "3",
            "--validation", "2", "--test-good", "1", "--test-defective", "1", "--seed", "5");
        Assert.True(made.Exit == 0, made.All);
        return Folder["data"];
    }

    private static string[] Scores(string folder) => [.. File.ReadLines(Path.Combine(folder, "verdicts.jsonl"))
        .Select(line => JsonDocument.Parse(line).RootElement)
        .Select(verdict => $"{verdict.GetProperty("item")} {verdict.GetProperty("score").GetRawText()}")];
}
