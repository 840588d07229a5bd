using System.Threading.Tasks.Dataflow;
using Pipeline3D.Core.Items;
using Pipeline3D.Engine.Graphs;
using Pipeline3D.Engine.Runs;
using Pipeline3D.Engine.Tests.Support;

namespace Pipeline3D.Engine.Tests.Nodes;

/// <summary>Whatever a plugged-in block does, the run ends within a few of its timeouts, and every item is somewhere.
/// What has to be waited for is a timeout of the node; a hang is caught by the limit of <see cref="EngineTest"/>.
/// </summary>
public sealed class StuckPlugTests : EngineTest
{
    private const int Items = 20;

    private static readonly TimeSpan Timeout = TimeSpan.FromMilliseconds(300);

    private static readonly Task Never = new TaskCompletionSource().Task;

    [Theory]
    [InlineData(7, 2, 4, true)]
    [InlineData(0, 1, 1, true)]
    [InlineData(19, 2, 4, true)]
    [InlineData(3, 8, 8, true)]
    [InlineData(7, 2, 4, false)]
    [InlineData(0, 1, 1, false)]
    public async Task Plug_OneItemThatNeverEnds_TheRestEndsOneWayOrAnother(int stuck, int parallelism, int capacity,
        bool ordered)
    {
        RunResult result = await RunAsync(new TransformBlock<Item<int>, Item<int>>(async item =>
        {
            if (item.Payload == stuck)
                await Never;
            return item;
        }, new ExecutionDataflowBlockOptions
        {
            MaxDegreeOfParallelism = parallelism, BoundedCapacity = capacity, EnsureOrdered = ordered,
        }), keepsOrder: ordered);
        Assert.Contains(result.DeadLetters, letter => letter.Item.Name == stuck.ToString("D5")
            && letter.Reason == RejectReason.Timeout);
        if (!ordered && parallelism > 1)
            Assert.Equal(1, result.Counts.Dead);
    }

    [Fact]
    public async Task Plug_InnerLinkThatRefusesOneItem_EndsConserved()
    {
        var first = new TransformBlock<Item<int>, Item<int>>(item => item,
            new ExecutionDataflowBlockOptions { BoundedCapacity = 2 });
        var second = new TransformBlock<Item<int>, Item<int>>(item => item,
            new ExecutionDataflowBlockOptions { BoundedCapacity = 2 });
        first.LinkTo(second, new DataflowLinkOptions { PropagateCompletion = true }, item => item.Payload != 5);
        RunResult result = await RunAsync(DataflowBlock.Encapsulate(first, second));
        Assert.Equal(5, result.Counts.Completed);
        Assert.Equal(15, result.Counts.Dead);
    }

    [Fact]
    public async Task Plug_BatchWhoseConsumerNeverReturns_EndsConserved()
    {
        var batch = new BatchBlock<Item<int>>(3, new GroupingDataflowBlockOptions { BoundedCapacity = 3 });
        var each = new TransformManyBlock<Item<int>[], Item<int>>(async items =>
        {
            if (items[0].Payload > 2)
                await Never;
            return items;
        }, new ExecutionDataflowBlockOptions { BoundedCapacity = 1 });
        batch.LinkTo(each, new DataflowLinkOptions { PropagateCompletion = true });
        Assert.Equal(3, (await RunAsync(DataflowBlock.Encapsulate(batch, each))).Counts.Completed);
    }

    [Fact]
    public async Task Plug_BatchThatWaitsForMoreThanComes_GivesTheRestWhenItIsCompleted()
    {
        var batch = new BatchBlock<Item<int>>(8);
        var each = new TransformManyBlock<Item<int>[], Item<int>>(items => items);
        batch.LinkTo(each, new DataflowLinkOptions { PropagateCompletion = true });
        Assert.Equal(Items, (await RunAsync(DataflowBlock.Encapsulate(batch, each))).Counts.Completed);
    }

    [Theory]
    [InlineData(DataflowMessageStatus.Postponed)]
    [InlineData(DataflowMessageStatus.Declined)]
    [InlineData(DataflowMessageStatus.DecliningPermanently)]
    [InlineData(DataflowMessageStatus.NotAvailable)]
    public async Task Plug_BlockThatNeverTakesAnything_EndsConserved(DataflowMessageStatus answer)
        => Assert.Equal(Items, (await RunAsync(new Odd(_ => answer))).Counts.Dead);

    [Fact]
    public async Task Plug_BlockThatAcceptsAndForgets_EndsConserved()
    {
        RunResult result = await RunAsync(new Odd(_ => DataflowMessageStatus.Accepted));
        Assert.All(result.DeadLetters, letter => Assert.Equal(RejectReason.Timeout, letter.Reason));
        Assert.Equal(Items, result.Counts.Dead);
    }

    [Fact]
    public async Task Plug_OfferThatNeverReturns_EndsConserved()
    {
        using var release = new ManualResetEventSlim();
        RunResult result = await RunAsync(new Odd(_ =>
        {
            release.Wait();
            return DataflowMessageStatus.Accepted;
        }));
        release.Set();
        Assert.Equal(Items, result.Counts.Dead);
        Assert.Contains("an offer did not return", result.DeadLetters[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plug_OfferThatThrows_IsADeadLetterOfThatItem()
    {
        RunResult result = await RunAsync(new Odd(_ => throw new InvalidOperationException("not today")));
        Assert.Equal(Items, result.Counts.Dead);
        Assert.All(result.DeadLetters, letter => Assert.Contains("not today", letter.Message,
            StringComparison.Ordinal));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Plug_BlockThatEndsByItself_LosesWhatItHadAndTheRestAtOnce(bool faults)
    {
        TransformBlock<Item<int>, Item<int>> raw = null!;
        raw = new TransformBlock<Item<int>, Item<int>>(item =>
        {
            if (item.Payload != 4)
                return item;
            if (faults)
                throw new InvalidOperationException("dead block");
            raw.Complete();
            return item;
        }, new ExecutionDataflowBlockOptions { BoundedCapacity = 2 });
        // Long enough that a wait for it would be a hang.
        RunResult result = await RunAsync(raw, timeout: TimeSpan.FromHours(1));
        Assert.InRange(result.Counts.Dead, 12, 16);
        Assert.All(result.DeadLetters, letter => Assert.Equal(RejectReason.Lost, letter.Reason));
    }

    [Fact]
    public async Task Plug_ItemGivenBackAfterItsTimeout_IsNoFailureOfTheRun()
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var raw = new TransformBlock<Item<int>, Item<int>>(async item =>
        {
            if (item.Payload == 0)
                await release.Task;
            return item;
        }, new ExecutionDataflowBlockOptions { MaxDegreeOfParallelism = 2, EnsureOrdered = false });
        var graph = new Graph("late");
        var sink = new Collect<int>((n, _) =>
        {
            // The first that comes is the second item, once the first one is given up.
            release.TrySetResult();
            return ValueTask.CompletedTask;
        });
        graph.From("source", new Numbers(Items))
            .Plug("raw", raw, new BlockSettings { Timeout = Timeout }, keepsOrder: false).To("sink", sink);
        RunResult result = await RunAsync(graph);
        Assert.Empty(result.Failures);
        Assert.Equal(RejectReason.Timeout, Assert.Single(result.DeadLetters).Reason);
        Assert.Equal(Enumerable.Range(1, Items - 1), sink.Items);
    }

    [Fact]
    public async Task Plug_TakerSlowerThanTheTimeout_IsNoFaultOfTheBlock()
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var graph = new Graph("slow");
        int seen = 0;
        // Holds back everything for longer than two items may take, then lets all through.
        var slow = new Collect<int>(async (_, _) =>
        {
            if (Interlocked.Increment(ref seen) == 1)
            {
                _ = Task.Delay(Timeout * 3, TestContext.Current.CancellationToken).ContinueWith(
                    _ => release.SetResult(), TaskScheduler.Default);
                await release.Task;
            }
        });
        graph.From("source", new Numbers(Items)).Plug("raw", new TransformBlock<Item<int>, Item<int>>(item => item,
            new ExecutionDataflowBlockOptions { BoundedCapacity = 2 }), new BlockSettings { Timeout = Timeout })
            .To("slow", slow, new BlockSettings { Parallelism = 1, Capacity = 1 });
        Assert.Equal(Items, (await RunAsync(graph)).Counts.Completed);
    }

    [Fact]
    public async Task Plug_NothingGivenBackForOneItem_IsThatItemsDeadLetter()
    {
        RunResult result = await RunAsync(new TransformBlock<Item<int>, Item<int>>(
            item => item.Payload == 3 ? null! : item));
        DeadLetter letter = Assert.Single(result.DeadLetters);
        Assert.Equal(("00003", RejectReason.NoResult), (letter.Item.Name, letter.Reason));
    }

    [Fact]
    public async Task Plug_ThatMakesNoBlock_FailsTheRunAndNotTheProcess()
    {
        var graph = new Graph("none");
        graph.From("source", new Numbers(3)).Plug<int>("raw", null!, keepsOrder: true).To("sink", new Collect<int>());
        RunResult result = await RunAsync(graph);
        Assert.Equal(RunStatus.Failed, result.Status);
        Assert.Contains("raw", Assert.Single(result.Failures), StringComparison.Ordinal);
    }

    private async Task<RunResult> RunAsync(IPropagatorBlock<Item<int>, Item<int>> raw, bool keepsOrder = true,
        TimeSpan? timeout = null)
    {
        var graph = new Graph("stuck");
        var sink = new Collect<int>();
        graph.From("source", new Numbers(Items, bytes: 100))
            .Plug("raw", raw, new BlockSettings { Timeout = timeout ?? Timeout }, keepsOrder).To("sink", sink);
        RunResult result = await RunAsync(graph, Options(budget: 1000));
        Assert.Empty(result.Failures);
        Assert.Equal(Items, result.Counts.Read);
        Assert.Equal(sink.Items.Order(), sink.Items);
        Assert.Equal(result.Counts.Completed, sink.Items.Distinct().Count());
        return result;
    }

    /// <summary>A block that answers offers as it likes, gives nothing and never ends.</summary>
    private sealed class Odd(Func<Item<int>, DataflowMessageStatus> answer)
        : IPropagatorBlock<Item<int>, Item<int>>
    {
        public Task Completion => Never;

        public void Complete()
        {
        }

        public void Fault(Exception exception)
        {
        }

        public DataflowMessageStatus OfferMessage(DataflowMessageHeader messageHeader, Item<int> messageValue,
            ISourceBlock<Item<int>>? source, bool consumeToAccept)
        {
            DataflowMessageStatus status = answer(messageValue);
            // Whoever accepts what was only shown has to fetch it.
            if (status == DataflowMessageStatus.Accepted && consumeToAccept)
                source!.ConsumeMessage(messageHeader, this, out _);
            return status;
        }

        public IDisposable LinkTo(ITargetBlock<Item<int>> target, DataflowLinkOptions linkOptions)
            => new MemoryStream();

        public Item<int>? ConsumeMessage(DataflowMessageHeader messageHeader, ITargetBlock<Item<int>> target,
            out bool messageConsumed)
        {
            messageConsumed = false;
            return null;
        }

        public bool ReserveMessage(DataflowMessageHeader messageHeader, ITargetBlock<Item<int>> target) => false;

        public void ReleaseReservation(DataflowMessageHeader messageHeader, ITargetBlock<Item<int>> target)
        {
        }
    }
}
