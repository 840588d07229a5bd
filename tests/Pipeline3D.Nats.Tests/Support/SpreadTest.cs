using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Runs;
using Pipeline3D.Engine.Graphs;
using Pipeline3D.Engine.Journal;
using Pipeline3D.Engine.Runs;
using Pipeline3D.Nats.Pool;
using Pipeline3D.Nats.Server;
using Pipeline3D.Nats.Worker;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Nats.Tests.Support;

/// <summary>Runs spread over workers of this process, with a real server.</summary>
public abstract class SpreadTest : IDisposable
{
    private protected const string Build = "1.0-test";

    private static readonly TimeSpan HangLimit = TimeSpan.FromSeconds(40);

    protected SpreadTest() => Server = new NatsServer(Folder["js"]);

    private protected TempFolder Folder { get; } = new();

    private protected NatsServer Server { get; }

    private protected string Data => Folder["data"];

    /// <summary>What workers do with a number; each test sets its own.</summary>
    private protected Func<int, BlockContext, ValueTask<int>> Work { get; set; } = static (number, _) => new(number);

    private protected int Bytes { get; set; }

    private protected NatsPoolOptions PoolOptions(string run = "run") => new()
    {
        Address = ServerAddress.Parse(Server.Address), RunId = "00112233aabbccdd", Name = "numbers", Definition = "numbers",
        Build = Build, Folder = Folder[run], AckWait = TimeSpan.FromSeconds(2),
    };

    private protected WorkerOptions WorkerOptions(string name) => new()
    {
        Address = ServerAddress.Parse(Server.Address), Name = name, Places = 2, Scratch = Folder["scratch"],
        Say = line => TestContext.Current.TestOutputHelper?.WriteLine(line),
    };

    /// <summary>Starts a worker; it ends with the token.</summary>
    private protected Task WorkAsync(WorkerOptions options, CancellationToken leave, CancellationToken stop = default)
        => WorkAsync(options, Build, leave, stop);

    /// <summary>Starts a worker of a build.</summary>
    private protected Task WorkAsync(WorkerOptions options, string build, CancellationToken leave,
        CancellationToken stop = default) => new NatsWorker(options, new Graphs(this, build)).RunAsync(leave, stop);

    /// <summary>Runs the pipeline on the pool.</summary>
    private protected async Task<(RunResult Result, IReadOnlyList<string> Taken, PoolSnapshot Pool)> RunAsync(
        NatsPoolOptions options, Action<NatsPool>? begun = null, CancellationToken drain = default)
    {
        (Graph graph, NumberSink sink) = SpreadPipeline.Make(Data,
            (_, _) => throw new InvalidOperationException("computed here"), Bytes);
        var folder = new RunFolder(options.Folder);
        using var journal = new SqliteJournal(folder);
        await using NatsPool pool = await NatsPool.StartAsync(options, TestContext.Current.CancellationToken);
        begun?.Invoke(pool);
        var context = new RunContext { Folder = folder };
        var run = new GraphRun(graph.Plan(), new RunOptions
        {
            Context = context, Journal = journal, Pool = pool, Drain = drain,
        });
        Task<RunResult> running = run.RunAsync(TestContext.Current.CancellationToken);
        if (await Task.WhenAny(running, Task.Delay(HangLimit, TestContext.Current.CancellationToken)) != running)
            Assert.Fail($"the run hangs: {pool.Counts}, {string.Join("; ", pool.Workers.Select(worker => $"{worker.Name} at {string.Join(' ', worker.At)} idle {worker.Idle}"))}, "
                + string.Join("; ", context.Remarks));
        RunResult result = await running;
        journal.Flush();
        Assert.Equal(0, journal.WrittenTwice);
        Assert.True(result.Counts.IsConserved, $"{result.Counts}");
        return (result, sink.Taken, new PoolSnapshot(pool.Counts, context));
    }

    /// <summary>What the run must give.</summary>
    private protected void AssertWhole(RunResult result, IReadOnlyList<string> taken, int train, int test,
        string run = "run")
    {
        int sum = train * (train - 1) / 2;
        Assert.True(result.Status == RunStatus.Completed, string.Join("; ", result.Failures));
        Assert.Empty(result.DeadLetters);
        Assert.Equal(Enumerable.Range(0, test).Select(i => $"test-{i:D4}={(1000 * i) + sum}"), taken);
        for (int i = 0; i < test; i++)
            Assert.Equal($"{(1000 * i) + sum}", File.ReadAllText(Path.Combine(Folder[run], "maps", "test",
                $"test-{i:D4}.txt")));
        Assert.Equal($"{sum}", File.ReadAllText(Path.Combine(Folder[run], "training", "sum.txt")));
        Assert.False(Directory.Exists(Path.Combine(Folder[run], "journal", "scratch")), "scratch is left");
        Assert.Empty(Directory.EnumerateFiles(Folder[run], "*.tmp", SearchOption.AllDirectories));
    }

    public void Dispose()
    {
        Server.Dispose();
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>What a pool counted, and the run's context.</summary>
    private protected sealed record PoolSnapshot(Engine.Remote.PoolCounts Counts, RunContext Context);

    private sealed class Graphs(SpreadTest test, string build) : IWorkerGraphs
    {
        public string Build => build;

        public WorkerGraph Make(GraphOrder order)
        {
            (Graph graph, _) = SpreadPipeline.Make(order.PathHere(test.Data), test.Work, test.Bytes);
            return new WorkerGraph(graph.Plan(), new RunOptions
            {
                Context = new RunContext { Folder = new RunFolder(order.Folder) },
            }, () => { });
        }
    }
}
