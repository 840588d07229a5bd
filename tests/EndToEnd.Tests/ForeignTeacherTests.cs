using System.Text.Json;
using EndToEnd.Tests.Support;
using Pipeline3D.Data.Synthetic;
using Pipeline3D.Networks;

namespace EndToEnd.Tests;

/// <summary>3D-ST with teachers of others: each learnt by its pipeline on scenes, imitated by students, and kept in
/// their files.</summary>
public sealed class ForeignTeacherTests(SmallDatasets datasets) : CliTest
{
    [Fact]
    public async Task Run_BothForeignTeachersAndAStudentOfEach_GiveATable()
    {
        Assert.SkipUnless(TorchRuntime.IsAvailable, TorchRuntime.WhyUnavailable);
        foreach ((string file, string[] small) in new (string, string[])[]
        {
            ("3d-st-fcgf", ["width=2"]), ("3d-st-ppf-foldnet", ["patch_points=16", "code=4"]),
        })
        {
            CliResult made = await CliAsync(["run", Path.Combine(Pipelines, $"batch/{file}.yaml"), "--out",
                Folder[file], .. Set(["scenes=3", "points=300", "neighbours=8", "epochs=2", .. small])]);
            Assert.True(made.Exit == 0, made.All);
        }
        string variants = "variants=[" + string.Join(", ", new[] { "fcgf", "ppf-foldnet" }.Select(kind
            => $"{{id: {kind}, kind: {kind}, teacher: {Folder[$"3d-st-{kind}"]}/models/all.safetensors, "
                + "rotation: false}")) + "]";
        CliResult result = await CliAsync(["run", Path.Combine(Pipelines, "batch/3d-st-ablations.yaml"), "--out",
            Folder["students"], .. Set($"data={datasets.Of(SyntheticLayout.Mvtec3d)}", "points=300", "neighbours=8",
                "epochs=1", variants)]);
        Assert.True(result.Exit == 0, result.All);
        foreach ((string kind, string name) in new[] { ("fcgf", "FCGF (2-4-8-16, "), ("ppf-foldnet",
            "PPF-FoldNet (4 numbers, ") })
        {
            Assert.StartsWith(name, Json("manifest.json", Folder["students"]).GetProperty("facts")
                .GetProperty($"{kind}.teacher").GetString(), StringComparison.Ordinal);
            Assert.Equal(16, Json($"methods/{kind}/metrics.json", Folder["students"]).GetProperty("mean")
                .GetProperty("images").GetInt32());
        }
    }

    [Fact]
    public async Task Run_StudentOfAFileThatIsAnotherNetworks_SaysWhichIsNeeded()
    {
        CliResult result = await CliAsync(["run", Path.Combine(Pipelines, "batch/3d-st-ablations.yaml"), "--out",
            Folder["students"], .. Set($"data={datasets.Of(SyntheticLayout.Mvtec3d)}",
                "variants=[{id: a, kind: fcgf, teacher: none.safetensors, rotation: false}]")]);
        Assert.NotEqual(0, result.Exit);
        Assert.Contains("give one that fit.fcgf wrote", result.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_PretrainingOnAFolderOfScans_SavesATeacher()
    {
        CliResult made = await CliAsync(["run", Path.Combine(Pipelines, "batch/3d-st-pretrain-on-scans.yaml"), "--out",
            Folder["scans"], .. Set($"data={datasets.Of(SyntheticLayout.Mvtec3d)}/bagel/train", "points=200",
                "neighbours=8", "width=8",
                "epochs=1")]);
        Assert.True(made.Exit == 0, made.All);
        Assert.Single(Directory.EnumerateFiles(Folder["scans/models"], "*.safetensors"));
    }

    private static IEnumerable<string> Set(params IEnumerable<string> values)
        => values.SelectMany(value => new[] { "--set", value });
}
