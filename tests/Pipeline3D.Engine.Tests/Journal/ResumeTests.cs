using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Runs;
using Pipeline3D.Engine.Graphs;
using Pipeline3D.Engine.Journal;
using Pipeline3D.Engine.Runs;
using Pipeline3D.Engine.Tests.Support;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Engine.Tests.Journal;

/// <summary>What a second run with the journal of a first one computes, and what it leaves alone.</summary>
public sealed class ResumeTests : EngineTest
{
    [Fact]
    public async Task Run_RandomGraphsDrainedAtRandomMoments_EndAsUndisturbedOnesAndNothingIsDoneTwice()
    {
        int graphs = Soak.Repetitions(200);
        for (int seed = 0; seed < graphs; seed++)
        {
            var whole = new RandomGraph(seed, parallelism: 4);
            List<Kept> expected = whole.Sinks;
            RunResult undisturbed = await RunAsync(whole.Graph, Options() with
            {
                Context = new RunContext { Folder = new RunFolder(Folder[$"whole-{seed}"]) },
            });
            var random = new Random(seed);
            long computed = 0;
            List<Kept> sinks = [];
            RunResult result;
            int tries = 0;
            do
            {
                using var drain = new CancellationTokenSource();
                int left = random.Next(1, 30);
                var graph = new RandomGraph(seed, parallelism: 4, _ =>
                {
                    if (Interlocked.Decrement(ref left) == 0)
                        drain.Cancel();
                });
                sinks = graph.Sinks;
                using var journal = new SqliteJournal(new RunFolder(Folder[$"run-{seed}"]));
                result = await RunAsync(graph.Graph, Options(journal: journal, drain: drain.Token) with
                {
                    Context = new RunContext { Folder = new RunFolder(Folder[$"run-{seed}"]) },
                });
                computed += result.Counts.Read;
                journal.Flush();
                Assert.True(journal.WrittenTwice == 0, $"seed {seed}: {journal.WrittenTwice} items were done twice");
            }
            while (result.Status == RunStatus.Drained && tries++ < 100);

            Assert.True(result.Status == RunStatus.Completed, $"seed {seed}: {string.Join("; ", result.Failures)}");
            Assert.True(computed == undisturbed.Counts.Read,
                $"seed {seed}: {computed} computed, {undisturbed.Counts.Read} needed");
            Assert.Equal(undisturbed.DeadLetters.Select(letter => (letter.Item, letter.Sequence, letter.Message)),
                result.DeadLetters.Select(letter => (letter.Item, letter.Sequence, letter.Message)));
            for (int i = 0; i < sinks.Count; i++)
                Assert.True(expected[i].Items.SequenceEqual(sinks[i].Items), $"seed {seed}, sink {i}:\n"
                    + $"{string.Join(' ', expected[i].Items)}\n{string.Join(' ', sinks[i].Items)}");
        }
    }

    [Fact]
    public async Task Run_ProductOfAFinishedReducer_IsReadBackWithItsFactsAndRemarks()
    {
        for (int run = 0; run < 2; run++)
        {
            var sum = new KeptSum();
            var (graph, sink) = (new Graph("two"), new Kept());
            Port<int> side = graph.From("train", new Numbers(5)).Reduce("sum", sum);
            graph.From("test", new Numbers(3, name: "t")).Apply("add", new AddSide(), side).To("sink", sink);
            using var journal = new SqliteJournal(new RunFolder(Folder["run"]));
            RunOptions options = Options(journal: journal);
            RunResult result = await RunAsync(graph, options);

            Assert.Equal(["t/00000=10", "t/00001=11", "t/00002=12"], sink.Items);
            Assert.Equal(run == 0 ? (5, 3) : (0, 0), (sum.Added, sink.Consumed));
            Assert.Equal(run == 0 ? 8 : 0, result.Counts.Read);
            Assert.Equal("10", options.Context.Facts["sum"]);
            Assert.Equal(["summed up"], options.Context.Remarks);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Run_DrainedBeforeAReducerIsDone_ItsItemsAreComputedAgainUnlessItRemembersThem(bool remembers)
    {
        var added = new List<long>();
        for (int run = 0; run < 2; run++)
        {
            using var drain = new CancellationTokenSource();
            int limit = run == 0 ? 3 : int.MaxValue;
            var graph = new Graph("sum");
            var sink = new Kept();
            Port<int> numbers = graph.From("source", new Numbers(6)).Then("stop", new Map<int, int>(n =>
            {
                if (n == limit)
                    drain.Cancel();
                return n;
            }), new BlockSettings { Parallelism = 1 });
            IReduce<int, int> sum = remembers ? new RememberedSum() : new KeptSum();
            numbers.Reduce("sum", sum).To("sink", sink);
            using var journal = new SqliteJournal(new RunFolder(Folder["run"]));
            RunResult result = await RunAsync(graph, Options(budget: 1, journal: journal, drain: drain.Token));
            added.Add(result.Counts.Read);
            if (run == 1)
                Assert.Equal(["=15"], sink.Items.Select(item => item[item.IndexOf('=')..]));
        }
        Assert.Equal(remembers ? 6 : added[0] + 6, added.Sum());
    }

    [Fact]
    public async Task Run_SinkThatRemembersNothing_ItsItemsAreComputedAgain()
    {
        for (int run = 0; run < 2; run++)
        {
            var sink = new Collect<int>();
            var graph = new Graph("plain");
            graph.From("source", new Numbers(4)).To("sink", sink);
            using var journal = new SqliteJournal(new RunFolder(Folder["run"]));
            RunResult result = await RunAsync(graph, Options(journal: journal));
            Assert.Equal([0, 1, 2, 3], sink.Items);
            Assert.Equal(new RunCounts(4, 4, 4, 0, 0, 0), result.Counts);
        }
    }

    [Fact]
    public async Task Run_SideValueThatChanged_ItsDependentsAreComputedAgain()
    {
        List<long> read = [];
        foreach (int numbers in new[] { 5, 5, 6 })
        {
            var (graph, sink) = (new Graph("two"), new Kept());
            Port<int> side = graph.From("train", new Numbers(numbers)).Reduce("sum", new RememberedSum());
            graph.From("test", new Numbers(3, name: "t")).Apply("add", new AddSide(), side).To("sink", sink);
            using var journal = new SqliteJournal(new RunFolder(Folder["run"]));
            RunResult result = await RunAsync(graph, Options(journal: journal));
            read.Add(result.Counts.Read);
            int sum = numbers * (numbers - 1) / 2;
            Assert.Equal([$"t/00000={sum}", $"t/00001={sum + 1}", $"t/00002={sum + 2}"], sink.Items);
        }
        Assert.Equal([8, 0, 1 + 3], read);
    }

    [Fact]
    public async Task Run_DeadItems_StayDeadUntilTheyAreRetried()
    {
        foreach ((bool retry, bool isBroken, RunCounts expected) in new[]
        {
            (false, true, new RunCounts(4, 4, 3, 1, 0, 0)), (false, false, new RunCounts(4, 0, 0, 0, 0, 4)),
            (true, true, new RunCounts(4, 1, 0, 1, 0, 3)), (true, false, new RunCounts(4, 1, 1, 0, 0, 3)),
        })
        {
            var (graph, sink) = (new Graph("dead"), new Kept());
            graph.From("source", new Numbers(4)).Then("break", new Map<int, int>(n => n == 2 && isBroken
                ? throw new InvalidOperationException("broken") : n)).To("sink", sink);
            using var journal = new SqliteJournal(new RunFolder(Folder["run"]));
            RunResult result = await RunAsync(graph, Options(journal: journal) with { RetryDead = retry });
            Assert.Equal(expected, result.Counts);
            bool isDead = isBroken || !retry;
            Assert.Equal(isDead ? [2L] : [], result.DeadLetters.Select(letter => letter.Sequence));
            Assert.Equal(isDead ? 3 : 4, sink.Items.Count);
            Assert.Equal(isDead ? 1 : 0, DeadLetterLog.Read(Folder["run/dead-letters.jsonl"]).Count);
        }
    }

    [Fact]
    public async Task Run_TooManyRejected_EndsEarly()
    {
        var graph = new Graph("limit");
        graph.From("source", new Numbers(1000)).Then("break", new Map<int, int>(n => n % 2 == 0
            ? throw new InvalidOperationException() : n)).To("sink", new Kept());
        RunResult result = await RunAsync(graph, Options() with { MaxRejected = new RejectLimit(null, 0.05) });
        Assert.True(result.TooManyRejected);
        Assert.Equal(RunStatus.Failed, result.Status);
        Assert.InRange(result.Counts.Dead, 51, 100);
    }
}
