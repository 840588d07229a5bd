using Pipeline3D.Core.Items;
using Pipeline3D.Core.Runs;
using Pipeline3D.Engine.Graphs;
using Pipeline3D.Engine.Journal;
using Pipeline3D.Engine.Remote;
using Pipeline3D.Engine.Runs;
using Pipeline3D.Engine.Tests.Support;
using Pipeline3D.Testing.Remote;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Engine.Tests.Remote;

/// <summary>A run whose items others compute ends as one in a single process.</summary>
public sealed class RemoteRunTests : EngineTest
{
    [Fact]
    public async Task Run_RandomGraphsOnAPool_EndAsInOneProcess()
    {
        int graphs = Soak.Repetitions(120);
        for (int seed = 0; seed < graphs; seed++)
        {
            var whole = new RandomGraph(seed, parallelism: 2, keepsSums: true);
            using SqliteJournal wholeJournal = Journal($"whole-{seed}");
            RunResult expected = await RunAsync(whole.Graph, Options(journal: wholeJournal) with
            {
                Context = ContextOf($"whole-{seed}"),
            });
            var spread = new RandomGraph(seed, parallelism: 2, keepsSums: true);
            int made = seed;
            RunResult result = await OnPoolAsync(spread.Graph, $"pool-{seed}",
                () => new RandomGraph(made, parallelism: 2, keepsSums: true).Graph, new InMemoryPoolOptions
                {
                    Workers = 1 + (seed % 3), Places = 1 + (seed % 4), Duplicates = seed % 2 == 1, Shuffle = seed,
                });

            Assert.True(result.Status == RunStatus.Completed, $"seed {seed}: {string.Join("; ", result.Failures)}");
            Assert.True(expected.Counts == result.Counts, $"seed {seed}: {expected.Counts}, {result.Counts}");
            Assert.True(Told(expected).SequenceEqual(Told(result)), $"seed {seed}: {string.Join(' ', Told(expected))}\n"
                + $"{string.Join(' ', Told(result))}");
            for (int i = 0; i < spread.Sinks.Count; i++)
                Assert.True(whole.Sinks[i].Items.SequenceEqual(spread.Sinks[i].Items), $"seed {seed}, sink {i}:\n"
                    + $"{string.Join(' ', whole.Sinks[i].Items)}\n{string.Join(' ', spread.Sinks[i].Items)}");
        }
    }

    [Fact]
    public async Task Run_BegunInOneProcessAndGoneOnWithOnAPoolAndBack_EndsAsUndisturbed()
    {
        for (int seed = 0; seed < 30; seed++)
        {
            int made = seed;
            var whole = new RandomGraph(seed, parallelism: 2);
            await RunAsync(whole.Graph, Options() with { Context = ContextOf($"whole-{seed}") });
            var random = new Random(seed);
            List<Kept> sinks = [];
            RunResult result;
            int tries = 0;
            do
            {
                using var drain = new CancellationTokenSource();
                int left = random.Next(1, 30);
                var graph = new RandomGraph(seed, parallelism: 2, _ => DrainAfter(ref left, drain));
                sinks = graph.Sinks;
                RunGraph run = tries % 2 == 0
                    ? (name, options) => RunAsync(graph.Graph, options)
                    : (name, options) => OnPoolAsync(graph.Graph, name, () => new RandomGraph(made, parallelism: 2,
                        _ => DrainAfter(ref left, drain)).Graph, new InMemoryPoolOptions { Shuffle = made }, options);
                using SqliteJournal journal = Journal($"run-{seed}");
                result = await run($"run-{seed}", Options(journal: journal, drain: drain.Token) with
                {
                    Context = ContextOf($"run-{seed}"),
                });
                journal.Flush();
                Assert.True(journal.WrittenTwice == 0, $"seed {seed}: {journal.WrittenTwice} items were done twice");
            }
            while (result.Status == RunStatus.Drained && tries++ < 100);

            Assert.True(result.Status == RunStatus.Completed, $"seed {seed}: {string.Join("; ", result.Failures)}");
            for (int i = 0; i < sinks.Count; i++)
                Assert.True(whole.Sinks[i].Items.SequenceEqual(sinks[i].Items), $"seed {seed}, sink {i}:\n"
                    + $"{string.Join(' ', whole.Sinks[i].Items)}\n{string.Join(' ', sinks[i].Items)}");
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Run_GroupsOfAReducer_AreMadeApartAndJoined(bool isSpread)
    {
        var sums = new GroupedSum(refused: 4);
        (Graph graph, Growing sink) = Grouped(sums);
        using SqliteJournal journal = Journal("run");
        RunOptions options = Options(journal: journal) with { Context = ContextOf("run") };
        RunResult result = isSpread
            ? await OnPoolAsync(graph, "run", () => Grouped(new GroupedSum(refused: 4)).Graph, new(), options)
            : await RunAsync(graph, options);

        Assert.Equal(RunStatus.Completed, result.Status);
        Assert.Equal(isSpread ? 0 : 11, sums.Added);
        Assert.Equal(["t/00000=0:0=10 1=12 2=2 3=3 5=5 6=6 7=7 8=8 9=9 ", "t/00001=1:0=10 1=12 2=2 3=3 5=5 6=6 7=7 8=8 9=9 "],
            sink.Items);
        Assert.Equal(("10", "12"), (options.Context.Facts["sum.0"], options.Context.Facts["sum.1"]));
        Assert.Equal(20, options.Context.Remarks.Distinct().Count());
        Assert.Equal("12", await File.ReadAllTextAsync(Path.Combine(options.Context.Folder.Path, "training", "1.txt"),
            TestContext.Current.CancellationToken));
        DeadLetter letter = Assert.Single(result.DeadLetters);
        Assert.Equal(("00004", 4L, "sum", RejectReason.SizeMismatch, "4 does not go with the others"),
            (letter.Item.Name, letter.Sequence, letter.Block, letter.Reason, letter.Message));
        Assert.Equal((14, 13, 1), (result.Counts.Read, result.Counts.Completed, result.Counts.Dead));
        journal.Flush();
        Assert.Equal(ItemOutcome.Dead, journal.Find("train", Numbers.Id("n", 4))!.Outcome);
        Assert.Equal(ItemOutcome.Completed, journal.Find("train", Numbers.Id("n", 5))!.Outcome);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Run_InputThatDoesNotGoWithThoseBeforeIt_IsADeadLetterWhereverItWasComputed(bool isSpread)
    {
        (Graph graph, Growing sink) = Lengths();
        using SqliteJournal journal = Journal("run");
        RunOptions options = Options(journal: journal) with { Context = ContextOf("run") };
        RunResult result = isSpread ? await OnPoolAsync(graph, "run", () => Lengths().Graph, new() { Shuffle = 7 }, options)
            : await RunAsync(graph, options);

        Assert.Equal(["n/00000=x", "n/00001=xx", "n/00003=xxx"], sink.Items);
        DeadLetter letter = Assert.Single(result.DeadLetters);
        Assert.Equal(("00002", 2L, "sink", RejectReason.SizeMismatch, "'x' is shorter than one before it"),
            (letter.Item.Name, letter.Sequence, letter.Block, letter.Reason, letter.Message));
        Assert.Equal((4, 3, 1), (result.Counts.Read, result.Counts.Completed, result.Counts.Dead));
        journal.Flush();
        JournalEntry written = journal.Find("n", Numbers.Id("n", 2))!;
        Assert.Equal((ItemOutcome.Dead, 1), (written.Outcome, written.Letters.Count));
        Assert.Empty(journal.Contributions(written, "sink"));
        Assert.Equal("xxx", await File.ReadAllTextAsync(options.Context.Folder.InItem("maps", Numbers.Id("n", 3), ".txt"),
            TestContext.Current.CancellationToken));
        Assert.False(Directory.Exists(Path.Combine(options.Context.Folder.Journal, "scratch")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Run_ReducerThatMakesNothing_LeavesItsTakersWithoutAModel(bool isSpread)
    {
        static (Graph Graph, Growing Sink) Make()
        {
            var (graph, sink) = (new Graph("none"), new Growing());
            Port<string> side = graph.From("train", new Numbers(1)).Reduce("sum", new GroupedSum(refused: 0));
            graph.From("test", new Numbers(2, name: "t")).Apply("add", new AddText(), side).To("sink", sink);
            return (graph, sink);
        }

        (Graph graph, Growing sink) = Make();
        using SqliteJournal journal = Journal("run");
        RunOptions options = Options(journal: journal) with { Context = ContextOf("run") };
        RunResult result = isSpread ? await OnPoolAsync(graph, "run", () => Make().Graph, new(), options)
            : await RunAsync(graph, options);

        Assert.Equal((RunStatus.Failed, 0), (result.Status, sink.Items.Count));
        Assert.Contains("nothing came that could be summed up", Assert.Single(result.Failures),
            StringComparison.Ordinal);
        Assert.Equal([RejectReason.SizeMismatch, RejectReason.NoModel, RejectReason.NoModel,
            RejectReason.BlockFailed], result.DeadLetters.Select(letter => letter.Reason));
    }

    [Fact]
    public async Task Run_SinkThatKeepsNotAllFiles_NeedNotComputeThemAgain()
    {
        static (Graph Graph, FirstFiles Sink) Make()
        {
            var (graph, sink) = (new Graph("first"), new FirstFiles());
            graph.From("n", new Numbers(6)).To("sink", sink);
            return (graph, sink);
        }

        for (int run = 0; run < 3; run++)
        {
            (Graph graph, FirstFiles sink) = Make();
            using SqliteJournal journal = Journal("run");
            RunOptions options = Options(journal: journal) with { Context = ContextOf("run") };
            RunResult result = run == 0 ? await OnPoolAsync(graph, "run", () => Make().Graph, new(), options)
                : await RunAsync(graph, options);
            journal.Flush();

            Assert.Equal(run == 0 ? (6, 0) : (0, 6), (result.Counts.Read, result.Counts.Resumed));
            Assert.Equal(2, sink.Kept);
            Assert.Equal(2, Directory.GetFiles(Path.Combine(options.Context.Folder.Path, "maps", "n")).Length);
            Assert.Equal(0, journal.WrittenTwice);
        }
    }

    [Fact]
    public async Task Run_WorkerThatListsOtherEntries_SaysWhereItLookedAndLosesNothing()
    {
        var (graph, sink) = (new Graph("g"), new Kept());
        graph.From("n", new Numbers(5)).To("sink", sink);
        RunResult result = await OnPoolAsync(graph, "run", () =>
        {
            var less = new Graph("g");
            less.From("n", new Numbers(3)).To("sink", new Kept());
            return less;
        }, new InMemoryPoolOptions());

        Assert.Equal((5, 3, 2), (result.Counts.Read, result.Counts.Completed, result.Counts.Dead));
        Assert.All(result.DeadLetters, letter => Assert.Equal(RejectReason.Unreadable, letter.Reason));
        Assert.Contains("--map", result.DeadLetters[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_PoolWhoseWorkersFail_FailsWithTheirReasonAndCanBeResumed()
    {
        RunResult failed = await OnPoolAsync(Plain(out _), "run", () =>
        {
            var other = new Graph("g");
            other.From("another", new Numbers(3)).To("sink", new Kept());
            return other;
        }, new InMemoryPoolOptions { Workers = 1 });

        Assert.Equal(RunStatus.Failed, failed.Status);
        Assert.Contains(failed.Failures, failure => failure.Contains("no source 'n'", StringComparison.Ordinal));

        RunResult result = await OnPoolAsync(Plain(out Kept sink), "run", () => Plain(out _),
            new InMemoryPoolOptions());

        Assert.Equal((RunStatus.Completed, 5), (result.Status, sink.Items.Count));
        Assert.Empty(result.DeadLetters);
    }

    [Fact]
    public async Task Run_CachedOutputsAndTimings_AreCountedAsIfComputedHere()
    {
        RunResult result = await OnPoolAsync(Plain(out _), "run", () => Plain(out _), new InMemoryPoolOptions());

        BlockStatistics[] blocks = [.. result.Blocks];
        Assert.Equal(["n", "sink"], blocks.Select(block => block.Block));
        Assert.All(blocks, block => Assert.Equal(5, block.Items));
    }

    private delegate Task<RunResult> RunGraph(string name, RunOptions options);

    private static void DrainAfter(ref int left, CancellationTokenSource drain)
    {
        if (Interlocked.Decrement(ref left) == 0)
            drain.Cancel();
    }

    private static Graph Plain(out Kept sink)
    {
        var graph = new Graph("g");
        graph.From("n", new Numbers(5)).To("sink", sink = new Kept());
        return graph;
    }

    private static (Graph Graph, Growing Sink) Grouped(GroupedSum sums)
    {
        var (graph, sink) = (new Graph("grouped"), new Growing());
        Port<string> side = graph.From("train", new Numbers(12)).Reduce("sum", sums);
        graph.From("test", new Numbers(2, name: "t")).Apply("add", new AddText(), side).To("sink", sink);
        return (graph, sink);
    }

    private static (Graph Graph, Growing Sink) Lengths()
    {
        string[] texts = ["x", "xx", "x", "xxx"];
        var (graph, sink) = (new Graph("lengths"), new Growing());
        graph.From("n", new Numbers(4)).Then("text", new Map<int, string>(n => texts[n])).To("sink", sink);
        return (graph, sink);
    }

    private static IEnumerable<string> Told(RunResult result)
        => result.DeadLetters.Select(letter => $"{letter.Item} {letter.Sequence} {letter.Block} {letter.Message}");

    private SqliteJournal Journal(string name) => new(new RunFolder(Folder[name]));

    private RunContext ContextOf(string name) => new() { Folder = new RunFolder(Folder[name]) };

    private async Task<RunResult> OnPoolAsync(Graph graph, string name, Func<Graph> again, InMemoryPoolOptions options,
        RunOptions? run = null)
    {
        RunContext context = run?.Context ?? ContextOf(name);
        using SqliteJournal? own = run is null ? Journal(name) : null;
        await using var pool = new InMemoryPool(() => again().Plan(), context, options);
        return await RunAsync(graph, (run ?? Options(journal: own)) with { Context = context, Pool = pool });
    }
}
