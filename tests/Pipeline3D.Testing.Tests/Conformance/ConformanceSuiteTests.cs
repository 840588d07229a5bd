using System.Collections.Immutable;
using System.Threading.Tasks.Dataflow;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Options;
using Pipeline3D.Core.Runs;
using Pipeline3D.Testing.Conformance;
using Pipeline3D.Testing.Running;
using Pipeline3D.Testing.Tests.Support;

namespace Pipeline3D.Testing.Tests.Conformance;

/// <summary>Blocks that keep all rules pass, and each rule catches a block that breaks it.</summary>
public sealed class ConformanceSuiteTests
{
    private static readonly ImmutableArray<UnusualPayload<Signal>> Edges =
    [
        new("nothing", () => new Signal([]), Outcome.Rejected),
        new("NaN", () => new Signal([1, float.NaN]), Outcome.Rejected),
        new("one value", () => new Signal([3]), Outcome.Passes),
        new("huge", () => new Signal([1e38f, -1e38f])),
    ];

    private static ConformanceSuite<Signal, Signal> Suite(Func<IBlock> make) => new(make, Signal.Of)
    {
        StopWithin = TimeSpan.FromSeconds(20), Unusual = Edges,
    };

    private static async Task CaughtAsync(ConformanceRule rule, Func<IBlock> make, params string[] parts)
    {
        ConformanceException error = await Assert.ThrowsAsync<ConformanceException>(
            () => Suite(make).CheckAsync(rule, TestContext.Current.CancellationToken));
        Assert.Equal(rule, Assert.Single(error.Breaches).Rule);
        Assert.All(parts, part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
    }

    [Fact]
    public Task Check_BlockThatDoesEverythingRight_Passes() => Suite(() => new Doubler()).CheckAsync(
        TestContext.Current.CancellationToken);

    [Fact]
    public async Task Check_OtherKinds_Pass()
    {
        CancellationToken stop = TestContext.Current.CancellationToken;
        await new ConformanceSuite<Signal, float>(() => new Splitter(i => $"{i}"), Signal.Of).CheckAsync(stop);
        await new ConformanceSuite<Signal, Signal>(() => new Large(), Signal.Of).CheckAsync(stop);
        await new ConformanceSuite<Signal, Signal>(() => new Shift(), Signal.Of) { Side = 4f }.CheckAsync(stop);
        await new ConformanceSuite<Signal, Signal>(() => new Kept(whole: true), Signal.Of).CheckAsync(stop);
        await new ConformanceSuite<Signal, Signal>(() => new Plug(items: 1), Signal.Of).CheckAsync(stop);
    }

    [Fact]
    public async Task Check_SeveralRulesBroken_NamesThemAll()
    {
        ConformanceException error = await Assert.ThrowsAsync<ConformanceException>(() => Suite(
            () => new Body((input, _) => throw new InvalidOperationException("always")))
            .CheckAsync(TestContext.Current.CancellationToken));
        Assert.True(error.Breaches.Length >= 5, error.Message);
        Assert.Contains("Body breaks", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_WrongUse_IsNoBreach()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Suite(() => new CollectSink<Signal>()).CheckAsync());
        ArgumentException error = await Assert.ThrowsAsync<ArgumentException>(() => Suite(() => new Shift())
            .CheckAsync());
        Assert.Contains("Side is not set", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<Pipeline3D.Engine.Graphs.GraphException>(() => Suite(() => new Splitter(i
            => $"{i}")).CheckAsync());
    }

    [Fact]
    public Task Order_PlugThatTurnsPairsRound_IsCaught()
        => CaughtAsync(ConformanceRule.Order, () => new Plug(items: 2));

    [Fact]
    public async Task Order_PartsOfOneName_AreCaught()
    {
        ConformanceException error = await Assert.ThrowsAsync<ConformanceException>(
            () => new ConformanceSuite<Signal, float>(() => new Splitter(_ => "part"), Signal.Of)
                .CheckAsync(ConformanceRule.Order));
        Assert.Contains("3 outputs are called test/00000#part", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public Task Independence_OutputOfTheItemBefore_IsCaught() => CaughtAsync(ConformanceRule.Independence, () =>
    {
        Signal last = Signal.Of(0);
        return new Body((input, _) => new(Interlocked.Exchange(ref last, input)));
    }, "remembers");

    [Fact]
    public Task Parallelism_SharedScratch_IsCaught() => CaughtAsync(ConformanceRule.Parallelism, () =>
    {
        // Alone a call is done at once; a second call that comes meanwhile ruins the first one's scratch.
        Signal? scratch = null;
        int atWork = 0;
        return new Body(async (input, context) =>
        {
            scratch = input;
            Interlocked.Increment(ref atWork);
            if (context.Sequence < 2)
                await Task.WhenAny(Task.Run(() => SpinWait.SpinUntil(() => Volatile.Read(ref atWork) > 1, 1000)));
            return scratch;
        });
    });

    [Fact]
    public Task Parallelism_RandomWithoutSeed_IsCaught() => CaughtAsync(ConformanceRule.Parallelism,
        () => new Body((input, _) => new(new Signal([Random.Shared.NextSingle()]))), "second run");

    [Fact]
    public Task Empty_BlockThatCannotEndWithoutItems_IsCaught()
        => CaughtAsync(ConformanceRule.Empty, () => new EndsBadly(0), "cannot end after 0 items");

    [Fact]
    public Task OneItem_BlockThatCannotEndAfterOne_IsCaught()
        => CaughtAsync(ConformanceRule.OneItem, () => new EndsBadly(1), "cannot end after 1 items");

    [Fact]
    public Task Duplicates_BlockThatWantsDifferentOnes_IsCaught() => CaughtAsync(ConformanceRule.Duplicates, () =>
    {
        var seen = new System.Collections.Concurrent.ConcurrentDictionary<float, bool>();
        return new Body((input, context) => seen.TryAdd(input.Values[0], true) ? new(input)
            : throw context.Reject(RejectReason.DuplicateId, "seen before"));
    }, "seen before");

    [Fact]
    public Task InputUnchanged_WorkInPlace_IsCaught() => CaughtAsync(ConformanceRule.InputUnchanged,
        () => new Body((input, _) =>
        {
            Array.Reverse(input.Values);
            return new(input);
        }), "make a copy");

    [Fact]
    public Task BadItems_Crash_IsCaught() => CaughtAsync(ConformanceRule.BadItems,
        () => new Body((input, _) => new(new Signal([input.Values[0]]))), "'nothing'", "IndexOutOfRange");

    [Fact]
    public Task BadItems_BadItemThatPasses_IsCaught() => CaughtAsync(ConformanceRule.BadItems,
        () => new Body((input, _) => new(input)), "'nothing' must be rejected");

    [Fact]
    public Task BadItems_GoodItemThatIsRejected_IsCaught() => CaughtAsync(ConformanceRule.BadItems,
        () => new Body((input, context) => input.Values.Length > 2 ? new(input)
            : throw context.Reject(RejectReason.TooFewPoints, "three are needed")), "'one value' must pass");

    [Fact]
    public Task BadItems_HarmToTheNextItem_IsCaught() => CaughtAsync(ConformanceRule.BadItems, () =>
    {
        bool isBroken = false;
        return new Body((input, context) =>
        {
            if (isBroken)
                return new(new Signal([0]));
            isBroken = input.Values.Length == 0;
            return isBroken ? throw context.Reject(RejectReason.EmptyCloud, "empty") : new(input);
        });
    }, "test/00001 differs");

    [Fact]
    public async Task BadItems_FlawOfAnOutput_IsCaught()
    {
        var suite = new ConformanceSuite<Signal, Signal>(() => new Body((input, _) => new(input)), Signal.Of)
        {
            Unusual = [new("NaN", () => new Signal([float.NaN]))],
            Flaw = output => output.Values.Any(float.IsNaN) ? "holds NaN" : null,
        };
        ConformanceException error = await Assert.ThrowsAsync<ConformanceException>(
            () => suite.CheckAsync(ConformanceRule.BadItems));
        Assert.Contains("holds NaN", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public Task Cancellation_StopAsRejection_IsCaught() => CaughtAsync(ConformanceRule.Cancellation,
        () => new Body((input, context) => context.Stop.IsCancellationRequested
            ? throw context.Reject(RejectReason.BlockFailed, "interrupted") : new(input)), "interrupted");

    [Fact]
    public async Task Cancellation_WaitWithoutToken_IsCaught()
    {
        var suite = new ConformanceSuite<Signal, Signal>(() => new Body(async (input, _) =>
        {
            await Task.Delay(Timeout.Infinite);
            return input;
        }), Signal.Of) { StopWithin = TimeSpan.FromMilliseconds(50) };
        ConformanceException error = await Assert.ThrowsAsync<ConformanceException>(
            () => suite.CheckAsync(ConformanceRule.Cancellation));
        Assert.Contains("pass context.Stop on", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OneItem_BlockThatNeverAnswers_HangsNoTest()
    {
        var suite = new ConformanceSuite<Signal, Signal>(() => new Body(async (input, _) =>
        {
            await Task.Delay(Timeout.Infinite);
            return input;
        }), Signal.Of) { RunWithin = TimeSpan.FromMilliseconds(200) };
        ConformanceException error = await Assert.ThrowsAsync<ConformanceException>(
            () => suite.CheckAsync(ConformanceRule.OneItem));
        Assert.Contains("did not end within", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public Task Cache_OutputNotKeptWhole_IsCaught()
        => CaughtAsync(ConformanceRule.Cache, () => new Kept(whole: false), "saved and loaded");

    /// <summary>A raw block that gives groups of items back last first, and says that it keeps the order.</summary>
    private sealed class Plug(int items) : PlugBlock3D<Signal, Signal>(new NoOptions())
    {
        public override IPropagatorBlock<Item<Signal>, Item<Signal>> CreateBlock(RunContext run)
        {
            var groups = new BatchBlock<Item<Signal>>(items);
            var back = new TransformManyBlock<Item<Signal>[], Item<Signal>>(group => group.Reverse());
            groups.LinkTo(back, new DataflowLinkOptions { PropagateCompletion = true });
            return DataflowBlock.Encapsulate(groups, back);
        }
    }
}
