using System.Text.Json;
using EndToEnd.Tests.Support;
using Pipeline3D.Data.Synthetic;
using Pipeline3D.TestSupport;

namespace EndToEnd.Tests;

/// <summary>3D-ST from scenes to verdicts, as a user runs it.</summary>
public sealed class ThreeDStTests(SmallDatasets datasets) : CliTest
{
    private static readonly string[] SmallScenes =
    [
        "--set", "scenes=3", "--set", "points=400", "--set", "neighbours=6", "--set", "width=8",
        "--set", "teacher.blocks=2", "--set", "teacher.decoder_points=32", "--set", "scenes.validation=1",
        "--set", "objects=2",
    ];

    [Fact]
    public async Task Pretrain_ThenFit_TheTeacherOfOneFileServesTheOther()
    {
        await OkAsync(["run", Path.Combine(Pipelines, "batch/3d-st-pretrain.yaml"), "--out", Folder["pre"], "--set",
            "epochs=2", .. SmallScenes]);
        string curves = File.ReadAllText(Folder["pre/training/teacher-scenes.json"]);
        Assert.Equal(2, JsonDocument.Parse(curves).RootElement.GetProperty("validation").GetArrayLength());
        Assert.True(File.Exists(Folder["pre/checkpoints/teacher-scenes.p3dc"]));

        CliResult run = await RunAsync("batch/3d-st.yaml", datasets.Few, "--set", "neighbours=6",
            "--set", $"student.teacher={Folder["pre/models/scenes.safetensors"]}", "--set", "points=300");
        Assert.True(run.Exit == 0, run.All);
        Assert.Contains("d=8 blocks=2", Json("manifest.json").GetProperty("facts").GetProperty("student.teacher")
            .GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pretrain_ResumedFromItsCheckpoint_SameTeacherAsUninterrupted()
    {
        string file = Path.Combine(Pipelines, "batch/3d-st-pretrain.yaml");
        await OkAsync(["run", file, "--out", Folder["whole"], "--set", "epochs=4", .. SmallScenes]);
        await OkAsync(["run", file, "--out", Folder["half"], "--set", "epochs=2", .. SmallScenes]);
        await OkAsync(["run", file, "--out", Folder["rest"], "--set", "epochs=4", "--set",
            $"teacher.resume={Folder["half/checkpoints"]}", .. SmallScenes]);
        Assert.Equal(File.ReadAllBytes(Folder["whole/models/scenes.safetensors"]),
            File.ReadAllBytes(Folder["rest/models/scenes.safetensors"]));
        Assert.Equal(File.ReadAllBytes(Folder["whole/training/teacher-scenes.json"]),
            File.ReadAllBytes(Folder["rest/training/teacher-scenes.json"]));
    }

    [Fact]
    public async Task Run_Comparison_EveryMethodHasItsMetrics()
    {
        SharedRun run = await datasets.Runs.OfAsync("batch/3d-st.yaml", SyntheticLayout.Mvtec3d);
        foreach (string method in new[] { "patchcore-fpfh", "random-teacher" })
        {
            Assert.Equal(16, Json($"methods/{method}/metrics.json", run.Folder)
                .GetProperty("mean").GetProperty("images").GetInt32());
            Assert.Contains($"mean of {method}", run.Result.Output, StringComparison.Ordinal);
        }
        Assert.Equal(["random-teacher-bagel.json", "random-teacher-potato.json", "student-bagel.json",
            "student-potato.json"], Directory.EnumerateFiles(Path.Combine(run.Folder,
            "training")).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task Run_SavedStudents_GiveTheSameScoresAgain()
    {
        string data = datasets.Of(SyntheticLayout.Mvtec3d);
        SharedRun trained = await datasets.Runs.OfAsync("batch/3d-st.yaml", SyntheticLayout.Mvtec3d);
        File.WriteAllText(Folder["again.yaml"], $$"""
            blocks:
              - { id: models, use: source.models, with: { folder: "{{trained.Folder}}/models" } }
              - { id: test, use: source.mvtec3d, with: { root: "{{data}}", split: test } }
              - { use: feature.point-graph, with: { points: 1024, neighbours: 16 } }
              - { use: scoring.3d-st, side: models }
              - { use: sink.verdicts }
            """);
        await OkAsync("run", Folder["again.yaml"], "--out", Folder["again"]);
        Dictionary<string, string> first = Verdicts(trained.Folder), second = Verdicts("again");
        Assert.Equal(first.Keys, second.Keys);
        Assert.All(first.Keys, item => Assert.Equal(Score(first[item]), Score(second[item])));

        static string Score(string line) => JsonDocument.Parse(line).RootElement.GetProperty("score").GetRawText();
    }

    [Theory]
    [InlineData("student.teacher=nowhere.p3dm", "there is no teacher nowhere.p3dm")]
    [InlineData("student.resume=nowhere", "there is no checkpoint nowhere")]
    [InlineData("points=20", "must be 0 or greater than neighbours")]
    public async Task Run_WrongOption_SaysWhatToDo(string set, string message)
    {
        CliResult run = await RunAsync("batch/3d-st.yaml", datasets.Few, "--set", set, "--set", "neighbours=30");
        Assert.NotEqual(0, run.Exit);
        Assert.Contains(message, run.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WeightsOfOthers_AreATeacher()
    {
        string weights = SharedFiles.Data("weights/3dst_teacher_test_pretrain1.pt");
        CliResult run = await RunAsync("batch/3d-st.yaml", datasets.Few, "--set", $"student.teacher={weights}",
            "--set", "epochs=1", "--set", "neighbours=8", "--set", "points=500", "--set",
            "train.categories=[bagel]", "--set", "selection.categories=[bagel]", "--set",
                "validation.categories=[bagel]",
            "--set", "test.categories=[bagel]");
        Assert.True(run.Exit == 0, run.All);
        Assert.Contains("d=64 blocks=4 head=none", File.ReadAllText(Folder["run/manifest.json"]),
            StringComparison.Ordinal);
    }

    private static async Task OkAsync(params string[] args)
    {
        CliResult result = await CliAsync(args);
        Assert.True(result.Exit == 0, result.All);
    }
}
