using System.Globalization;
using System.Text.Json;
using EndToEnd.Tests.Support;
using Pipeline3D.Data.Synthetic;
using Pipeline3D.Networks;
using Pipeline3D.TestSupport;

namespace EndToEnd.Tests;

/// <summary><c>reproduce</c>: the protocol of each method's folder, and what papers report beside what was
/// found.</summary>
public sealed class ReproduceTests(SmallDatasets datasets) : CliTest
{
    private static readonly string[] SmallTeacher =
    [
        "--set", "scenes=3", "--set", "validation=1", "--set", "points=400", "--set", "neighbours=6",
        "--set", "before.scenes.objects=2", "--set", "resamples=0",
    ];

    [Fact]
    public async Task Reproduce_MethodWithPublishedRows_NumbersOfTheBenchmarkBesideThePapers()
    {
        string data = datasets.Of(SyntheticLayout.Mvtec3d);
        CliResult result = await CliAsync("reproduce", "patchcore-fpfh", "--data", data, "--dataset", "mvtec3d",
            "--set", "resamples=0", "--out", Folder["own"]);
        CliResult benchmark = await CliAsync("run", Path.Combine(Pipelines, "batch/benchmark.yaml"), "--set",
            $"data={data}", "--set", "methods=patchcore-fpfh", "--set", "resamples=0", "--out", Folder["run"]);

        Assert.True(result.Exit == 0, result.All);
        Assert.True(benchmark.Exit == 0, benchmark.All);
        Assert.Equal(File.ReadAllBytes(Folder["run/benchmark.csv"]),
            File.ReadAllBytes(Folder["own/run/benchmark.csv"]));
        Assert.Matches(@"mvtec3d +patchcore-fpfh +bagel", result.Output);
        Assert.Contains("PatchCore on FPFH on mvtec3d, 0 to 1:", result.Output, StringComparison.Ordinal);
        Assert.Contains("The folder has 2 of the paper's 10 categories; the means are of different sets.",
            result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("did not follow", result.Output, StringComparison.Ordinal);
        double ours = Mean("own/run", "patchcore-fpfh_on_mvtec3d-seed-0");
        JsonElement row = Json("reproduction.json", "own/run").GetProperty("methods")[0].GetProperty("rows")[0];
        JsonElement mean = Assert.Single(row.GetProperty("values").EnumerateArray());
        Assert.Equal((0.928, ours), (mean.GetProperty("published").GetDouble(), mean.GetProperty("ours").GetDouble()));
        Assert.Equal(JsonValueKind.Null, mean.GetProperty("difference").ValueKind);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"| here | {ours:F3} |"),
            File.ReadAllText(Folder["own/run/reproduction.md"]), StringComparison.Ordinal);
        Assert.Contains(",,au_pro@0.3,mean,0.928,", File.ReadAllText(Folder["own/run/reproduction.csv"]),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reproduce_ZeroShot_AFitOfEachCategoryScoresTheOthersAsTheBenchmarkFileSays()
    {
        string data = datasets.Of(SyntheticLayout.Mvtec3d);
        string[] categories = [.. Directory.GetDirectories(data).Select(folder => Path.GetFileName(folder)!)
            .Order(StringComparer.Ordinal)];
        string learnt = string.Join(',', categories);
        CliResult result = await CliAsync("reproduce", "patchcore-fpfh", "--data", data, "--dataset", "mvtec3d",
            "--zero-shot", "--set", $"auxiliary={learnt}", "--set", "resamples=0", "--out", Folder["own"]);
        CliResult benchmark = await CliAsync("run", Path.Combine(Pipelines, "batch/zero-shot.yaml"), "--set",
            $"data={data}", "--set", $"learnt=[{learnt}]", "--set", "resamples=0", "--out", Folder["run"]);

        Assert.True(result.Exit == 0, result.All);
        Assert.True(benchmark.Exit == 0, benchmark.All);
        Assert.Equal(File.ReadAllBytes(Folder["run/benchmark.csv"]),
            File.ReadAllBytes(Folder["own/run/benchmark.csv"]));
        Assert.Contains($"patchcore-fpfh is learnt on normal scans of {string.Join(", ", categories)}, each fit "
            + "measured on the categories that it was not learnt on", result.Output, StringComparison.Ordinal);
        JsonElement lines = Json("benchmark.json", "run").GetProperty("trials")[0].GetProperty("lines");
        Assert.Equal(categories, lines.EnumerateArray().Select(line => line.GetProperty("learnt_on").GetString()!));
        // Its own category is no trial.
        Assert.All(lines.EnumerateArray().Index(), line => Assert.Equal(JsonValueKind.Null,
            line.Item.GetProperty("values")[line.Index].ValueKind));
        Assert.Contains("AU-PRO@0.3 of patchcore-fpfh on mvtec3d: a line for each category that was learnt",
            benchmark.Output, StringComparison.Ordinal);
        CliResult none = await CliAsync("reproduce", "3d-st", "--data", data, "--zero-shot");
        Assert.Equal(2, none.Exit);
        Assert.Contains("3d-st has no zero_shot in its reproduce.json; leave out --zero-shot.", none.Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reproduce_3dZal_LearnsOneCategoryUnaskedAndPrintsItsTablesBesideOurs()
    {
        Assert.SkipUnless(TorchRuntime.IsAvailable, TorchRuntime.WhyUnavailable);
        string data = datasets.Of(SyntheticLayout.Mvtec3d);
        string[] categories = [.. Directory.GetDirectories(data).Select(folder => Path.GetFileName(folder)!)
            .Order(StringComparer.Ordinal)];
        CliResult result = await CliAsync("reproduce", "3dzal", "--data", data, "--set",
            $"auxiliary={string.Join(',', categories)}", "--dataset", "mvtec3d", "--set", "resamples=0", "--set",
            "grid_size=48", "--set", "patch_grid=8", "--set", "pad_multiple=1", "--set", "3dzal.epochs=1", "--set",
            "3dzal.bias_network=small", "--set", "3dzal.irrelevant_scans=1", "--set", "3dzal.piece_points=100", "--out",
            Folder["own"]);

        Assert.True(result.Exit == 0, result.All);
        Assert.Contains($"3dzal is learnt on normal scans of {string.Join(", ", categories)}", result.Output,
            StringComparison.Ordinal);
        JsonElement[] rows = [.. Json("reproduction.json", "own/run").GetProperty("methods").EnumerateArray().First(
            method => method.GetProperty("method").GetString() == "3dzal").GetProperty("rows").EnumerateArray()];
        JsonElement mean = rows.First(row => row.GetProperty("learnt_on").GetString() == categories[0]
            && row.GetProperty("metric").GetString() == "au_pro@0.3").GetProperty("values").EnumerateArray().Last();
        Assert.Equal(JsonValueKind.Number, mean.GetProperty("published").ValueKind);
        Assert.Equal(Mean("own/run", $"3dzal_from_{categories[0]}_on_mvtec3d-seed-0"),
            mean.GetProperty("ours").GetDouble());
        Assert.Contains($"{categories[0]}, published", result.Output, StringComparison.Ordinal);
        Assert.Contains("AU-PRO@0.3 on mvtec3d: 3dzal less patchcore-fpfh ", result.Output, StringComparison.Ordinal);
        // Tables 11 to 15 were made without parts of it.
        Assert.Contains("published rows were made with other options and are not compared", result.Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reproduce_3dSt_PretrainsFirstAndPrintsTheRowsOfTable1BesideOurs()
    {
        string[] command = ["reproduce", "3d-st", "--data", datasets.Of(SyntheticLayout.Mvtec3d), "--set", "epochs=1",
            .. SmallTeacher];
        CliResult result = await CliAsync([.. command, "--out", Folder["own"]]);

        Assert.True(result.Exit == 0, result.All);
        Assert.Contains("0.939", result.Output, StringComparison.Ordinal);
        Assert.Contains("2 of the paper's 10 categories", result.Output, StringComparison.Ordinal);
        Assert.Contains("published rows were made with other options and are not compared", result.Output,
            StringComparison.Ordinal);
        Assert.Contains("did not follow the protocol: before.scenes.objects=2, epochs=1 instead of 100, neighbours=6 "
            + "instead of 32, points=400 instead of 64000", result.Output, StringComparison.Ordinal);
        JsonElement rows = Json("reproduction.json", "own/run").GetProperty("methods")[0].GetProperty("rows");
        Assert.Equal(Value("own/run", "3d-st_on_mvtec3d-seed-0", "bagel"), OursOf(rows[0], "bagel"));
        Assert.Null(OursOf(rows[0], "rope"));
        Assert.Null(OursOf(rows[1], "bagel"));
        Assert.StartsWith("Not compared: the row was made with width=128, this run with width=64",
            rows[1].GetProperty("note").GetString(), StringComparison.Ordinal);
        Assert.Contains("d=64 blocks=4", Json("manifest.json", "own/run").GetProperty("facts")
            .GetProperty("3d-st_on_mvtec3d-seed-0.teacher").GetString(), StringComparison.Ordinal);

        // With a teacher of one's own nothing is made first, and only its owner knows which row it belongs to.
        string[] given = ["reproduce", "3d-st", "--data", datasets.Of(SyntheticLayout.Mvtec3d), "--set", "epochs=1",
            "--set", "points=400", "--set", "neighbours=6", "--set", "resamples=0", "--set",
            $"teacher={Folder["own/before-3d-st/models/scenes.safetensors"]}"];
        CliResult unknown = await CliAsync([.. given, "--out", Folder["given"]]);
        Assert.True(unknown.Exit == 0, unknown.All);
        Assert.False(Directory.Exists(Folder["given/before-3d-st"]));
        Assert.Contains("made with width=64, and nothing says so of the teacher that was given; --set width=64 does",
            Json("reproduction.json", "given/run").GetProperty("methods")[0].GetProperty("rows")[0].GetProperty("note")
            .GetString(), StringComparison.Ordinal);
        Assert.Equal(File.ReadAllBytes(Folder["own/run/benchmark.csv"]),
            File.ReadAllBytes(Folder["given/run/benchmark.csv"]));
        CliResult known = await CliAsync([.. given, "--set", "width=64", "--set", "encoding=relative", "--out",
            Folder["given"]]);
        Assert.True(known.Exit == 0, known.All);
        Assert.Equal(OursOf(rows[0], "bagel"), OursOf(Json("reproduction.json", "given/run").GetProperty("methods")[0]
            .GetProperty("rows")[0], "bagel"));
    }

    [Fact]
    public async Task Reproduce_KilledWhileItTrains_TheSameCommandGoesOnAndEndsAlike()
    {
        string[] command = ["reproduce", "3d-st", "--data", datasets.Few, "--set", "epochs=60", "--set", "width=8",
            "--set", "checkpoint_every=1", .. SmallTeacher, "--out"];
        CliResult whole = await CliProcess.RunAsync([.. command, Folder["whole"]]);
        Assert.True(whole.Exit == 0, whole.All);

        string checkpoints = Folder["killed/run/checkpoints"];
        Assert.True(await CliProcess.RunAndKillAsync(_ => Directory.Exists(checkpoints)
            && Directory.EnumerateFiles(checkpoints, "*.p3dc").Any(), [.. command, Folder["killed"]]));
        CliResult resumed = await CliProcess.RunAsync([.. command, Folder["killed"]]);

        Assert.True(resumed.Exit == 0, resumed.All);
        Assert.Contains($"Resuming {Folder["killed/before-3d-st"]}, which was completed", resumed.Error,
            StringComparison.Ordinal);
        Assert.Contains($"Resuming {Folder["killed/run"]}, which was running", resumed.Error, StringComparison.Ordinal);
        // Models name the teacher's file, which lies elsewhere.
        foreach (string file in new[] { "reproduction.json", "benchmark.csv",
            "training/3d-st_on_mvtec3d-seed-0-bagel.json" })
            Assert.True(File.ReadAllBytes(Folder[$"whole/run/{file}"]).AsSpan().SequenceEqual(
                File.ReadAllBytes(Folder[$"killed/run/{file}"])), file);
    }

    [Fact]
    public async Task Reproduce_All_EveryMethodThatKnowsTheDatasetWithEverySeed()
    {
        CliResult result = await CliAsync("reproduce", "--all", "--data", datasets.Of(SyntheticLayout.Eyecandies),
            "--dataset", "eyecandies", "--seeds", "0,1", "--set", "patchcore-fpfh.coreset_fraction=0.5", "--set",
            // What learns for minutes at its published size learns a little here.
            "resamples=0", "--set", "ast.student_width=8", "--set", "ast.teacher_epochs=1", "--set",
            "ast.student_epochs=1", "--set", "3dzal.epochs=1", "--set", "3dzal.bias_network=small", "--out",
            Folder["own"]);

        Assert.True(result.Exit == 0, result.All);
        foreach (string method in new[] { "btf-raw", "patchcore-fpfh" })
        {
            Assert.Matches($@"eyecandies +{method} +mean +[\d.]+ ± [\d.]+", result.Output);
            foreach (int seed in new[] { 0, 1 })
                Assert.True(File.Exists(Folder[$"own/run/methods/{method}_on_eyecandies-seed-{seed}/metrics.json"]));
        }
        Assert.Contains("has no row of a paper on eyecandies", result.Output, StringComparison.Ordinal);
        Assert.Contains("patchcore-fpfh did not follow the protocol: coreset_fraction=0.5 instead of 0.1",
            result.Output, StringComparison.Ordinal);
        Assert.Contains("pointad learns from labelled categories and is run by its name alone", result.Output,
            StringComparison.Ordinal);
        Assert.DoesNotContain("btf-raw did not follow", result.Output, StringComparison.Ordinal);
        // Both want the background removed while scans are read, so they share the sources.
        Assert.Equal(["test", "train"], Json("manifest.json", "own/run").GetProperty("blocks").EnumerateArray()
            .Where(block => block.GetProperty("use").GetString() == "source.eyecandies").Select(block =>
            {
                Assert.Equal("remove", block.GetProperty("options").GetProperty("background").GetString());
                return block.GetProperty("id").GetString();
            }).Order());
    }

    [Fact]
    public async Task Reproduce_StrangersMethod_LikeOurs()
    {
        string plugin = Path.Combine(SharedFiles.RepositoryRoot, "artifacts/bin/SampleMethod/release/SampleMethod.dll");
        string data = datasets.Of(SyntheticLayout.Mvtec3d);
        CliResult result = await CliAsync("reproduce", "sample-mean-depth", "--data", data, "--plugin", plugin, "--set",
            "least=0.001", "--set", "resamples=0", "--set", "test.limit=6", "--out", Folder["own"]);

        Assert.True(result.Exit == 0, result.All);
        JsonElement found = Json("reproduction.json", "own/run").GetProperty("methods")[0];
        Assert.Equal(["least=0.001 instead of 0.0001", "test.limit=6"], found.GetProperty("changes").EnumerateArray()
            .Select(change => change.GetString()!).Order());
        JsonElement row = found.GetProperty("rows")[0];
        Assert.Equal(JsonValueKind.Null, row.GetProperty("note").ValueKind);
        Assert.All(row.GetProperty("values").EnumerateArray(), value => Assert.Equal(
            value.GetProperty("ours").GetDouble() - 0.5, value.GetProperty("difference").GetDouble(), 1e-12));

        CliResult without = await CliAsync("reproduce", "sample-mean-depth", "--data", data, "--out",
            Folder["without"]);
        Assert.Equal(2, without.Exit);
        Assert.StartsWith("there is no method 'sample-mean-depth' here.", without.Error, StringComparison.Ordinal);
    }

    private double Mean(string run, string method) => Json($"methods/{method}/metrics.json", run).GetProperty("mean")
        .GetProperty("au_pro").GetProperty("0.3").GetProperty("value").GetDouble();

    private double Value(string run, string method, string category) => Json($"methods/{method}/metrics.json", run)
        .GetProperty("categories").EnumerateArray()
        .Single(found => found.GetProperty("category").GetString() == category).GetProperty("au_pro")
        .GetProperty("0.3").GetProperty("value").GetDouble();

    private static double? OursOf(JsonElement row, string category) => row.GetProperty("values").EnumerateArray()
        .Single(value => value.GetProperty("category").GetString() == category).GetProperty("ours")
        is { ValueKind: JsonValueKind.Number } ours ? ours.GetDouble() : null;
}
