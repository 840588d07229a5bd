using System.Globalization;
using EndToEnd.Tests.Support;
using Pipeline3D.Data.Synthetic;

namespace EndToEnd.Tests;

/// <summary>What <c>new block</c> and <c>new method</c> write builds without a warning, tests itself and runs.</summary>
public sealed class NewBlockTests(SmallDatasets datasets, NewBlocks blocks) : CliTest, IClassFixture<NewBlocks>
{
    public static TheoryData<string> Kinds => [.. NewBlocks.Kinds];

    [Theory, MemberData(nameof(Kinds))]
    public async Task NewBlock_EveryKind_BuildsTestsItselfAndRuns(string kind)
    {
        string data = kind == "source" ? TextClouds(Folder["clouds"], 3) : datasets.Of(SyntheticLayout.Mvtec3d);

        (int exit, string output) = await Tool.OutputAsync("dotnet", blocks.TestsOf(kind));
        Assert.True(exit == 0 && output.Contains("Failed: 0", StringComparison.Ordinal), output);
        CliResult run = await CliAsync("run", blocks.PipelineOf(kind), "--set", $"data={data}", "--out", Folder["run"],
            "--plugin", blocks.PluginOf(kind));

        Assert.True(run.Exit == 0, run.All);
        Assert.Contains(Json("manifest.json").GetProperty("blocks").EnumerateArray(), block => block.GetProperty("use")
            .GetString() == $"own.{NewBlocks.NameOf(kind)}" && block.GetProperty("items").GetInt64() > 0);
    }

    [Fact]
    public async Task NewMethod_BuildsKeepsAllRulesAndLearnsScoresAndMeasures()
    {
        (int exit, string output) = await Tool.OutputAsync("dotnet", blocks.TestsOf(NewBlocks.Method));
        Assert.True(exit == 0 && output.Contains("Failed: 0", StringComparison.Ordinal), output);
        CliResult run = await CliAsync("run", blocks.PipelineOf(NewBlocks.Method), "--set",
            $"data={datasets.Of(SyntheticLayout.Mvtec3d)}", "--out", Folder["run"], "--plugin",
            blocks.PluginOf(NewBlocks.Method));

        Assert.True(run.Exit == 0, run.All);
        Assert.Matches("mean .*random scores", run.Output.ReplaceLineEndings(" "));
        CliResult shown = await CliAsync("models", "show", Folder["run/models"]);
        Assert.Contains(NewBlocks.NameOf(NewBlocks.Method), shown.Output, StringComparison.Ordinal);
        // The habits beside the class came along: the background is removed first.
        Assert.Contains("filter.remove-plane", shown.Output, StringComparison.Ordinal);
    }

    private static string TextClouds(string folder, int count)
    {
        Directory.CreateDirectory(folder);
        for (int cloud = 0; cloud < count; cloud++)
        {
            var random = new Random(cloud);
            File.WriteAllLines(Path.Combine(folder, $"{cloud}.txt"), Enumerable.Range(0, 400).Select(_ => string.Create(
                CultureInfo.InvariantCulture,
                $"{random.NextDouble()} {random.NextDouble()} {0.1 * random.NextDouble()}")));
        }
        return folder;
    }
}
