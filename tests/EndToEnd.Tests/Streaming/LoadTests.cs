using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using EndToEnd.Tests.Support;
using Pipeline3D.Data.Synthetic;
using Pipeline3D.TestSupport;

namespace EndToEnd.Tests.Streaming;

/// <summary>A bounded loop of senders on loopback, hostile bodies in between: sent = answered, memory flat.</summary>
/// <remarks>3,000 scans in the long run; PIPELINE3D_LOAD_SCANS sets another number.</remarks>
public sealed class LoadTests(SmallDatasets datasets) : CliTest
{
    private const int Senders = 6, HostileEvery = 10;

    [Fact]
    public async Task Serve_UnderLoadWithHostileBodies_AnswersEverySenderAndStaysFlat()
    {
        int count = Soak.Repetitions(3000, "PIPELINE3D_LOAD_SCANS");
        // The cheapest method, so that the service and not the features is what is loaded.
        SharedRun train = await datasets.Runs.OfAsync("batch/mvtec3d-btf-raw.yaml", SyntheticLayout.Mvtec3d);
        byte[][] scans = [.. Directory.EnumerateFiles(Path.Combine(datasets.Of(SyntheticLayout.Mvtec3d), "bagel",
            "test"),
            "*.tiff", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];
        string[] batch = [.. Verdicts(train.Folder).Where(pair
            => pair.Key.StartsWith("bagel/", StringComparison.Ordinal))
            .OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => JsonDocument.Parse(pair.Value).RootElement
                .GetProperty("score").GetRawText())];
        // A small queue, so that back-pressure is part of the test.
        await using ServedPipeline served = await ServedPipeline.StartAsync($"{train.Folder}/models", Folder["live"],
            "stream/serve-saved-models.yaml", "--set", "scans.max_waiting=4");
        // Set anew with every answer: a refused sender tries again when a place has become free since it asked.
        var answered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        int next = 0, hostile = 0, refused = 0;
        var latencies = new double[count];
        var resident = new List<long>();
        long began = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Senders).Select(_ => Task.Run(SendAsync)));
        TimeSpan took = Stopwatch.GetElapsedTime(began);
        using JsonDocument health = JsonDocument.Parse(await served.Client.GetStringAsync("/health",
            TestContext.Current.CancellationToken));
        await served.TerminateAsync();
        CliResult end = await served.EndAsync();

        Assert.True(end.Exit == 0, end.All);
        Assert.Equal(health.RootElement.GetProperty("accepted").GetInt64(),
            health.RootElement.GetProperty("answered").GetInt64());
        Assert.Equal(count, File.ReadAllLines(Folder["live/verdicts.jsonl"]).Length);
        Assert.True(hostile > 0 && refused > 0, $"{hostile} hostile bodies, {refused} times busy");
        Assert.Empty(Directory.EnumerateDirectories(Folder["live/spool"]));
        Array.Sort(latencies);
        string figures = string.Create(CultureInfo.InvariantCulture, $"{count} scans and {hostile} hostile bodies in "
            + $"{took.TotalSeconds:F1} s: {count / took.TotalSeconds:F1} scans/s; latency p50 {At(0.5):F0}, p95 "
            + $"{At(0.95):F0}, p99 {At(0.99):F0} ms; 429 {refused} times; resident MB "
            + $"{string.Join(' ', resident.Select(bytes => bytes >> 20))}");
        TestContext.Current.TestOutputHelper!.WriteLine(figures);
        // The first tenth warms up: code is compiled and the heap finds its size.
        if (resident.Count >= 10)
            Assert.True(resident[^1] <= 1.15 * resident.Skip(1).Take(3).Max(), figures);

        double At(double share) => latencies[(int)(share * (count - 1))];

        async Task SendAsync()
        {
            while (Interlocked.Increment(ref next) - 1 is var number && number < count)
            {
                if (number % HostileEvery == 0)
                    await SendHostileAsync(number);
                await SendScanAsync(number);
                if (number % Math.Max(250, count / 12) == 0)
                    lock (resident)
                        resident.Add(served.ResidentBytes);
            }
        }

        async Task SendScanAsync(int number)
        {
            long since = Stopwatch.GetTimestamp();
            (int status, string body) = await InsistAsync(scans[number % scans.Length]);
            Assert.True(status == 200, body);
            Assert.Equal(batch[number % scans.Length], JsonDocument.Parse(body).RootElement.GetProperty("score")
                .GetRawText());
            latencies[number] = Stopwatch.GetElapsedTime(since).TotalMilliseconds;
        }

        async Task<(int Status, string Body)> InsistAsync(byte[] body)
        {
            while (true)
            {
                Task free = Volatile.Read(ref answered).Task;
                (int Status, string Body) answer = await served.PostAsync(new ByteArrayContent(body));
                if (answer.Status != 429)
                {
                    Interlocked.Exchange(ref answered, new TaskCompletionSource(
                        TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
                    return answer;
                }
                Interlocked.Increment(ref refused);
                await free.WaitAsync(TestContext.Current.CancellationToken);
            }
        }

        async Task SendHostileAsync(int number)
        {
            var random = new Random(number);
            byte[] body = (number / HostileEvery % 5) switch
            {
                0 => scans[0][..random.Next(8, scans[0].Length)],
                1 => [.. "II*\0"u8, .. Noise(random, 5000)],
                2 => [.. "# .PCD v0.7\nVERSION 0.7\nFIELDS x y z\nSIZE 4 4 4\nTYPE F F F\nCOUNT 1 1 1\nWIDTH 2000000000\n"u8,
                    .. "HEIGHT 1\nPOINTS 2000000000\nDATA binary\n"u8],
                3 => [.. "PK\x03\x04"u8, .. Noise(random, 3000)],
                _ => Noise(random, 2000),
            };
            (int status, _) = await InsistAsync(body);
            Assert.True(status is 415 or 422, $"hostile body {number}: {status}");
            Interlocked.Increment(ref hostile);
        }
    }

    private static byte[] Noise(Random random, int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }
}
