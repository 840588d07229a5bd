using System.Text.Json;
using EndToEnd.Tests.Support;
using Pipeline3D.Data.Synthetic;

namespace EndToEnd.Tests;

/// <summary>What is wrong as a whole ends a run before anything is read, with one message that says what to
/// do.</summary>
public sealed class BadFolderTests(SmallDatasets datasets) : CliTest
{
    [Theory]
    [InlineData("missing", "no such folder")]
    [InlineData("empty", "0 files and no folder")]
    [InlineData("other-layout", "looked for MVTec 3D-AD")]
    [InlineData("one-category", "name the folder above it")]
    public async Task Run_FolderThatIsNotTheDataset_FailsBeforeAnythingRuns(string kind, string said)
    {
        string data = kind switch
        {
            "missing" => Folder["none"],
            "empty" => Directory.CreateDirectory(Folder["empty"]).FullName,
            "other-layout" => datasets.Of(SyntheticLayout.Real3d),
            _ => Path.Combine(datasets.Of(SyntheticLayout.Mvtec3d), "bagel"),
        };
        CliResult result = await RunAsync("batch/demo.yaml", data);
        AssertNothingRan(result, said);
    }

    [Theory]
    [InlineData("test.split=tset", "no split 'tset'; did you mean 'test'?")]
    [InlineData("test.categories=bagle", "no category 'bagle'; did you mean 'bagel'?")]
    public async Task Run_UnknownSplitOrCategory_FailsBeforeAnythingRunsWithTheNearest(string set, string said)
        => AssertNothingRan(await RunAsync("batch/demo.yaml", datasets.Of(SyntheticLayout.Mvtec3d), "--set", set),
            said);

    [Theory]
    [InlineData("source.real3d", "Millimetre")]
    [InlineData("source.folder", "Arbitrary")]
    public async Task Check_SourceOfAnotherUnit_IsADefinitionErrorWithTheFix(string source, string unit)
    {
        string file = Definition($"  - {{ id: in, use: {source}, with: {{ root: x }} }}\n  - {{ id: clean, use: "
            + $"filter.remove-plane }}\n"
            + "  - { id: bank, use: fit.patchcore-fpfh }\n  - { use: "
                + "sink.models }\n");
        foreach (string verb in new[] { "check", "run" })
        {
            CliResult result = await CliAsync(verb, file);
            Assert.True(result.Exit == 2, result.All);
            Assert.Contains($"{file}:3:5  P3D1016  clean: it needs coordinates in Metre, but they come in {unit}; "
                + "put filter.convert-unit before it", result.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Run_WrongOptions_AllAreReportedAndNothingRuns()
    {
        string file = Definition("  - { id: in, use: source.mvtec3d, with: { root: '', limit: -1 } }\n  - { id: "
            + "small, use: filter.resize, with: { size: 3, pad: 5 } }\n"
            + "  - { use: filter.remove-plane, with: { cut: 5 cm } }\n");
        CliResult result = await CliAsync("run", file, "--out", Folder["run"]);
        Assert.Equal(2, result.Exit);
        Assert.Equal(["2:", "2:", "3:", "4:"], result.Error.Split('\n')
            .Where(line => line.StartsWith(file, StringComparison.Ordinal))
            .Select(line => line[(file.Length + 1)..(file.Length + 3)]));
        Assert.Contains("nothing was run", result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Folder["run"]));
    }

    [Fact]
    public async Task Run_DiskThatFillsUp_SaysSoAndLeavesNoHalfWrittenFile()
    {
        string small = Directory.CreateDirectory(Folder["small"]).FullName;
        if (!OperatingSystem.IsLinux() || await Tool.RunAsync("mount", "-t", "tmpfs", "-o", "size=256k", "none",
            small) != 0)
            Assert.Skip("a small file system cannot be mounted here (it takes root)");
        try
        {
            string run = Path.Combine(small, "run");
            CliResult result = await CliAsync("run", SmallJob, "--set", $"data={datasets.Few}", "--set",
                "metrics.resamples=0", "--out", run);
            Assert.True(result.Exit is 3 or 4, result.All);
            Assert.Contains("No space left on device", result.Error, StringComparison.Ordinal);
            Assert.Contains("check the space on the disk", result.Error, StringComparison.Ordinal);
            Assert.Contains(" read = ", result.Output, StringComparison.Ordinal);
            Assert.Empty(Directory.EnumerateFiles(run, "*.tmp", SearchOption.AllDirectories));
            foreach (string line in Directory.EnumerateFiles(run, "*.jsonl").SelectMany(File.ReadLines))
                JsonDocument.Parse(line).Dispose();
            foreach (string map in Directory.EnumerateFiles(run, "*.tiff", SearchOption.AllDirectories))
                Assert.Equal(64, Pipeline3D.Data.Formats.TiffReader.Read(map).Width);
            foreach (string image in Directory.EnumerateFiles(run, "*.png", SearchOption.AllDirectories))
                Assert.True(Pipeline3D.Data.Formats.PngReader.Read(image).Width > 0);
        }
        finally
        {
            Assert.Equal(0, await Tool.RunAsync("umount", small));
        }
    }

    [Fact]
    public async Task Run_ModelsFolderThatIsNone_FailsBeforeAnythingRuns()
    {
        CliResult result = await RunAsync("batch/score-with-saved-models.yaml", datasets.Of(SyntheticLayout.Mvtec3d),
            "--set", $"models={Folder.Path}");
        AssertNothingRan(result, "holds no saved models");
    }

    private string Definition(string blocks)
    {
        File.WriteAllText(Folder["line.yaml"], "blocks:\n" + blocks);
        return Folder["line.yaml"];
    }

    private void AssertNothingRan(CliResult result, string said)
    {
        Assert.True(result.Exit == 4, result.All);
        Assert.Contains(said, result.Error, StringComparison.Ordinal);
        JsonElement manifest = Json("manifest.json");
        Assert.Equal("failed", manifest.GetProperty("status").GetString());
        Assert.Equal(0, manifest.GetProperty("counts").GetProperty("listed").GetInt32());
    }
}
