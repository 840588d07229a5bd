using System.Runtime.CompilerServices;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Options;
using Pipeline3D.Core.Runs;
using Pipeline3D.Engine.Graphs;
using Pipeline3D.Engine.Journal;
using Pipeline3D.Engine.Runs;
using Pipeline3D.Engine.Tests.Support;

namespace Pipeline3D.Engine.Tests.Runs;

/// <summary>A run that is stopped ends within its deadline, wherever a block is stuck, and what was in work is a dead
/// letter that a resumed run tries again.</summary>
public sealed class StuckBlockTests : EngineTest
{
    public static TheoryData<string> Places =>
        ["source", "load", "transform", "waits", "filter", "expand", "fit", "made", "sink", "end", "start"];

    [Theory, MemberData(nameof(Places))]
    public async Task Stop_BlockThatBlocksForEver_EndsWithinItsDeadline(string place)
    {
        using var release = new ManualResetEventSlim();
        for (int run = 0; run < 2; run++)
        {
            using var stop = new CancellationTokenSource();
            void Stick(string here)
            {
                if (run > 0 || here != place)
                    return;
                stop.Cancel();
                release.Wait();
            }
            var sink = new Kept(_ => Stick("sink"));
            var graph = new Graph("stuck");
            Port<int> side = graph.From("train", new Slow(Stick)).Then("work", new Map<int, int>(async (n, _) =>
            {
                Stick("transform");
                if (run == 0 && place == "waits")
                {
                    await stop.CancelAsync();
                    await Task.Run(release.Wait, CancellationToken.None);
                }
                return n;
            })).Where("filter", new Drop<int>(_ =>
            {
                Stick("filter");
                return false;
            })).Expand("expand", new Split(_ =>
            {
                Stick("expand");
                return 1;
            })).Reduce("fit", new Fit(Stick));
            graph.From("test", new Numbers(3, name: "t")).Apply("add", new AddSide(), side).To("sink", sink)
                .From("other", new Numbers(1, name: "o")).To("ends", new Ends(Stick));
            using var journal = new SqliteJournal(new RunFolder(Folder["run"]));
            RunResult result = await RunAsync(graph, Options(journal: journal) with
            {
                StopDeadline = TimeSpan.FromMilliseconds(200),
            }, stop.Token);
            if (run > 0)
            {
                Assert.Equal(RunStatus.Completed, result.Status);
                Assert.Equal(["t/00000=3000", "t/00001=3001", "t/00002=3002"], sink.Items);
                continue;
            }
            Assert.Equal(RunStatus.Failed, result.Status);
            Assert.Contains("did not end within 0.2 s", result.Failures[0], StringComparison.Ordinal);
            Assert.All(result.DeadLetters, letter => Assert.Equal(RejectReason.Stopped, letter.Reason));
            Assert.Equal(result.Counts.Dead,
                DeadLetterLog.Read(Folder["run/dead-letters.jsonl"]).Count(letter => letter.Sequence >= 0));
            if (place is "load" or "transform" or "waits" or "filter" or "expand" or "fit" or "sink")
                Assert.NotEmpty(result.DeadLetters);
        }
        release.Set();
    }

    private sealed class Slow(Action<string> stick) : SourceBlock3D<int>(new NoOptions())
    {
        public override async IAsyncEnumerable<SourceEntry<int>> ListAsync(RunContext run,
            [EnumeratorCancellation] CancellationToken stop)
        {
            for (int i = 0; i < 3; i++)
            {
                int value = i;
                stick("source");
                yield return new SourceEntry<int>(Numbers.Id("s", i), $"s/{i}", 1, _ =>
                {
                    stick("load");
                    return new ValueTask<int>(value);
                });
            }
            await Task.CompletedTask;
        }

        public override ValueTask<long?> CountAsync(RunContext run, CancellationToken stop) => new(3);
    }

    private sealed class Fit(Action<string> stick) : ReduceBlock3D<int, int>(new NoOptions())
    {
        private int _sum;

        public override ValueTask AddAsync(int input, BlockContext context)
        {
            stick("fit");
            _sum += input;
            return ValueTask.CompletedTask;
        }

        public override ValueTask<int> CompleteAsync(RunContext run, CancellationToken stop)
        {
            stick("made");
            return new(_sum);
        }
    }

    private sealed class Ends(Action<string> stick) : SinkBlock3D<int>(new NoOptions())
    {
        public override ValueTask StartAsync(RunContext run, CancellationToken stop)
        {
            stick("start");
            return ValueTask.CompletedTask;
        }

        public override ValueTask ConsumeAsync(int input, BlockContext context) => ValueTask.CompletedTask;

        public override ValueTask CompleteAsync(RunContext run, CancellationToken stop)
        {
            stick("end");
            return ValueTask.CompletedTask;
        }
    }
}
