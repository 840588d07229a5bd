using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using EndToEnd.Tests.Support;
using Pipeline3D.TestSupport;

namespace EndToEnd.Tests.Streaming;

/// <summary><c>pipeline3d serve</c> as a process of its own on a free port, and a client for it.</summary>
internal sealed class ServedPipeline : IAsyncDisposable
{
    private static readonly TimeSpan LongestEnd = TimeSpan.FromMinutes(3);

    private readonly ConcurrentQueue<string> _log = new();
    private readonly TaskCompletionSource<string> _address = new();
    private readonly Process _process;
    private readonly Task<string> _output;

    private ServedPipeline(IEnumerable<string> args)
    {
        _process = CliProcess.Start(args);
        _process.ErrorDataReceived += (_, line) => Read(line.Data);
        _process.BeginErrorReadLine();
        _output = _process.StandardOutput.ReadToEndAsync();
    }

    public HttpClient Client { get; private set; } = null!;

    /// <summary>What it has logged.</summary>
    public string Log => string.Join('\n', _log);

    public long ResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Starts a file of pipelines and waits until it takes scans in.</summary>
    public static async Task<ServedPipeline> StartAsync(string models, string run, string pipeline,
        params string[] more)
    {
        var served = new ServedPipeline(["serve", Path.Combine(SharedFiles.RepositoryRoot, "pipelines",
            pipeline), "--set", $"models={models}", "--set",
            "port=0", "--set", "scans.category=bagel", "--out", run, .. more]);
        Task ended = served._process.WaitForExitAsync(Stop);
        Assert.True(await Task.WhenAny(served._address.Task, ended) == served._address.Task, served.Log);
        served.Client = new HttpClient { BaseAddress = new Uri(await served._address.Task),
            Timeout = TimeSpan.FromMinutes(5) };
        while ((await served.Client.GetAsync("/health", Stop)).StatusCode != System.Net.HttpStatusCode.OK)
            Assert.False(served._process.HasExited, served.Log);
        return served;
    }

    public async Task<(int Status, string Body)> PostAsync(HttpContent body, string query = "")
    {
        using HttpResponseMessage answer = await Client.PostAsync($"/scans{query}", body, Stop);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(Stop));
    }

    public Task<(int Status, string Body)> PostFileAsync(string path, string query = "")
        => PostAsync(new ByteArrayContent(File.ReadAllBytes(path)), query);

    /// <summary>Asks it to end, as an operator would.</summary>
    public async Task TerminateAsync()
        => Assert.Equal(0, await Tool.RunAsync("kill", "-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)));

    public void Kill() => _process.Kill();

    /// <summary>Waits for its end; one that waits for scans which never come fails the test.</summary>
    public async Task<CliResult> EndAsync()
    {
        try
        {
            await _process.WaitForExitAsync(Stop).WaitAsync(LongestEnd, Stop);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"still serving after {LongestEnd.TotalMinutes} minutes:\n{Log}");
        }
        return new CliResult(_process.ExitCode, await _output, Log);
    }

    public async ValueTask DisposeAsync()
    {
        Client?.Dispose();
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }

    private void Read(string? line)
    {
        if (line is null)
            return;
        if (_log.Count < 5000)
            _log.Enqueue(line);
        const string Sign = " on http://";
        if (line.StartsWith("Serving ", StringComparison.Ordinal)
            && line.IndexOf(Sign, StringComparison.Ordinal) is > 0 and var at)
            _address.TrySetResult(line[(at + 4)..].Split(';')[0]);
    }
}
