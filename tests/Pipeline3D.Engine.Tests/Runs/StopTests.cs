using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Options;
using Pipeline3D.Core.Runs;
using Pipeline3D.Engine.Graphs;
using Pipeline3D.Engine.Runs;
using Pipeline3D.Engine.Tests.Support;

namespace Pipeline3D.Engine.Tests.Runs;

/// <summary>Promises 5 and 6: drain and stop are defined and reach the sources; only the caller's stop
/// cancels.</summary>
public sealed class StopTests : EngineTest
{
    [Fact]
    public async Task Drain_MidRun_WhatWasReadIsFinishedAndNothingMoreIsRead()
    {
        using var drain = new CancellationTokenSource();
        var graph = new Graph("drain");
        var source = new Numbers(100_000);
        var sink = new Collect<int>((n, _) =>
        {
            if (n == 10) drain.Cancel();
            return ValueTask.CompletedTask;
        });
        graph.From("source", source).To("sink", sink);

        RunResult result = await RunAsync(graph, Options(drain: drain.Token));

        Assert.Equal(RunStatus.Drained, result.Status);
        Assert.Equal(0, result.Counts.Dead);
        Assert.Equal(result.Counts.Read, sink.Items.Count);
        Assert.InRange(source.Listed, 11, 1000);
        Assert.True(sink.IsComplete);
    }

    [Fact]
    public async Task Drain_WhileTraining_GivesNoModelAndScoresNothing()
    {
        using var drain = new CancellationTokenSource();
        var graph = new Graph("half");
        var models = new Collect<int>();
        var scores = new Collect<int>();
        Port<int> model = graph.From("train", new Numbers(100_000, name: "train", load: n =>
        {
            if (n == 10) drain.Cancel();
            return n;
        })).Reduce("fit", new Sum());
        model.To("models", models);
        graph.From("test", new Numbers(5, name: "test")).Apply("score", new AddSide(), model).To("scores", scores);

        RunResult result = await RunAsync(graph, Options(drain: drain.Token));

        Assert.Equal(RunStatus.Drained, result.Status);
        Assert.Empty(models.Items);
        Assert.Empty(scores.Items);
        DeadLetter letter = Assert.Single(result.DeadLetters);
        Assert.Equal(("fit", RejectReason.Stopped), (letter.Block, letter.Reason));
        Assert.Equal(result.Counts.Read, result.Counts.Completed);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Drain_WhileAResultIsMade_WhatEndsForItIsNoFailure(bool isDrained)
    {
        using var drain = new CancellationTokenSource();
        var graph = new Graph("long");
        var scores = new Collect<int>();
        Port<int> model = graph.From("train", new Numbers(3, name: "train")).Reduce("fit", new LongWork(run =>
        {
            if (isDrained)
                drain.Cancel();
            Assert.Equal(isDrained, run.Drain.IsCancellationRequested);
            throw ItemRejectedException.Because(RejectReason.Stopped, Numbers.Id("fit", 0), "kept after epoch 3");
        }));
        graph.From("test", new Numbers(5, name: "test")).Apply("score", new AddSide(), model).To("scores", scores);

        RunResult result = await RunAsync(graph, Options(drain: drain.Token));

        Assert.Equal(isDrained ? RunStatus.Drained : RunStatus.Failed, result.Status);
        Assert.Equal(isDrained, !result.Failures.Any());
        Assert.Empty(scores.Items);
        Assert.Contains(result.DeadLetters, letter => (letter.Block, letter.Reason) == ("fit", RejectReason.Stopped)
            && letter.Message.Contains("kept after epoch 3", StringComparison.Ordinal));
    }

    private sealed class LongWork(Func<RunContext, int> make) : ReduceBlock3D<int, int>(new NoOptions())
    {
        public override ValueTask AddAsync(int input, BlockContext context) => ValueTask.CompletedTask;

        public override ValueTask<int> CompleteAsync(RunContext run, CancellationToken stop) => new(make(run));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Stop_WhileASinkFinishes_IsAStopAndOfItsOwnErrorAFailure(bool isStopSeen)
    {
        using var stop = new CancellationTokenSource();
        var graph = new Graph("finishing");
        graph.From("source", new Numbers(3)).To("sink", new Finishing(() =>
        {
            stop.Cancel();
            if (!isStopSeen)
                throw new IOException("the disk is full");
            stop.Token.ThrowIfCancellationRequested();
        }));

        RunResult result = await RunAsync(graph, stop: stop.Token);

        Assert.Equal(isStopSeen ? RunStatus.Stopped : RunStatus.Failed, result.Status);
        if (isStopSeen)
            Assert.Empty(result.Failures);
        else
            Assert.Contains("sink could not finish: the disk is full", Assert.Single(result.Failures),
                StringComparison.Ordinal);
        Assert.Equal(3, result.Counts.Completed);
    }

    [Fact]
    public async Task Stop_MidRun_ItemsInWorkAreDeadLettersAndSinksAreNotCompleted()
    {
        using var stop = new CancellationTokenSource();
        var graph = new Graph("stop");
        var source = new Numbers(100_000);
        var sink = new Collect<int>();
        graph.From("source", source)
            .Then("work", new Map<int, int>(async (n, context) =>
            {
                if (n == 10) await stop.CancelAsync();
                context.Stop.ThrowIfCancellationRequested();
                return n;
            }))
            .To("sink", sink);

        RunResult result = await RunAsync(graph, stop: stop.Token);

        Assert.Equal(RunStatus.Stopped, result.Status);
        Assert.NotEmpty(result.DeadLetters);
        Assert.All(result.DeadLetters, letter => Assert.Equal(RejectReason.Stopped, letter.Reason));
        Assert.InRange(source.Listed, 11, 1000);
        Assert.False(sink.IsComplete);
    }

    [Fact]
    public async Task Stop_WhileWaitingForTheBudget_Ends()
    {
        using var stop = new CancellationTokenSource();
        var graph = new Graph("wait");
        graph.From("source", new Numbers(10, bytes: 100))
            .Then("hold", new Map<int, int>(async (n, context) =>
            {
                stop.CancelAfter(TimeSpan.FromMilliseconds(20));
                await Task.Delay(Timeout.Infinite, context.Stop);
                return n;
            }))
            .To("sink", new Collect<int>());

        Assert.Equal(RunStatus.Stopped, (await RunAsync(graph, Options(budget: 100), stop.Token)).Status);
    }

    [Fact]
    public async Task Timeout_BodyIgnoresItsToken_ItemIsADeadLetterAndTheRestGoesOn()
    {
        var release = new TaskCompletionSource();
        var graph = new Graph("timeout");
        var sink = new Collect<int>();
        graph.From("source", new Numbers(4))
            .Then("work", new Map<int, int>(async (n, _) =>
            {
                if (n == 1) await release.Task;
                return n;
            }), new BlockSettings { Timeout = TimeSpan.FromMilliseconds(200) })
            .To("sink", sink);

        RunResult result = await RunAsync(graph);
        release.SetResult();

        Assert.Equal(RejectReason.Timeout, Assert.Single(result.DeadLetters).Reason);
        Assert.Equal([0, 2, 3], sink.Items);
    }

    [Fact]
    public async Task Timeout_BodyBlocksItsThread_ItemIsADeadLetter()
    {
        using var release = new ManualResetEventSlim();
        var graph = new Graph("block");
        graph.From("source", new Numbers(1))
            .Then("work", new Map<int, int>(n => { release.Wait(); return n; }),
                new BlockSettings { Timeout = TimeSpan.FromMilliseconds(50) })
            .To("sink", new Collect<int>());

        RunResult result = await RunAsync(graph);
        release.Set();

        Assert.Equal(RejectReason.Timeout, Assert.Single(result.DeadLetters).Reason);
    }

    [Fact]
    public async Task Retry_FailsTwiceThenWorks_ItemArrives()
    {
        int tries = 0;
        var graph = new Graph("retry");
        var sink = new Collect<int>();
        graph.From("source", new Numbers(1))
            .Then("work", new Map<int, int>(n => ++tries < 3 ? throw new IOException("busy") : n),
                new BlockSettings { Retries = 2, RetryDelay = TimeSpan.Zero })
            .To("sink", sink);

        RunResult result = await RunAsync(graph);

        Assert.Empty(result.DeadLetters);
        Assert.Equal(3, tries);
        Assert.Equal([0], sink.Items);
    }

    [Fact]
    public async Task Retry_BlockRejects_IsNotTriedAgain()
    {
        int tries = 0;
        var graph = new Graph("reject");
        graph.From("source", new Numbers(1))
            .Then("work", new Map<int, int>((n, context) =>
            {
                tries++;
                throw context.Reject(RejectReason.EmptyCloud, "empty");
            }), new BlockSettings { Retries = 5, RetryDelay = TimeSpan.Zero })
            .To("sink", new Collect<int>());

        await RunAsync(graph);

        Assert.Equal(1, tries);
    }

    private sealed class Finishing(Action end) : SinkBlock3D<int>(new NoOptions())
    {
        public override ValueTask ConsumeAsync(int input, BlockContext context) => ValueTask.CompletedTask;

        public override ValueTask CompleteAsync(RunContext run, CancellationToken stop)
        {
            end();
            return ValueTask.CompletedTask;
        }
    }
}
