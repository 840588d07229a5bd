using System.Diagnostics;
using EndToEnd.Tests.Support;
using Pipeline3D.Core.Runs;
using Pipeline3D.Engine.Journal;
using Pipeline3D.TestSupport;

namespace EndToEnd.Tests.Spread;

/// <summary>A run on other processes ends as one in a single process, whichever of them is killed at whatever
/// point.</summary>
/// <remarks>40 kills in the long run; PIPELINE3D_SPREAD_KILLS sets another number.</remarks>
public sealed class KilledProcessesTests(SmallDatasets datasets, ITestOutputHelper output) : CliTest
{
    private static readonly string[] WorkerPoints = ["taken", "ended", "files", "published"];

    private static readonly string[] RunPoints = ["send", "result", "placed", "committed", "acked"];

    [Fact]
    public async Task Run_ProcessesKilledAtSeededPoints_EndsAsInOneProcess()
    {
        CliResult undisturbed = await CliProcess.RunAsync(Arguments("undisturbed"));
        Assert.True(undisturbed.Exit == 0, undisturbed.All);
        SortedDictionary<string, string> expected = RunSnapshot.Of(Folder["undisturbed"]);
        int kills = Soak.Repetitions(40, "PIPELINE3D_SPREAD_KILLS");
        for (int seed = 0; seed < kills; seed++)
        {
            var clock = Stopwatch.StartNew();
            string story = await KilledAsync(seed, expected);
            output.WriteLine($"{story}: {clock.Elapsed.TotalSeconds:0.0} s");
        }
    }

    [Fact]
    public async Task Worker_Terminated_LeavesInGoodOrderAndWorkersTellsWhoIsThere()
    {
        using var server = new NatsServer(Folder["js"]);
        using Process worker = CliProcess.Start(["worker", server.Address, "--name", "w1", "--places", "1"]);
        Task<CliResult> end = CliProcess.EndAsync(worker);
        CliResult seen;
        do
            seen = await CliAsync("workers", server.Address);
        while (!seen.Output.Contains("w1", StringComparison.Ordinal));
        using (Process term = Process.Start("kill", ["-TERM", $"{worker.Id}"]))
            await term.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(0, (await end).Exit);
        Assert.Contains("No worker", (await CliAsync("workers", server.Address)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_AddressBeyondThisMachineWithoutTls_IsRefusedBeforeAnythingRuns()
    {
        CliResult refused = await CliAsync([.. Arguments("run"), "--on", "nats://192.0.2.1:4222"]);

        Assert.Equal(2, refused.Exit);
        Assert.Contains("--insecure", refused.Error, StringComparison.Ordinal);
    }

    private async Task<string> KilledAsync(int seed, SortedDictionary<string, string> expected)
    {
        var random = new Random(seed);
        string run = $"run-{seed}";
        using var server = new NatsServer(Folder[$"js-{seed}"]);
        string[] spread = [.. Arguments(run), "--on", server.Address, "--ack-wait", "2 s"];
        (string Name, string Value)[] none = [];
        (string Name, string Value)[] worker = seed % 3 != 1 ? Fault(random, WorkerPoints, 12) : none;
        (string Name, string Value)[] coordinator = seed % 3 != 0 ? Fault(random, RunPoints, 12) : none;
        string story = $"seed {seed}, worker {Told(worker)}, run {Told(coordinator)}{(seed % 4 == 3 ? ", server" : "")}";
        Process first = Worker(server, "w1", worker), second = Worker(server, "w2", none);
        try
        {
            Process running = CliProcess.Start(spread, coordinator);
            Task<CliResult> end = CliProcess.EndAsync(running);
            if (seed % 4 == 3)
            {
                using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
                while (!running.HasExited && !Directory.Exists(Path.Combine(Folder[run], "maps")))
                    await tick.WaitForNextTickAsync(TestContext.Current.CancellationToken);
                server.Kill();
                server.Start();
            }
            while (!end.IsCompleted)
            {
                await Task.WhenAny(end, first.WaitForExitAsync(TestContext.Current.CancellationToken));
                if (first.HasExited)
                {
                    first.Dispose();
                    first = Worker(server, "w1", none);
                }
            }
            CliResult result = await end;
            running.Dispose();
            if (result.Exit == 137)
                result = await CliProcess.RunAsync(spread);
            Assert.True(result.Exit == 0, $"{story}\n{result.All}");
        }
        finally
        {
            foreach (Process process in new[] { first, second })
            {
                process.Kill();
                process.Dispose();
            }
        }
        IReadOnlyList<string> differences = RunSnapshot.Differences(expected, RunSnapshot.Of(Folder[run]));
        Assert.True(differences.Count == 0, $"{story}\n{string.Join('\n', differences)}");
        Assert.Empty(Directory.EnumerateFiles(Folder[run], "*.tmp", SearchOption.AllDirectories));
        Assert.False(Directory.Exists(Path.Combine(Folder[run], "journal", "scratch")), $"{story}: scratch is left");
        using var journal = new SqliteJournal(new RunFolder(Folder[run]));
        Assert.True(journal.WrittenTwice == 0, $"{story}: {journal.WrittenTwice} rows were written twice");
        return story;
    }

    // Output is not read by anyone: it is little, and a pipe holds it.
    private static Process Worker(NatsServer server, string name, (string Name, string Value)[] fault)
        => CliProcess.Start(["worker", server.Address, "--name", name, "--places", "1"], fault);

    private static (string, string)[] Fault(Random random, string[] points, int most)
        => [("PIPELINE3D_FAULT_POINT", $"{points[random.Next(points.Length)]}:{random.Next(1, most)}")];

    private static string Told((string Name, string Value)[] fault) => fault is [var one] ? one.Value : "undisturbed";

    private string[] Arguments(string run)
        => ["run", SmallJob, "--set", $"data={datasets.Few}", "--out", Folder[run]];
}
