using System.Collections.Concurrent;
using System.Text.Json;
using EndToEnd.Tests.Support;
using Pipeline3D.Data.Synthetic;
using Pipeline3D.TestSupport;

namespace EndToEnd.Tests.Streaming;

/// <summary>A service that is ended and killed again and again in one folder, while scans are sent by both
/// doors.</summary>
/// <remarks>80 starts in the long run; PIPELINE3D_RESTARTS sets another number.</remarks>
public sealed class RestartTests(SmallDatasets datasets, ScoredDataset scored) : CliTest, IClassFixture<ScoredDataset>
{
    private const string Saved = "stream/serve-saved-models.yaml";
    private const int Posts = 6, Drops = 3;
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(2);

    private readonly ConcurrentDictionary<string, int> _answers = new();
    private readonly HashSet<string> _dropped = [];
    private readonly ConcurrentQueue<string> _untrue = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Scan => Directory.EnumerateFiles(Path.Combine(datasets.Of(SyntheticLayout.Mvtec3d), "bagel", "test"),
        "*.tiff", SearchOption.AllDirectories).Order(StringComparer.Ordinal).First();

    [Fact]
    public async Task Serve_EndedAndKilledByTurns_AnswersAllOnceAndNeverSaysItIsWellWhenItIsNot()
    {
        int seed = Environment.TickCount;
        var random = new Random(seed);
        Directory.CreateDirectory(Folder["watch"]);
        string models = Directory.CreateDirectory(Folder["models"]).FullName;
        foreach (string path in Directory.GetFiles(scored.Models))
            File.Copy(path, Path.Combine(models, Path.GetFileName(path)));
        for (int round = 0, rounds = Soak.Repetitions(80, "PIPELINE3D_RESTARTS"); round < rounds; round++)
        {
            if (round % 4 == 1)
                await RefuseDamagedAsync(models);
            await RoundAsync(models, round, random, isReplaced: round % 4 == 2);
        }
        await using (ServedPipeline last = await StartAsync(models))
        {
            // What the one before left in the spool is taken up once the models are there.
            await UntilAsync(last, json => json.GetProperty("waiting").GetInt64() == 0 && Left().Length == 0
                && Spooled().Length == 0);
            await last.TerminateAsync();
            CliResult end = await last.EndAsync();
            Assert.True(end.Exit == 0, end.All);
        }

        Assert.True(_untrue.IsEmpty, $"seed {seed}: {string.Join('\n', _untrue)}");
        string[] items = [.. File.ReadLines(Folder["live/verdicts.jsonl"]).Select(line
            => JsonDocument.Parse(line).RootElement.GetProperty("item").GetString()!)];
        // Whose answer was lost with the service is scored at most once; all others are, once.
        foreach ((string name, int status) in _answers)
        {
            int verdicts = items.Count(item => item.EndsWith($"_{name}", StringComparison.Ordinal));
            Assert.True(status == 200 ? verdicts == 1 : verdicts <= 1,
                $"seed {seed}: {name} {status}: {verdicts} verdicts");
        }
        Assert.All(_dropped, name => Assert.True(items.Count(item => item.EndsWith($"_{name}",
            StringComparison.Ordinal)) == 1, $"seed {seed}: {name}"));
        Assert.Equal(items.Length, items.Distinct().Count());
        string[] done = [.. Directory.GetFiles(Folder["watch/done/bagel"], "*.tiff")
            .Select(path => Path.GetFileName(path))];
        Assert.Equal(_dropped.Count, done.Length);
        Assert.All(done, name => Assert.True(File.Exists(Folder[$"watch/done/bagel/{name}.verdict.json"]), name));
        Assert.Empty(Spooled());
        Assert.True(File.Exists(Folder["live/manifest.json"]));
    }

    private string[] Spooled() => Directory.GetDirectories(Folder["live/spool"]);

    private Task<ServedPipeline> StartAsync(string models) => ServedPipeline.StartAsync(models, Folder["live"], Saved,
        "--set", $"scans.watch={Folder["watch"]}", "--set", "scans.settle=0 s");

    private async Task RoundAsync(string models, int round, Random random, bool isReplaced)
    {
        await using ServedPipeline served = await StartAsync(models);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        Task asking = AskHealthAsync(served, ending.Token);
        if (isReplaced)
            await ReplaceFolderAsync(served);
        for (int i = 0; i < Drops; i++)
            Drop(round, i);
        Task<bool>[] posts = [.. Enumerable.Range(0, Posts).Select(i => PostAsync(served, $"r{round}-p{i}"))];
        for (int answered = random.Next(Posts); answered > 0; answered--)
            await Task.WhenAny(posts.Where(post => !post.IsCompleted).DefaultIfEmpty(Task.FromResult(true)));
        await ending.CancelAsync();
        await asking;
        if (round % 2 == 0)
            await served.TerminateAsync();
        else
            served.Kill();
        CliResult end = await served.EndAsync();
        await Task.WhenAll(posts);
        Assert.True(round % 2 == 1 || end.Exit == 0, end.All);
    }

    // One in three has a name as long as a file system takes.
    private void Drop(int round, int number)
    {
        string name = $"r{round}-w{number}";
        if (number == 0)
            name = new string('\u4e2d', (250 - name.Length) / 3) + name;
        File.Copy(Scan, Folder[$"{round}-{number}"]);
        File.Move(Folder[$"{round}-{number}"], Folder[$"watch/{name}.tiff"]);
        _dropped.Add(name);
    }

    private async Task<bool> PostAsync(ServedPipeline served, string name)
    {
        try
        {
            _answers[name] = (await served.PostFileAsync(Scan, $"?name={name}")).Status;
        }
        catch (HttpRequestException)
        {
            _answers[name] = 0;
        }
        return true;
    }

    private async Task RefuseDamagedAsync(string models)
    {
        string file = Path.Combine(models, "bagel.safetensors");
        byte[] whole = File.ReadAllBytes(file);
        File.WriteAllBytes(file, whole[..(whole.Length / 2)]);
        CliResult result = await CliAsync("serve", Path.Combine(Pipelines, Saved), "--set", $"models={models}", "--set",
            "port=0", "--out", Folder["live"]);
        Assert.True(result.Exit is 2 or 4, result.All);
        Assert.Contains(file, result.All, StringComparison.Ordinal);
        File.WriteAllBytes(file, whole);
    }

    // The share goes, and another folder lies in its place, as when it is mounted anew; then it comes back.
    private async Task ReplaceFolderAsync(ServedPipeline served)
    {
        await UntilAsync(served, json => json.GetProperty("waiting").GetInt64() == 0 && Left().Length == 0);
        Directory.Move(Folder["watch"], Folder["away"]);
        await UntilAsync(served, json => json.GetProperty("status").GetString() == "degraded"
            && json.GetProperty("degraded").GetProperty("watched folder").GetString()!.Contains(Folder["watch"],
                StringComparison.Ordinal));
        Directory.Move(Folder["away"], Folder["watch"]);
        await UntilAsync(served, json => json.GetProperty("status").GetString() == "ok");
    }

    // Files that wait, or are in work.
    private string[] Left() => [.. Directory.GetFiles(Folder["watch"], "*.tiff"),
        .. Directory.GetDirectories(Folder["watch/.work"])];

    // As long as nobody has asked it to end, a service that took scans in once is well, or says what is not.
    private async Task AskHealthAsync(ServedPipeline served, CancellationToken ending)
    {
        try
        {
            while (true)
            {
                using HttpResponseMessage answer = await served.Client.GetAsync("/health", ending);
                string text = await answer.Content.ReadAsStringAsync(ending);
                JsonElement json = JsonElement.Parse(text);
                string status = json.GetProperty("status").GetString()!;
                if (!answer.IsSuccessStatusCode || status is not ("ok" or "degraded")
                    || status == "degraded" != json.TryGetProperty("degraded", out _))
                    _untrue.Enqueue($"{(int)answer.StatusCode} {text}");
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The round is over.
        }
    }

    private static async Task UntilAsync(ServedPipeline served, Func<JsonElement, bool> isSo)
    {
        // What never comes to be is to fail the test and not to hold it.
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        patience.CancelAfter(LongestWait);
        string said = "";
        try
        {
            while (!isSo(JsonElement.Parse(said = await served.Client.GetStringAsync("/health", patience.Token))))
                await Task.Yield();
        }
        catch (OperationCanceledException) when (!Stop.IsCancellationRequested)
        {
            Assert.Fail($"after {LongestWait.TotalMinutes} minutes still {said}\n{served.Log}");
        }
    }
}
