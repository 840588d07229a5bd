using System.Text.Json;
using EndToEnd.Tests.Support;
using Pipeline3D.Data.Datasets;
using Pipeline3D.Data.Formats;
using Pipeline3D.Data.Synthetic;
using Pipeline3D.Definitions.Registry;
using Pipeline3D.TestSupport;

namespace EndToEnd.Tests;

/// <summary>Every pipeline file of the repository runs as it is, on small data in the layout it is for.</summary>
public sealed class PipelineFilesTests(SmallDatasets datasets) : CliTest
{
    private static string PluginPath => Path.Combine(
        SharedFiles.RepositoryRoot, "artifacts", "bin", "SamplePlugin",
            Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/')), "SamplePlugin.dll");

    [Theory]
    [InlineData("batch/demo.yaml", SyntheticLayout.Mvtec3d, 16)]
    [InlineData("batch/3d-st.yaml", SyntheticLayout.Mvtec3d, 16)]
    [InlineData("batch/mvtec3d-patchcore-fpfh.yaml", SyntheticLayout.Mvtec3d, 16)]
    [InlineData("batch/mvtec3d-btf-raw.yaml", SyntheticLayout.Mvtec3d, 16)]
    [InlineData("batch/eyecandies-patchcore-fpfh.yaml", SyntheticLayout.Eyecandies, 5)]
    [InlineData("batch/real3d-patchcore-fpfh.yaml", SyntheticLayout.Real3d, 8)]
    [InlineData("batch/real3d-btf-fpfh.yaml", SyntheticLayout.Real3d, 8)]
    [InlineData("batch/anomaly-shapenet-patchcore-fpfh.yaml", SyntheticLayout.AnomalyShapeNet, 8)]
    [InlineData("batch/real3d-controls.yaml", SyntheticLayout.Real3d, 8)]
    [InlineData("batch/anomaly-shapenet-controls.yaml", SyntheticLayout.AnomalyShapeNet, 8)]
    public async Task Run_FileOnItsLayout_GivesVerdictsMetricsMapsModelsAndAReport(string file, SyntheticLayout layout,
        int testScans)
    {
        string run = (await datasets.Runs.OfAsync(file, layout)).Folder;

        Assert.Equal(testScans, Verdicts(run).Count);
        JsonElement mean = Json("metrics.json", run).GetProperty("mean");
        Assert.InRange(mean.GetProperty("image_auroc").GetProperty("value").GetDouble(), 0, 1);
        Assert.Equal(testScans, mean.GetProperty("images").GetInt32());
        Assert.Equal(testScans, Directory.EnumerateFiles(Path.Combine(run, "maps"), "*",
            SearchOption.AllDirectories).Count());
        Assert.NotEmpty(Directory.EnumerateFiles(Path.Combine(run, "models"), "*.safetensors"));
        Assert.Equal("completed", Json("manifest.json", run).GetProperty("status").GetString());
        Assert.True(File.Exists(Path.Combine(run, "report.html")));
        Assert.Empty(Directory.EnumerateFiles(run, "*.tmp", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Run_RenderViews_NinePicturesAndThePixelsOfEachScan()
    {
        CliResult result = await RunAsync("batch/render-views.yaml", datasets.Of(SyntheticLayout.Mvtec3d), "--set",
            "size=32");

        Assert.True(result.Exit == 0, result.All);
        string[] files = [.. Directory.EnumerateFiles(Path.Combine(Folder["run"], "views"), "*",
            SearchOption.AllDirectories)];
        Assert.Equal(16 * 9, files.Count(file => file.EndsWith(".png", StringComparison.Ordinal)));
        Assert.Equal(16 * 4, files.Count(file => file.EndsWith(".npy", StringComparison.Ordinal)));
        string pixel = files.First(file => file.EndsWith(".pixel.npy", StringComparison.Ordinal));
        NpyArray at = NpyReader.Read(pixel),
            visible = NpyReader.Read(pixel.Replace(".pixel.", ".visible.", StringComparison.Ordinal));
        Assert.Equal(9, at.Shape[0]);
        Assert.Equal(at.Shape, visible.Shape);
        Assert.All(at.To<int>(), value => Assert.InRange(value, 0, (32 * 32) - 1));
        // One point per used pixel, and by the never-seen rule every point in some view.
        byte[] flags = visible.To<byte>();
        Assert.True(flags.Sum(value => value) >= at.To<int>().Chunk(at.Shape[1]).Sum(view => view.Distinct().Count()));
        Assert.All(Enumerable.Range(0, at.Shape[1]), point => Assert.Contains(Enumerable.Range(0, 9),
            view => flags[(view * at.Shape[1]) + point] != 0));
    }

    [Fact]
    public async Task Run_RenderViewsAsTheAuthorsDo_FolderIsWholeAndIsReadAgain()
    {
        CliResult result = await RunAsync("batch/render-views.yaml", datasets.Of(SyntheticLayout.Mvtec3d), "--set",
            "size=32", "--set", "layout=authors", "--set", "preset=x3");
        Assert.True(result.Exit == 0, result.All);
        var layout = new RenderedViewsLayout();
        var query = new DatasetQuery(Path.Combine(Folder["run"], "views"), [], "test", FormatLimits.Default);
        IReadOnlyList<RenderedClass> classes = layout.Check(query);
        Assert.Equal(16, classes.Sum(one => one.Samples));
        Assert.All(classes, one => Assert.EndsWith(
            "of 3 views, 32 x 32, flags: yes, labels of views: yes, all whole", one.ToString(), StringComparison.Ordinal));
        Assert.Equal(16, layout.Enumerate(query, _ => { }).Count());
    }

    [Fact]
    public async Task Run_SynthesisGallery_EveryKindFromThreeSidesIsInTheReport()
    {
        CliResult result = await RunAsync("batch/synthesis-gallery.yaml", datasets.Of(SyntheticLayout.AnomalyShapeNet),
            "--set", "size=48");
        Assert.True(result.Exit == 0, result.All);
        JsonElement[] shown = [.. Directory.GetFiles(Path.Combine(Folder["run"], "gallery")).Select(file
            => JsonElement.Parse(File.ReadAllBytes(file)))];
        string page = File.ReadAllText(Path.Combine(Folder["run"], "report.html"));
        Assert.Equal(0, shown.Length % 7);
        foreach (string kind in new[] { "bulge", "concavity", "hole", "break", "bending", "crack" })
        {
            JsonElement[] its = [.. shown.Where(scan => scan.GetProperty("item").GetString()!.Contains($"#{kind}",
                StringComparison.Ordinal))];
            Assert.Equal(shown.Length / 7, its.Length);
            foreach (JsonElement scan in its)
            {
                Assert.True(scan.GetProperty("is_anomalous").GetBoolean());
                Assert.StartsWith($"synthetic {kind}: ", Assert.Single(scan.GetProperty("remarks").EnumerateArray())
                    .GetString(), StringComparison.Ordinal);
                JsonElement[] pictures = [.. scan.GetProperty("pictures").EnumerateArray()];
                Assert.Equal(3, pictures.Length);
                // As the page's JSON has them: a plus sign is written as a number there.
                Assert.All(pictures, picture => Assert.Contains(picture.GetString()!, page.Replace("\\u002B", "+",
                    StringComparison.Ordinal), StringComparison.Ordinal));
            }
        }
    }

    [Fact]
    public async Task Run_Benchmark_OneTableOfAllMethodsAndSeedsAndTheFilesOfEach()
    {
        CliResult result = await CliAsync("run", Path.Combine(Pipelines, "batch/benchmark.yaml"), "--set",
            $"data={datasets.Of(SyntheticLayout.Mvtec3d)}", "--set", "methods=[btf-raw,3d-st]", "--set", "seeds=[0,1]",
            "--set", "resamples=20", "--set", "3d-st_on_mvtec3d-seed-0.epochs=1", "--set",
            "3d-st_on_mvtec3d-seed-1.epochs=1", "--set", "3d-st_on_mvtec3d-seed-0.points=300", "--set",
            "3d-st_on_mvtec3d-seed-1.points=300", "--out", Folder["run"]);

        Assert.True(result.Exit == 0, result.All);
        Assert.Matches(@"btf-raw +mean +[\d.]+ ± 0\.0", result.Output);
        JsonElement rows = Json("benchmark.json").GetProperty("rows");
        foreach (string method in new[] { "btf-raw", "3d-st" })
            foreach (int seed in new[] { 0, 1 })
            {
                // The table's numbers are those of the method's own metrics.
                double own = Json($"methods/{method}_on_mvtec3d-seed-{seed}/metrics.json").GetProperty("mean")
                    .GetProperty("pixel_auroc").GetProperty("value").GetDouble();
                JsonElement row = Assert.Single(rows.EnumerateArray(), row => row.GetProperty("method").GetString()
                    == method && row.GetProperty("seed").GetInt32() == seed && row.GetProperty("category").GetString()
                    == "mean" && row.GetProperty("metric").GetString() == "pixel_auroc");
                Assert.Equal(own, row.GetProperty("value").GetDouble());
                string folder = Path.Combine(Folder["run"], "methods", $"{method}_on_mvtec3d-seed-{seed}");
                Assert.Equal(16, File.ReadLines(Path.Combine(folder, "verdicts.jsonl")).Count());
                Assert.Equal(16, Directory.EnumerateFiles(Path.Combine(folder, "maps"), "*.tiff",
                    SearchOption.AllDirectories).Count());
                Assert.NotEmpty(Directory.EnumerateFiles(Path.Combine(folder, "evidence"), "*.json",
                    SearchOption.AllDirectories));
                Assert.Equal(2, Directory.EnumerateFiles(Path.Combine(Folder["run"], "models",
                    $"{method}_on_mvtec3d-seed-{seed}"), "*.safetensors").Count());
            }
        Assert.Contains("\\toprule", File.ReadAllText(Path.Combine(Folder["run"], "benchmark.tex")),
            StringComparison.Ordinal);
        // Fits of two seeds share the preparation of their scans.
        Assert.Equal(2, Json("manifest.json").GetProperty("blocks").EnumerateArray().Count(block
            => block.GetProperty("use").GetString() == "prepare.3d-st"));
    }

    [Fact]
    public async Task Run_BenchmarkOfTwoDatasetsWithACategoryOfOneName_RowsOfEachAreThoseOfItsOwnRun()
    {
        string candies = Folder["candies"];
        SyntheticDataset.Write(new SyntheticOptions
        {
            Folder = candies, Layout = SyntheticLayout.Eyecandies, Categories = ["CandyCane"], LongestSide = 64,
            Train = 2, Validation = 1, TestGood = 2, TestDefective = 2, Seed = 3,
        }, stop: TestContext.Current.CancellationToken);
        Directory.Move(Path.Combine(candies, "CandyCane"), Path.Combine(candies, "bagel"));
        Task<CliResult> BenchmarkAsync(string run, params string[] set) => CliAsync(["run", Path.Combine(Pipelines,
            "batch/benchmark.yaml"), "--set", "methods=btf-raw", "--set", "resamples=0", "--out", Folder[run], .. set]);

        CliResult both = await BenchmarkAsync("both", "--set",
            $"datasets=[{{ id: mvtec3d, data: {datasets.Few} }}, {{ id: eyecandies, data: {candies} }}]");
        CliResult one = await BenchmarkAsync("one", "--set", $"data={datasets.Few}");
        CliResult other = await BenchmarkAsync("other", "--set", "dataset=eyecandies", "--set", $"data={candies}");

        Assert.True((both.Exit, one.Exit, other.Exit) == (0, 0, 0), both.All + one.All + other.All);
        Assert.Matches(@"eyecandies +btf-raw +bagel", both.Output);
        Assert.Matches(@"mvtec3d +btf-raw +bagel", both.Output);
        string[] Lines(string run) => File.ReadAllLines(Path.Combine(Folder[run], "benchmark.csv"))[1..];
        Assert.Contains(Lines("one"), line => line.StartsWith("mvtec3d,btf-raw,0,bagel,image_auroc,",
            StringComparison.Ordinal));
        Assert.Equal([.. Lines("other"), .. Lines("one")], Lines("both"));
    }

    [Fact]
    public async Task Run_StrangersBlock_WorksInTheMiddleOfTheGraph()
    {
        CliResult result = await RunAsync("custom/sample-plugin.yaml", datasets.Few, "--plugin", PluginPath);

        Assert.True(result.Exit == 0, result.All);
        Assert.Contains(Json("manifest.json").GetProperty("blocks").EnumerateArray(),
            block => block.GetProperty("use").GetString() == "sample.drop-far-points" && block.GetProperty("items")
                .GetInt64() > 0);
    }

    [Fact]
    public void LoadFolder_PluginAmongOtherFiles_IsTheOneLoaded()
    {
        File.Copy(PluginPath, Folder["SamplePlugin.dll"]);
        File.Copy(typeof(Pipeline3D.Core.Items.ItemId).Assembly.Location, Folder["Pipeline3D.Core.dll"]);
        File.Copy(typeof(Xunit.Assert).Assembly.Location, Folder["other.dll"]);
        File.WriteAllText(Folder["native.dll"], "no assembly");
        File.Copy(PluginPath, Folder["._SamplePlugin.dll"]);

        System.Reflection.Assembly plugin = Assert.Single(PluginLoader.LoadFolder(Folder.Path));

        Assert.Equal(2, new BlockRegistry().Add(plugin));
        Assert.Empty(PluginLoader.LoadFolder(Folder["nowhere"]));
    }

    [Fact]
    public async Task Run_SavedModels_GiveTheSameScoresAgain()
    {
        string data = datasets.Of(SyntheticLayout.Mvtec3d);
        SharedRun trained = await datasets.Runs.OfAsync("batch/mvtec3d-patchcore-fpfh.yaml", SyntheticLayout.Mvtec3d);
        CliResult again = await CliAsync("run", Path.Combine(Pipelines, "batch/score-with-saved-models.yaml"), "--set",
            $"data={data}",
            "--set", $"models={trained.Folder}/models", "--out", Folder["again"]);

        Assert.True(again.Exit == 0, again.All);
        Dictionary<string, string> first = Verdicts(trained.Folder), second = Verdicts("again");
        Assert.Equal(first.Keys, second.Keys);
        Assert.All(first.Keys, item => Assert.Equal(Score(first[item]), Score(second[item])));

        static string Score(string line) => JsonDocument.Parse(line).RootElement.GetProperty("score").GetRawText();
    }

    [Fact]
    public async Task Run_AtParallelism1AndN_VerdictsMetricsAndMapsAreBitEqual()
    {
        string data = datasets.Few;
        Assert.Equal(0, (await RunAsync("batch/demo.yaml", data, "--set", "run.parallelism=1")).Exit);
        CliResult many = await CliAsync("run", Path.Combine(Pipelines, "batch/demo.yaml"), "--set", $"data={data}",
            "--set", "run.parallelism=5", "--set", "epochs=1", "--set", "points=512",
            "--set", "run.budget=4 MiB", "--out", Folder["many"]);

        Assert.True(many.Exit == 0, many.All);
        foreach (string file in Files("run"))
            Assert.True(File.ReadAllBytes(Path.Combine(Folder["run"], file)).AsSpan()
                .SequenceEqual(File.ReadAllBytes(Path.Combine(Folder["many"], file))), file);
        Assert.Equal(Files("run"), Files("many"));
    }

    [Fact, OnTheEmulator]
    public async Task Run_OnTheEmulator_VerdictsAndMapsOfTheCores()
    {
        string data = Folder["tiny"], file = Path.Combine(SharedFiles.RepositoryRoot,
            "tests/EndToEnd.Tests/Pipelines/on-a-device.yaml");
        SyntheticDataset.Write(new SyntheticOptions
        {
            Folder = data, Layout = SyntheticLayout.Mvtec3d, Categories = ["bagel"], LongestSide = 64, Train = 2,
            Validation = 1, TestGood = 1, TestDefective = 1, Seed = 7,
        }, stop: TestContext.Current.CancellationToken);
        foreach (string device in (string[])["cpu", "emulator"])
        {
            CliResult result = await CliAsync("run", file, "--set", $"data={data}", "--device", device, "--out",
                Folder[device]);
            Assert.True(result.Exit == 0, result.All);
            using JsonDocument manifest = JsonDocument.Parse(
                File.ReadAllText(Path.Combine(Folder[device], "manifest.json")));
            Assert.Equal(device, manifest.RootElement.GetProperty("machine").GetProperty("device").GetString());
        }
        Assert.Equal(2, Files("cpu").Count(path => path.EndsWith(".tiff", StringComparison.Ordinal)));
        Assert.Equal(Files("cpu"), Files("emulator"));
        foreach (string path in Files("cpu"))
            Assert.True(File.ReadAllBytes(Path.Combine(Folder["cpu"], path)).AsSpan().SequenceEqual(
                File.ReadAllBytes(Path.Combine(Folder["emulator"], path))), path);
    }

    [Fact]
    public void Folder_EveryPipelineFile_IsInTheReadme()
    {
        string readme = File.ReadAllText(Path.Combine(Pipelines, "README.md"));
        foreach (string file in Directory.EnumerateFiles(Pipelines, "*.yaml", SearchOption.AllDirectories))
            Assert.Contains(Path.GetRelativePath(Pipelines, file), readme, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_SyntheticDefects_AreDetectedClearlyBetterThanChance()
    {
        SharedRun demo = await datasets.Runs.OfAsync("batch/demo.yaml", SyntheticLayout.Mvtec3d);

        double Value(string file) => Json(file,
            demo.Folder).GetProperty("mean").GetProperty("pixel_auroc").GetProperty("value")
            .GetDouble();
        Assert.InRange(Value("metrics.json"), 0.8, 1);
        Assert.InRange(Value("control.json"), 0.45, 0.55);
    }

    // What a run made of its scans: not what tells about the run itself.
    private string[] Files(string run) => [.. Directory.EnumerateFiles(Folder[run], "*", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(Folder[run], path))
        .Where(path => path is not ("manifest.json" or "report.html") && !path.StartsWith("journal",
            StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
}
