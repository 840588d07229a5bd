using EndToEnd.Tests.Support;
using Pipeline3D.TestSupport;

namespace EndToEnd.Tests;

/// <summary>Faults of a plug-in's code are told as such, and never look like a run that went well.</summary>
public sealed class FaultyPluginTests(SmallDatasets datasets) : CliTest
{
    private static string Plugin => Path.Combine(SharedFiles.RepositoryRoot, "artifacts", "bin", "SamplePlugin",
        Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/')), "SamplePlugin.dll");

    [Theory]
    [InlineData("constructor", "not done yet")]
    [InlineData("units", "not done yet")]
    [InlineData("validate", "no such cast")]
    public async Task Check_BlockThatThrows_IsADefinitionErrorThatNamesIt(string where, string message)
    {
        foreach (string verb in new[] { "check", "explain", "run", "graph" })
        {
            CliResult result = await CliAsync(verb, Pipeline($"throws: {where}"), "--plugin", Plugin);
            Assert.True(result.Exit == 2, $"{verb}: {result.All}");
            Assert.Contains(message, result.Error, StringComparison.Ordinal);
            if (where != "units")
                Assert.Contains("'sample.faulty'", result.Error, StringComparison.Ordinal);
            if (where == "constructor")
                Assert.Contains("line.yaml:7:10  P3D2018", result.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Run_BlockThatThrowsAtWork_IsADeadLetter()
    {
        CliResult result = await CliAsync("run", Pipeline("throws: work"), "--plugin", Plugin, "--out", Folder["run"]);
        Assert.True(result.Exit == 3, result.All);
        Assert.Contains("not done yet", result.Error, StringComparison.Ordinal);
    }

    [Theory, InlineData("constructor"), InlineData("units"), InlineData("work")]
    public async Task Run_BlockThatEndsTheProcess_IsNeverExitCodeZero(string where)
    {
        CliResult result = await CliProcess.RunAsync("run", Pipeline($"exits: {where}"), "--plugin", Plugin, "--out",
            Folder["run"]);
        Assert.True(result.Exit == 4, result.All);
        Assert.Contains("ended before the command was done", result.Error, StringComparison.Ordinal);
    }

    private string Pipeline(string fault)
    {
        File.WriteAllText(Folder["line.yaml"], $$"""
            name: line
            blocks:
              - id: test
                use: source.mvtec3d
                with: { root: "{{datasets.Few}}" }
              - id: faulty
                use: sample.faulty
                with: { {{fault}} }
              - id: views
                use: filter.fit-health
              - use: sink.health
            """);
        return Folder["line.yaml"];
    }
}
