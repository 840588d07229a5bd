using System.Runtime.CompilerServices;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Options;
using Pipeline3D.Core.Runs;
using Pipeline3D.Engine.Graphs;
using Pipeline3D.Engine.Journal;
using Pipeline3D.Engine.Nodes;
using Pipeline3D.Engine.Runs;
using Pipeline3D.Engine.Tests.Support;

namespace Pipeline3D.Engine.Tests.Runs;

/// <summary>What an item costs in memory once a run is under way.</summary>
/// <remarks>Alone, because whoever listens to meters and traces has them allocate.</remarks>
[Collection(Alone)]
[CollectionDefinition(Alone, DisableParallelization = true)]
public sealed class AllocationTests : EngineTest
{
    private const string Alone = "allocations";
    private const int Warm = 100, Items = 1000;

    // Entries are made beforehand: what a source makes per item is the source's own.
    [Fact]
    public async Task Run_LongChain_AllocatesLessPerItemThanOneSmallObjectPerBlock()
    {
        SourceEntry<int>[] entries = [.. Enumerable.Range(0, 20_000).Select(n => new SourceEntry<int>(
            Numbers.Id("n", n), "", 8, _ => new ValueTask<int>(n)) { IsUnique = true })];
        double least = double.MaxValue;
        // Dataflow makes a task whenever an idle block wakes up, which depends on the machine's other work; the least
        // of some runs does not.
        for (int attempt = 0; attempt < 8; attempt++)
        {
            long few = await BytesOfAsync(entries[..1000]), many = await BytesOfAsync(entries);
            least = Math.Min(least, (many - few) / 19_000.0);
        }
        Assert.True(least < 5 * 24, $"{least:F1} bytes per item through five blocks");
    }

    [Fact]
    public async Task Guard_BodyThatCompletesAtOnce_AllocatesNothing()
    {
        using var state = new RunState(Options(), CancellationToken.None);
        var guard = new ItemGuard("block", new BlockSettings(), state, RejectReason.BlockFailed);
        Ticket ticket = state.Open(Numbers.Id("n", 0), "", 1, "n", 0);
        var flow = new Flow<int>(ticket, ticket.Id, 0, true, default, 41, 1);
        Func<Flow<int>, BlockContext, ValueTask<int>> body = static (item, _) => new(item.Payload + 1);

        long bytes = BytesOf(() =>
        {
            ValueTask<Flow<int>> end = guard.RunAsync(flow, body);
            Assert.True(end.IsCompletedSuccessfully);
        });

        Assert.Equal(0, bytes);
        Assert.Equal(42, (await guard.RunAsync(flow, body)).Payload);
    }

    // Also beside a logger, as long as nobody asks for the debug level.
    [Fact]
    public void OpenAndSettle_TicketsAreUsedAgain_AllocateNothing()
    {
        using var state = new RunState(Options() with
        {
            Context = new RunContext { Folder = new RunFolder(Folder["run"]), Log = new RecordedLog() },
        }, CancellationToken.None);
        ItemId id = Numbers.Id("n", 0);

        long bytes = BytesOf(() =>
        {
            Assert.True(state.Budget.TryAdmit(1));
            state.Settle(state.Open(id, "", 1, "n", 0), ItemOutcome.Completed);
        });

        Assert.Equal(0, bytes);
        Assert.Equal(Warm + Items, state.Counts.Completed);
        Assert.Equal(0, state.Budget.InFlight);
    }

    [Fact]
    public void Settle_BlockStillWorksOnTheItem_ItsTicketIsNotUsedAgain()
    {
        using var state = new RunState(Options(), CancellationToken.None);
        Ticket left = state.Open(Numbers.Id("n", 0), "", 0, "n", 0);
        left.IsReusable = false;
        state.Settle(left, ItemOutcome.Dead);

        Assert.NotSame(left, state.Open(Numbers.Id("n", 1), "", 0, "n", 0));
        Assert.Equal("n/00000", left.Id.Path);
    }

    [Fact]
    public void Open_UsedTicket_KnowsNothingOfTheItemBefore()
    {
        using var state = new RunState(Options(), CancellationToken.None);
        Ticket first = state.Open(Numbers.Id("n", 0), "a", 7, "n", 1, "stamp", dueAt: 5);
        first.Hash = "hash";
        state.AddDeadLetter(first, first.Id, "block", RejectReason.BlockFailed, "why");
        state.Settle(first, ItemOutcome.Dead);

        Ticket second = state.Open(Numbers.Id("n", 1), "b", 0, "m", 0);

        Assert.Same(first, second);
        Assert.Equal((1, "b", 0, "m", 0), (second.Sequence, second.Input, second.Bytes, second.Source, second.Phase));
        Assert.Equal(("", "", null, ItemOutcome.Filtered), (second.Hash, second.Stamp, second.DueAt, second.Outcome));
        Assert.Empty(second.Letters);
    }

    private static long BytesOf(Action act)
    {
        for (int i = 0; i < Warm; i++)
            act();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Items; i++)
            act();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private async Task<long> BytesOfAsync(SourceEntry<int>[] entries)
    {
        var settings = new BlockSettings { Capacity = 64 };
        var graph = new Graph("chain");
        graph.From("n", new Prepared(entries), settings).Then("a", new Map<int, int>(n => n), settings)
            .Then("b", new Map<int, int>(n => n), settings).Then("c", new Map<int, int>(n => n), settings)
            .To("sink", new Ignored(), settings);
        long before = GC.GetTotalAllocatedBytes(precise: true);
        RunResult result = await RunAsync(graph);
        long bytes = GC.GetTotalAllocatedBytes(precise: true) - before;
        Assert.Equal(entries.Length, result.Counts.Completed);
        return bytes;
    }

    private sealed class Prepared(SourceEntry<int>[] entries) : SourceBlock3D<int>(new NoOptions())
    {
        public override async IAsyncEnumerable<SourceEntry<int>> ListAsync(
            RunContext run, [EnumeratorCancellation] CancellationToken stop)
        {
            await Task.CompletedTask;
            foreach (SourceEntry<int> entry in entries)
                yield return entry;
        }
    }

    private sealed class Ignored() : SinkBlock3D<int>(new NoOptions())
    {
        public override ValueTask ConsumeAsync(int input, BlockContext context) => ValueTask.CompletedTask;
    }
}
