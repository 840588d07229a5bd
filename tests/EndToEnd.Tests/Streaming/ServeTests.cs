using System.Text.Json.Nodes;
using EndToEnd.Tests.Support;
using Pipeline3D.Data.Synthetic;

namespace EndToEnd.Tests.Streaming;

/// <summary>What a service promises its senders: the verdicts of a batch, and an answer to everything.</summary>
public sealed class ServeTests(SmallDatasets datasets, ScoredDataset scored) : CliTest, IClassFixture<ScoredDataset>
{
    private const string Saved = "stream/serve-saved-models.yaml";

    private string[] Scans => [.. Directory.EnumerateFiles(Path.Combine(datasets.Of(SyntheticLayout.Mvtec3d), "bagel",
        "test"), "*.tiff", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    [Fact]
    public async Task Serve_ScansOfABatch_GetBitEqualVerdictsByEveryDoor()
    {
        string watch = Directory.CreateDirectory(Folder["watch/bagel"]).FullName;
        string[] scans = Scans;
        await using ServedPipeline served = await scored.ServeAsync(Folder["live"], Saved,
            "--scans", $"{3 * scans.Length}", "--set", $"scans.watch={Folder["watch"]}", "--set", "scans.settle=0 s");
        var answers = new List<string>();
        var forms = new List<string>();
        foreach (string scan in scans)
        {
            File.Copy(scan, Path.Combine(watch, $"{NameOf(scan)}.part"));
            File.Move(Path.Combine(watch, $"{NameOf(scan)}.part"), Path.Combine(watch, $"{NameOf(scan)}.tiff"));
            (int status, string body) = await served.PostFileAsync(scan);
            Assert.True(status == 200, body);
            answers.Add(Bare(body));
            using MultipartFormDataContent form = FormOf(scan);
            (status, body) = await served.PostAsync(form);
            Assert.True(status == 200, body);
            forms.Add(Bare(body));
        }
        CliResult end = await served.EndAsync();

        Assert.True(end.Exit == 0, end.All);
        string[] batch = [.. scored.Verdicts.Select(Bare)];
        Assert.Equal(batch, answers);
        Assert.Equal(batch, forms);
        Assert.Equal(batch, scans.Select(scan => Bare(File.ReadAllText(
            Folder[$"watch/done/bagel/{NameOf(scan)}.tiff.verdict.json"]))));
        Assert.All(scans, scan => Assert.Equal(File.ReadAllBytes(scan), File.ReadAllBytes(
            Folder[$"watch/done/bagel/{NameOf(scan)}.tiff"])));
        Assert.Equal(3 * scans.Length, File.ReadAllLines(Folder["live/verdicts.jsonl"]).Length);
        Assert.Empty(Directory.EnumerateDirectories(Folder["live/spool"]));
    }

    [Fact]
    public async Task Serve_Sigterm_AnswersAllThatWasAcceptedAndRefusesTheRest()
    {
        await using ServedPipeline served = await scored.ServeAsync(Folder["live"], Saved);
        string scan = Scans[0];
        Task<(int Status, string Body)>[] posts = [.. Enumerable.Range(0, 24).Select(_ => served.PostFileAsync(scan))];
        await Task.WhenAny(posts);
        await served.TerminateAsync();
        (int Status, string Body)[] answers = await Task.WhenAll(posts);
        CliResult end = await served.EndAsync();

        Assert.True(end.Exit == 0, end.All);
        Assert.All(answers, answer => Assert.True(answer.Status is 200 or 503, answer.Body));
        int accepted = answers.Count(answer => answer.Status == 200);
        Assert.Equal(accepted, File.ReadAllLines(Folder["live/verdicts.jsonl"]).Length);
        Assert.Contains($"{accepted} accepted = {accepted} answered", end.Output, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateDirectories(Folder["live/spool"]));
    }

    [Fact]
    public async Task Serve_KilledWithScansInWork_ScoresThemAtTheNextStart()
    {
        Directory.CreateDirectory(Folder["watch"]);
        string[] doors = ["--set", $"scans.watch={Folder["watch"]}", "--set", "scans.settle=0 s"];
        string scan = Scans[0];
        int left, halves;
        await using (ServedPipeline killed = await scored.ServeAsync(Folder["live"], Saved,
            doors))
        {
            File.Copy(scan, Folder["watched.tiff"]);
            File.Move(Folder["watched.tiff"], Folder["watch/watched.tiff"]);
            Task[] posts = [.. Enumerable.Range(0, 24).Select(_ => killed.PostFileAsync(scan))];
            await Task.WhenAny(posts);
            killed.Kill();
            await killed.EndAsync();
            await Task.WhenAll(posts.Select(post => Task.WhenAny(post)));
            left = With(2, "live/spool") + With(2, "watch/.work")
                + (File.Exists(Folder["watch/watched.tiff"]) ? 1 : 0);
            halves = With(1, "live/spool") + With(1, "watch/.work");
        }
        Assert.True(left > 0, "nothing was in work when the service was killed");
        Directory.CreateDirectory(Folder["again"]);
        Directory.Move(Folder["live/spool"], Folder["again/spool"]);
        await using ServedPipeline again = await scored.ServeAsync(Folder["again"], Saved,
            ["--scans", $"{left}", .. doors]);
        CliResult end = await again.EndAsync();

        Assert.True(end.Exit == 0, end.All);
        // A half may be one that was just taken up, and is scored, or one that was answered and was being cleared.
        Assert.InRange(File.ReadAllLines(Folder["again/verdicts.jsonl"]).Length, left, left + halves);
        Assert.Equal(0, With(2, "again/spool") + With(2, "watch/.work"));
        Assert.True(File.Exists(Folder["watch/done/bagel/watched.tiff"]));

        // Of a scan that was answered a kill may leave the folder, but not both its note and its cloud; beside both may
        // lie what was being written.
        int With(int files, string folder) => Directory.GetDirectories(Folder[folder]).Count(path
            => !path.EndsWith(".part", StringComparison.Ordinal)
                && Math.Min(2, Directory.GetFiles(path).Length) == files);
    }

    [Theory]
    [InlineData("bagel.safetensors", 2), InlineData("thresholds.json", 4), InlineData("health.json", 4)]
    public async Task Serve_OneDamagedFileAmongTheModels_DoesNotStartAndNamesIt(string file, int exit)
    {
        string models = Directory.CreateDirectory(Folder["models"]).FullName;
        foreach (string path in Directory.GetFiles(scored.Models))
            File.Copy(path, Path.Combine(models, Path.GetFileName(path)));
        var noise = new byte[100];
        new Random(3).NextBytes(noise);
        File.WriteAllBytes(Path.Combine(models, file), noise);
        CliResult result = await CliAsync("serve", Path.Combine(Pipelines, Saved), "--set", $"models={models}", "--set",
            "port=0", "--out", Folder["live"]);

        Assert.True(result.Exit == exit, result.All);
        Assert.Contains(Path.Combine(models, file), result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_FolderOfARunOverFiles_IsRefusedAndARunLeavesThatOfAServiceAlone()
    {
        CliResult refused = await CliAsync("serve", Path.Combine(Pipelines, Saved), "--set", $"models={scored.Models}",
            "--set", "port=0", "--out", Path.GetDirectoryName(scored.Models)!);
        Assert.True(refused.Exit != 0, refused.All);
        Assert.Contains("holds a run over files; choose another --out", refused.All, StringComparison.Ordinal);

        await using (ServedPipeline served = await scored.ServeAsync(Folder["live"], Saved))
        {
            CliResult second = await CliAsync("serve", Path.Combine(Pipelines, Saved), "--set",
                $"models={scored.Models}", "--set", "port=0", "--out", Folder["live"]);
            Assert.True(second.Exit != 0, second.All);
            Assert.Contains("another service works in", second.All, StringComparison.Ordinal);
        }
        CliResult run = await CliAsync([.. scored.Scoring(datasets.Of(SyntheticLayout.Mvtec3d), Folder["live"]),
            "--overwrite"]);
        Assert.True(run.Exit != 0, run.All);
        Assert.Contains("holds the results of a service", run.All, StringComparison.Ordinal);
        Assert.True(Directory.Exists(Folder["live/spool"]));
    }

    [Fact]
    public async Task Serve_PipelineWithoutALiveSource_IsRefused()
    {
        CliResult result = await CliAsync("serve", Path.Combine(Pipelines, "batch/demo.yaml"), "--out", Folder["run"]);

        Assert.Equal(2, result.Exit);
        Assert.Contains("source.live", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_PipelineWithALiveSource_SaysToServeIt()
    {
        CliResult result = await CliAsync("run", Path.Combine(Pipelines, "stream/serve-saved-models.yaml"), "--set",
            $"models={scored.Models}", "--out", Folder["run"]);

        Assert.Equal(4, result.Exit);
        Assert.Contains("pipeline3d serve", result.All, StringComparison.Ordinal);
    }

    private static string NameOf(string scan) => $"{Path.GetFileName(Path.GetDirectoryName(
        Path.GetDirectoryName(scan)))}-{Path.GetFileNameWithoutExtension(scan)}";

    // Everything but the name and the label, which a sender need not give.
    private static string Bare(string verdict)
    {
        JsonObject json = JsonNode.Parse(verdict)!.AsObject();
        Assert.True(json.Remove("item"));
        json.Remove("is_anomalous");
        return json.ToJsonString();
    }

    private static MultipartFormDataContent FormOf(string scan)
    {
        string colour = Path.ChangeExtension(
            scan.Replace("/xyz/", "/rgb/", StringComparison.Ordinal), ".png");
        var form = new MultipartFormDataContent
        {
            { new ByteArrayContent(File.ReadAllBytes(scan)), "xyz", "../../evil.tiff" },
            { new ByteArrayContent(File.ReadAllBytes(colour)), "rgb", "rgb.png" },
        };
        return form;
    }
}
