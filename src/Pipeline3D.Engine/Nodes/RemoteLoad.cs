using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Engine.Graphs;
using Pipeline3D.Engine.Journal;
using Pipeline3D.Engine.Remote;
using Pipeline3D.Engine.Runs;

namespace Pipeline3D.Engine.Nodes;

/// <summary>Has the items of a source computed by other processes: what leaves the source is the mark of an item that
/// has ended, as of one that an earlier run finished.</summary>
/// <remarks>On arrival the row is written first, then the pool is told, then the mark goes the item's way in its place.
/// So what any process died of leaves either no row, and the item is computed again, or a row, and it is not.</remarks>
internal sealed class RemoteLoad<TOut>(Node node, RunState state, IReadOnlyDictionary<string, NodeMeter> meters)
{
    /// <summary>How the source's stage is run: the pool alone bounds what is sent.</summary>
    public static BlockSettings Settings(BlockSettings own) => own with
    {
        Parallelism = 1024, Capacity = 4096, Timeout = null, Retries = 0,
    };

    public async ValueTask<Flow<TOut>> RunAsync(Flow<SourceEntry<TOut>> flow)
    {
        if (!flow.IsLive)
            return flow.Pass<TOut>();
        Ticket ticket = flow.Ticket;
        EntryRef asked = ticket.Entry!;
        RemoteEnd end;
        try
        {
            end = await state.Pool!.ComputeAsync(asked, state.StopOrAbort).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (state.StopOrAbort.IsCancellationRequested)
        {
            return node.Guard.Bury<SourceEntry<TOut>, TOut>(flow, RejectReason.Stopped,
                "the run was stopped while another process worked on the item");
        }
        catch (PoolException cause)
        {
            state.Cut(asked.Source);
            state.AddFailure(cause.Message);
            return node.Guard.Bury<SourceEntry<TOut>, TOut>(flow, RejectReason.Stopped, cause.Message);
        }
        JournalEntry entry = await state.Resumption.EndedElsewhereAsync(asked, end.Entry, end.Worker)
            .ConfigureAwait(false);
        if (state.Journal.Problem is null)
            await state.Pool.CommittedAsync(end).ConfigureAwait(false);
        state.CountWorker(end);
        foreach (BlockTiming timing in end.Timings)
            if (meters.TryGetValue(timing.Block, out NodeMeter? meter))
                meter.Add(timing);
        foreach (DeadLetter letter in entry.Letters)
            ticket.Add(letter);
        state.Repeat(entry);
        // Written already.
        ticket.IsJournaled = false;
        (ticket.Resumed, ticket.Hash, ticket.ScanHash) = (entry, entry.Hash, entry.ScanHash);
        RunShort(ticket, entry.Letters);
        return flow.Ended<TOut>(entry.Outcome);
    }

    private void RunShort(Ticket ticket, IReadOnlyList<DeadLetter> letters)
    {
        foreach (DeadLetter letter in letters)
            if (letter.Reason is RejectReason.Shortage or RejectReason.DeviceMemory)
                state.RanShort(ticket, letter.Reason, letter.Message);
    }
}
