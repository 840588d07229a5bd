using System.Collections.Concurrent;
using System.Threading.Tasks.Dataflow;
using Pipeline3D.Core.Items;
using Pipeline3D.Engine.Graphs;
using Pipeline3D.Engine.Runs;
using Pipeline3D.Engine.Tests.Support;

namespace Pipeline3D.Engine.Tests.Pitfalls;

/// <summary>What raw TPL Dataflow does wrong without a word, each beside what the engine does with the same
/// work.</summary>
public sealed class RawDataflowPitfallTests : EngineTest
{
    private static readonly DataflowLinkOptions Propagate = new() { PropagateCompletion = true };

    [Fact]
    public async Task CancelledBody_Raw_DropsTheItemAndSucceeds()
    {
        var block = new TransformBlock<int, int>(n => n == 1 ? throw new OperationCanceledException() : n);
        var sink = new List<int>();
        var end = new ActionBlock<int>(sink.Add);
        block.LinkTo(end, Propagate);
        for (int i = 0; i < 3; i++) block.Post(i);
        block.Complete();
        await end.Completion;

        Assert.True(block.Completion.IsCompletedSuccessfully);
        Assert.Equal([0, 2], sink);
    }

    [Fact]
    public async Task CancelledBody_Engine_IsADeadLetter()
    {
        var graph = new Graph("oce");
        graph.From("source", new Numbers(3))
            .Then("work", new Map<int, int>(n => n == 1 ? throw new OperationCanceledException() : n))
            .To("sink", new Collect<int>());

        Assert.Equal(RejectReason.ForeignCancellation, Assert.Single((await RunAsync(graph)).DeadLetters).Reason);
    }

    [Fact]
    public async Task NullTask_Raw_DropsTheItem()
    {
        var block = new TransformBlock<int, int>(n => n == 1 ? null! : Task.FromResult(n));
        var sink = new List<int>();
        var end = new ActionBlock<int>(sink.Add);
        block.LinkTo(end, Propagate);
        for (int i = 0; i < 3; i++) block.Post(i);
        block.Complete();
        await end.Completion;

        Assert.Equal([0, 2], sink);
    }

    [Fact]
    public async Task NullTask_EngineWithARawBlock_IsADeadLetter()
    {
        var graph = new Graph("null");
        graph.From("source", new Numbers(3))
            .Plug("raw", new TransformBlock<Item<int>, Item<int>>(item => item.Payload == 1 ? null!
                : Task.FromResult(item)))
            .To("sink", new Collect<int>());

        Assert.Equal(RejectReason.Lost, Assert.Single((await RunAsync(graph)).DeadLetters).Reason);
    }

    [Fact]
    public async Task NullResult_Engine_IsADeadLetter()
    {
        var graph = new Graph("nothing");
        graph.From("source", new Numbers(3))
            .Then("work", new Map<int, string>(n => n == 1 ? null! : "x"))
            .To("sink", new Collect<string>());

        Assert.Equal(RejectReason.NoResult, Assert.Single((await RunAsync(graph)).DeadLetters).Reason);
    }

    [Fact]
    public async Task TwoSources_RawPropagateCompletion_TargetEndsAtTheFirst()
    {
        var first = new BufferBlock<int>();
        var second = new BufferBlock<int>();
        var sink = new List<int>();
        var end = new ActionBlock<int>(sink.Add);
        first.LinkTo(end, Propagate);
        second.LinkTo(end, Propagate);
        for (int i = 0; i < 20; i++) first.Post(i);
        first.Complete();
        await end.Completion;
        for (int i = 0; i < 20; i++) second.Post(i);
        second.Complete();

        Assert.Equal(20, sink.Count);
        Assert.False(second.Completion.IsCompleted);
        Assert.Equal(20, second.Count);
    }

    [Fact]
    public async Task TwoSources_Engine_TargetEndsWhenBothHave()
    {
        var graph = new Graph("both");
        var sink = new Collect<int>();
        graph.Merge(graph.From("a", new Numbers(1, name: "a")), graph.From("b", new Numbers(39, name: "b")))
            .To("sink", sink);

        await RunAsync(graph);

        Assert.Equal(40, sink.Items.Count);
    }

    [Fact]
    public async Task DownstreamFault_Raw_ProducerHangs()
    {
        var buffer = new BufferBlock<int>(new DataflowBlockOptions { BoundedCapacity = 1 });
        var end = new ActionBlock<int>(_ => throw new InvalidOperationException(),
            new ExecutionDataflowBlockOptions { BoundedCapacity = 1 });
        buffer.LinkTo(end, Propagate);
        await buffer.SendAsync(0, TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<InvalidOperationException>(() => end.Completion);
        await buffer.SendAsync(1, TestContext.Current.CancellationToken);
        Task<bool> third = buffer.SendAsync(2, TestContext.Current.CancellationToken);

        Assert.False(third.IsCompleted);
        Assert.False(buffer.Completion.IsCompleted);
    }

    [Fact]
    public async Task DownstreamFault_Engine_EveryItemIsAccountedForAndTheRunEnds()
    {
        var graph = new Graph("fault");
        graph.From("source", new Numbers(200))
            .Plug("raw", new TransformBlock<Item<int>, Item<int>>(
                item => item.Payload == 5 ? throw new InvalidOperationException("dead block") : item,
                new ExecutionDataflowBlockOptions { BoundedCapacity = 2 }))
            .To("sink", new Collect<int>());

        RunResult result = await RunAsync(graph);

        Assert.True(result.Counts.Dead >= 195, $"{result.Counts}");
        Assert.Contains(result.DeadLetters, letter => letter.Message.Contains("failed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task FanOut_RawBroadcastToASlowBoundedTarget_Overwrites()
    {
        var broadcast = new BroadcastBlock<int>(n => n);
        var gate = new TaskCompletionSource();
        var slow = new List<int>();
        var end = new ActionBlock<int>(async n => { await gate.Task; slow.Add(n); },
            new ExecutionDataflowBlockOptions { BoundedCapacity = 1 });
        var all = new ActionBlock<int>(_ => { });
        broadcast.LinkTo(end, Propagate);
        broadcast.LinkTo(all, Propagate);
        for (int i = 0; i < 100; i++) await broadcast.SendAsync(i, TestContext.Current.CancellationToken);
        broadcast.Complete();
        await all.Completion;
        gate.SetResult();
        await end.Completion;

        Assert.InRange(slow.Count, 1, 50);
    }

    [Fact]
    public async Task FanOut_Engine_EveryTargetGetsEveryItem()
    {
        var graph = new Graph("fanout");
        var slow = new Collect<int>(async (_, _) => await Task.Yield());
        var fast = new Collect<int>();
        Port<int> source = graph.From("source", new Numbers(100));
        source.To("slow", slow, new BlockSettings { Capacity = 1, Parallelism = 1 });
        source.To("fast", fast);

        await RunAsync(graph);

        Assert.Equal(Enumerable.Range(0, 100), slow.Items);
        Assert.Equal(Enumerable.Range(0, 100), fast.Items);
    }

    [Fact]
    public async Task PredicateWithoutMatch_Raw_BlocksItsSource()
    {
        var buffer = new BufferBlock<int>();
        var sink = new List<int>();
        var end = new ActionBlock<int>(sink.Add);
        buffer.LinkTo(end, Propagate, n => n != 0);
        for (int i = 0; i < 3; i++) buffer.Post(i);
        buffer.Complete();
        await Task.WhenAny(end.Completion, Task.Delay(100, TestContext.Current.CancellationToken));

        Assert.Equal(3, buffer.Count);
        Assert.Empty(sink);
    }

    [Fact]
    public async Task FilterWithoutMatch_Engine_CountsTheItemAndGoesOn()
    {
        var graph = new Graph("filter");
        var sink = new Collect<int>();
        graph.From("source", new Numbers(3)).Where("drop", new Drop<int>(n => n == 0)).To("sink", sink);

        Assert.Equal(1, (await RunAsync(graph)).Counts.Filtered);
        Assert.Equal([1, 2], sink.Items);
    }

    [Fact]
    public async Task ManyOutputs_RawTransformMany_IgnoresItsCapacity()
    {
        var block = new TransformManyBlock<int, int>(n => Enumerable.Range(0, 1000),
            new ExecutionDataflowBlockOptions { BoundedCapacity = 1 });
        await block.SendAsync(1, TestContext.Current.CancellationToken);
        while (block.OutputCount < 1000)
            await Task.Yield();

        Assert.Equal(1000, block.OutputCount);
    }

    [Fact]
    public async Task ManyOutputs_Engine_WaitInABoundedBuffer()
    {
        int arrived = 0, before = 0, most = 0;
        var graph = new Graph("many");
        graph.From("source", new Numbers(20), new BlockSettings { Parallelism = 1, Capacity = 1 })
            .Expand("split", new Split(_ => { before += 100; most = Math.Max(most,
                before - Volatile.Read(ref arrived)); return 100; }),
                new BlockSettings { Parallelism = 1, Capacity = 1 })
            .To("sink", new Collect<int>((_, _)
                => { Interlocked.Increment(ref arrived); return ValueTask.CompletedTask; }),
                new BlockSettings { Parallelism = 1, Capacity = 1 });

        await RunAsync(graph);

        Assert.Equal(2000, arrived);
        // At most the parts of one input waiting, of one being flattened and of one just made.
        Assert.InRange(most, 100, 400);
    }

    [Fact]
    public void PostToAFullBlock_Raw_LosesTheItem()
    {
        var block = new BufferBlock<int>(new DataflowBlockOptions { BoundedCapacity = 1 });
        Assert.True(block.Post(1));
        Assert.False(block.Post(2));
        Assert.Equal(1, block.Count);
    }

    [Fact]
    public async Task FullBlocks_Engine_LoseNothing()
    {
        var graph = new Graph("full");
        var sink = new Collect<int>(async (_, _) => await Task.Yield());
        var one = new BlockSettings { Parallelism = 1, Capacity = 1 };
        graph.From("source", new Numbers(300), one).Then("a", new Map<int, int>(n => n), one).To("sink", sink, one);

        await RunAsync(graph);

        Assert.Equal(Enumerable.Range(0, 300), sink.Items);
    }

    [Fact]
    public async Task Cancel_Raw_PurgesBuffersWithoutAWord()
    {
        using var cancel = new CancellationTokenSource();
        var gate = new TaskCompletionSource();
        int done = 0;
        var block = new ActionBlock<int>(async _ => { await gate.Task; done++; },
            new ExecutionDataflowBlockOptions { CancellationToken = cancel.Token });
        for (int i = 0; i < 10; i++) block.Post(i);
        while (block.InputCount == 10)
            await Task.Yield();
        await cancel.CancelAsync();
        gate.SetResult();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => block.Completion);

        Assert.Equal((1, 0), (done, block.InputCount));
    }

    [Fact]
    public async Task Fault_Raw_NestsAggregateExceptionsAlongLinks()
    {
        var first = new TransformBlock<int, int>(int (_) => throw new InvalidOperationException());
        var second = new TransformBlock<int, int>(n => n);
        var third = new ActionBlock<int>(_ => { });
        first.LinkTo(second, Propagate);
        second.LinkTo(third, Propagate);
        first.Post(1);
        await Task.WhenAny(third.Completion);

        Assert.IsType<AggregateException>(third.Completion.Exception!.InnerException);
    }

    [Fact]
    public async Task Failures_Engine_MessageIsThatOfTheCauseItself()
    {
        var graph = new Graph("plain");
        graph.From("source", new Numbers(1))
            .Then("first", new Map<int, int>(n => throw new InvalidOperationException("the cause")))
            .Then("second", new Map<int, int>(n => n))
            .To("third", new Collect<int>());

        Assert.Equal("InvalidOperationException: the cause", Assert.Single((await RunAsync(graph)).DeadLetters)
            .Message);
    }

    [Fact]
    public async Task Capacity_RawCountsItems_SoBytesAreUnbounded()
    {
        var block = new BufferBlock<byte[]>(new DataflowBlockOptions { BoundedCapacity = 100 });
        long bytes = 0;
        while (block.Post(new byte[1 << 20])) bytes += 1 << 20;
        await Task.CompletedTask;

        Assert.Equal(100L << 20, bytes);
    }

    [Fact]
    public async Task Capacity_EngineCountsBytes_InFlightStaysWithinTheBudget()
    {
        var graph = new Graph("bytes");
        graph.From("source", new Numbers(100, bytes: 1 << 20), new BlockSettings { Capacity = 100 })
            .To("sink", new Collect<int>(), new BlockSettings { Capacity = 100 });

        Assert.InRange((await RunAsync(graph, Options(budget: 8 << 20))).PeakBytes, 1 << 20, 8 << 20);
    }

    [Fact]
    public async Task BoundedCycle_Raw_Stalls()
    {
        var options = new ExecutionDataflowBlockOptions { BoundedCapacity = 1 };
        var a = new TransformBlock<int, int>(n => n + 1, options);
        var b = new TransformBlock<int, int>(n => n + 1, options);
        a.LinkTo(b);
        b.LinkTo(a);
        for (int i = 0; i < 4; i++)
            await Task.WhenAny(a.SendAsync(i * 1000, TestContext.Current.CancellationToken),
                Task.Delay(50, TestContext.Current.CancellationToken));

        Task<bool> more = a.SendAsync(-1, TestContext.Current.CancellationToken);
        await Task.WhenAny(more, Task.Delay(200, TestContext.Current.CancellationToken));
        Assert.False(more.IsCompleted);
    }

    [Fact]
    public void BoundedCycle_Engine_IsRefusedBeforeTheRun()
    {
        var graph = new Graph("cycle");
        graph.Add(new GraphNode("a", new Map<int, int>(n => n), new BlockSettings(), ["b"]));
        graph.Add(new GraphNode("b", new Map<int, int>(n => n), new BlockSettings(), ["a"]));

        Assert.Contains(graph.Check(), problem => problem.Code == "P3D1013");
    }

    [Fact]
    public async Task AfterAFault_RawOrderedParallelBlock_LaterItemsLeaveWithoutTheFailedOne()
    {
        // A race inside the block decides; measured, later items leave in nearly every try.
        for (int attempt = 0; attempt < 100; attempt++)
        {
            var seen = new ConcurrentQueue<int>();
            var mayFail = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            int begun = 0;
            var block = new TransformBlock<int, int>(async n =>
            {
                if (n == 0)
                {
                    await mayFail.Task;
                    throw new InvalidOperationException();
                }
                Interlocked.Increment(ref begun);
                await Task.Yield();
                return n;
            }, new ExecutionDataflowBlockOptions { MaxDegreeOfParallelism = 4, EnsureOrdered = true });
            var end = new ActionBlock<int>(seen.Enqueue);
            block.LinkTo(end);
            for (int i = 0; i < 50; i++) block.Post(i);
            while (Volatile.Read(ref begun) < 49)
                await Task.Yield();
            mayFail.SetResult();
            await Task.WhenAny(block.Completion);
            end.Complete();
            await end.Completion;
            Assert.True(block.Completion.IsFaulted);
            Assert.DoesNotContain(0, seen);
            if (!seen.IsEmpty)
                return;
        }
        Assert.Fail("in 100 tries no later item left the faulted block");
    }

    [Fact]
    public async Task AfterAFailure_EngineOrderedParallelBlock_LaterItemsLeaveInOrderAndTheFailedOneIsReported()
    {
        var graph = new Graph("after");
        var sink = new Collect<int>();
        var work = new Map<int, int>(n => n == 0 ? throw new InvalidOperationException() : n);
        graph.From("source", new Numbers(20)).Then("work", work, new BlockSettings { Parallelism = 4 }).To("sink",
            sink);
        RunResult result = await RunAsync(graph);
        Assert.Equal(Enumerable.Range(1, 19), sink.Items);
        Assert.Equal(0, Assert.Single(result.DeadLetters).Sequence);
    }
}
