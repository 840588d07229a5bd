using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Options;
using Pipeline3D.Core.Runs;
using Pipeline3D.Engine.Graphs;
using Pipeline3D.Engine.Runs;
using Pipeline3D.Engine.Tests.Support;

namespace Pipeline3D.Engine.Tests.Runs;

/// <summary>Promises 1 and 2: every item ends in exactly one way; one bad item never ends a run and never
/// vanishes.</summary>
public sealed class ConservationTests : EngineTest
{
    [Theory, InlineData(1), InlineData(8)]
    public async Task Run_MixOfFates_EveryItemEndsInExactlyOneWay(int parallelism)
    {
        var graph = new Graph("mix");
        var sink = new Collect<int>();
        var settings = new BlockSettings { Parallelism = parallelism };
        graph.From("source", new Numbers(100), settings)
            .Then("fail", new Map<int, int>(n => n % 10 == 3 ? throw new InvalidOperationException("three") : n),
                settings)
            .Where("odd", new Drop<int>(n => n % 2 == 1), settings)
            .To("sink", sink);

        RunResult result = await RunAsync(graph);

        Assert.Equal(new RunCounts(100, 100, 50, 10, 40, 0), result.Counts);
        Assert.Equal(Enumerable.Range(0, 100).Where(n => n % 2 == 0), sink.Items);
        Assert.Equal(Enumerable.Range(0, 10).Select(n => (long)(n * 10 + 3)),
            result.DeadLetters.Select(d => d.Sequence));
        Assert.Equal(RunStatus.Completed, result.Status);
        Assert.True(sink.IsComplete);
    }

    [Fact]
    public async Task Run_BlockRejects_DeadLetterSaysWhoWhatWhyAndIsOnDisk()
    {
        var graph = new Graph("reject");
        graph.From("source", new Numbers(3))
            .Then("check", new Map<int, int>((n, context) => n == 1
                ? throw context.Reject(RejectReason.EmptyCloud, "the cloud has no points")
                : new ValueTask<int>(n)))
            .To("sink", new Collect<int>());

        RunResult result = await RunAsync(graph);

        DeadLetter letter = Assert.Single(result.DeadLetters);
        Assert.Equal(new DeadLetter(Numbers.Id("n", 1), 1, "check", RejectReason.EmptyCloud, "the cloud has no points",
            "n/1", ""), letter);
        Assert.Equal([letter], DeadLetterLog.Read(new RunFolder(Folder["run"]).DeadLetters));
    }

    [Fact]
    public async Task Run_UnforeseenException_DeadLetterKeepsTypeMessageAndStack()
    {
        var graph = new Graph("crash");
        graph.From("source", new Numbers(1))
            .Then("crash", new Map<int, int>(n => throw new InvalidOperationException("boom")))
            .To("sink", new Collect<int>());

        DeadLetter letter = Assert.Single((await RunAsync(graph)).DeadLetters);

        Assert.Equal(RejectReason.BlockFailed, letter.Reason);
        Assert.Equal("InvalidOperationException: boom", letter.Message);
        Assert.Contains(nameof(ConservationTests), letter.Stack, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_LoadFails_ReasonIsUnreadableAndTheRestIsRead()
    {
        var graph = new Graph("load");
        var sink = new Collect<int>();
        graph.From("source", new Numbers(5, load: n => n == 2 ? throw new IOException("gone") : n)).To("sink", sink);

        RunResult result = await RunAsync(graph);

        Assert.Equal(RejectReason.Unreadable, Assert.Single(result.DeadLetters).Reason);
        Assert.Equal([0, 1, 3, 4], sink.Items);
    }

    [Fact]
    public async Task Run_SinkFailsOnOneItem_ReasonIsOutputFailedAndTheRestArrives()
    {
        var graph = new Graph("sink");
        var sink = new Collect<int>((n, _) => n == 2 ? throw new IOException("No space left on device")
            : ValueTask.CompletedTask);
        graph.From("source", new Numbers(5)).To("sink", sink);

        RunResult result = await RunAsync(graph);

        Assert.Equal(RejectReason.OutputFailed, Assert.Single(result.DeadLetters).Reason);
        Assert.Equal([0, 1, 3, 4], sink.Items);
    }

    [Fact]
    public async Task Run_SourceListsAnIdTwice_SecondIsADeadLetterNamingBoth()
    {
        var graph = new Graph("twice");
        graph.From("source", new Twice()).To("sink", new Collect<int>());

        DeadLetter letter = Assert.Single((await RunAsync(graph)).DeadLetters);

        Assert.Equal(RejectReason.DuplicateId, letter.Reason);
        Assert.Contains("second/file", letter.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_SourceCannotList_RunFailsAndWhatWasListedIsFinished()
    {
        var graph = new Graph("list");
        var sink = new Collect<int>();
        graph.From("source", new Breaking()).To("sink", sink);

        RunResult result = await RunAsync(graph);

        Assert.Equal(RunStatus.Failed, result.Status);
        Assert.Contains("no such folder", Assert.Single(result.Failures), StringComparison.Ordinal);
        Assert.Equal([7], sink.Items);
    }

    private sealed class Twice() : SourceBlock3D<int>(new NoOptions())
    {
        public override async IAsyncEnumerable<SourceEntry<int>> ListAsync(
            RunContext run, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stop)
        {
            foreach (string file in new[] { "first/file", "second/file" })
                yield return new SourceEntry<int>(Numbers.Id("n", 0), file, 1, _ => new ValueTask<int>(1));
            await Task.CompletedTask;
        }
    }

    private sealed class Breaking() : SourceBlock3D<int>(new NoOptions())
    {
        public override async IAsyncEnumerable<SourceEntry<int>> ListAsync(
            RunContext run, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stop)
        {
            yield return new SourceEntry<int>(Numbers.Id("n", 7), "7", 1, _ => new ValueTask<int>(7));
            await Task.CompletedTask;
            throw new DirectoryNotFoundException("no such folder");
        }
    }
}
