using Pipeline3D.Cli.Tests.Support;

namespace Pipeline3D.Cli.Tests.Commands;

public sealed class PipelineVerbsTests : CliTest
{
    private static string Demo => Path.Combine(Pipelines, "batch/demo.yaml");

    [Fact]
    public async Task Check_GoodFile_SaysSo()
        => Assert.Equal($"{Demo}: demo is fine, 28 blocks\n", await OkAsync("check", Demo, "--no-data"));

    [Fact]
    public async Task Explain_Device_NamesItAndItsUsers()
    {
        Assert.Contains("Device: cpu.", await OkAsync("explain", Demo, "--no-data"), StringComparison.Ordinal);
        Assert.Contains("Device: emulator for bank/remove-plane, bank/prepare, bank, ",
            await OkAsync("explain", Demo, "--no-data", "--device", "emulator"), StringComparison.Ordinal);
        Assert.StartsWith("there is no device 'cuda:77' here", await WrongAsync("run", Demo, "--device", "cuda:77",
            "--out", Folder["run"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_SeveralProblems_AllArePrintedWithTheirPlaces()
    {
        File.WriteAllText(Folder["a.yaml"],
            "nam: x\nblocks:\n  - { id: in, use: source.mvtec3d, with: { root: d, splt: test } }\n  - { id: f, use: "
                + "filter.remov-plane }\n");
        CliResult result = await CliAsync("check", Folder["a.yaml"]);
        Assert.Equal(2, result.Exit);
        Assert.Equal("", result.Output);
        foreach (string part in new[]
        {
            ":1:1  P3D2002  a pipeline file has no key 'nam'. Did you mean 'name'?",
                ":3:53  P3D2007  source.mvtec3d has no option 'splt'. Did you mean 'split'?",
            ":4:19  P3D2005  there is no block 'filter.remov-plane'. Did you mean 'filter.remove-plane'?",
        })
            Assert.Contains(Folder["a.yaml"] + part, result.Error, StringComparison.Ordinal);
        Assert.EndsWith("3 problems; nothing was run\n", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("blocks: &a [ *a ]", "anchors and aliases")]
    [InlineData("a: &a [x, x]\nblocks: [ *a, *a ]", "anchors and aliases")]
    [InlineData("? [a]\n: b", "plain name")]
    [InlineData("blocks: [", "not valid YAML")]
    [InlineData("", "is empty, or a pipe or device")]
    [InlineData("- a", "one YAML mapping")]
    public async Task Check_OddYaml_IsAProblemAndNotACrash(string text, string said)
    {
        File.WriteAllText(Folder["a.yaml"], text);
        CliResult result = await CliAsync("check", Folder["a.yaml"]);
        Assert.True(result.Exit == 2, result.All);
        Assert.Contains("P3D2001", result.Error, StringComparison.Ordinal);
        Assert.Contains(said, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_MissingFileOrPlugin_SaysWhich()
    {
        CliResult file = await CliAsync("check", Folder["none.yaml"]);
        Assert.Equal(2, file.Exit);
        Assert.Contains("none.yaml cannot be read", file.Error, StringComparison.Ordinal);
        Assert.Contains("there is no plugin", await WrongAsync("check", Demo, "--plugin", Folder["x.dll"]),
            StringComparison.Ordinal);
        File.WriteAllText(Folder["x.dll"], "no assembly");
        Assert.Contains("no .NET assembly", await WrongAsync("check", Demo, "--plugin", Folder["x.dll"]),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_Pipeline_ShowsBlocksPhasesSeedAndBudgetWithoutReadingAScan()
    {
        string text = await OkAsync("explain", Demo, "--no-data", "--set", "run.seed=42", "--set", "run.budget=64 MiB", "--set",
            "data=nowhere");
        foreach (string part in new[] { "data = nowhere", "fit.patchcore-fpfh", "phase 1", "phase 3",
            "at most 64 MiB", "Seed: 42.", "bank beforehand" })
            Assert.Contains(part, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Graph_BothFormats_HaveEveryBlockAndLink()
    {
        string mermaid = await OkAsync("graph", Demo), dot = await OkAsync("graph", Demo, "--format", "dot");
        Assert.StartsWith("flowchart LR\n", mermaid, StringComparison.Ordinal);
        Assert.Equal(28, mermaid.Split('\n').Count(line => line.Contains("<small>", StringComparison.Ordinal)));
        Assert.Equal(4, mermaid.Split('\n').Count(line => line.Contains("-. beforehand .->",
            StringComparison.Ordinal)));
        Assert.StartsWith("digraph \"demo\" {", dot, StringComparison.Ordinal);
        Assert.Equal(mermaid.Split('\n').Count(line => line.Contains("-->", StringComparison.Ordinal)) + 4,
            dot.Split('\n').Count(line => line.Contains("->", StringComparison.Ordinal)));
        Assert.Contains("'svg'", await WrongAsync("graph", Demo, "--format", "svg"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_Blocks_OneLineEach()
    {
        string text = await OkAsync("list");
        foreach (string id in new[] { "source.mvtec3d", "filter.remove-plane", "fit.patchcore-fpfh", "score.saved",
            "evaluation.metrics", "sink.evidence" })
            Assert.Contains(id, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Inspect_Block_ShowsItsOptionsAndAWrongNameTheNearest()
    {
        string text = await OkAsync("inspect", "filter.remove-plane");
        Assert.Contains("| `cut` | length | 5 mm |", text, StringComparison.Ordinal);
        Assert.Contains(text, await OkAsync("inspect", "all"), StringComparison.Ordinal);
        Assert.Equal("there is no block 'filter.remov-plane'. Did you mean 'filter.remove-plane'? See: pipeline3d list",
            await WrongAsync("inspect", "filter.remov-plane"));
    }
}
