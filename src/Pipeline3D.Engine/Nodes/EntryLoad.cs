using Pipeline3D.Core.Blocks;
using Pipeline3D.Engine.Journal;
using Pipeline3D.Engine.Runs;

namespace Pipeline3D.Engine.Nodes;

/// <summary>Loads the entries of a source, and finds out the hash of what was read.</summary>
internal static class EntryLoad
{
    public static ValueTask<TOut> RunAsync<TOut>(Flow<SourceEntry<TOut>> flow, BlockContext context)
        => flow.Ticket.IsJournaled ? HashedAsync(flow.Ticket, flow.Payload!, context)
            : flow.Payload!.LoadAsync(context);

    private static async ValueTask<TOut> HashedAsync<TOut>(Ticket ticket, SourceEntry<TOut> entry, BlockContext context)
    {
        TOut payload = await entry.LoadAsync(context).ConfigureAwait(false);
        // A file that was written to meanwhile has no hash that belongs to what was read: it is read again next time.
        if (InputFiles.Hashes(entry.Files) is var hashes && InputFiles.Stamp(entry.Files) == ticket.Stamp)
            (ticket.Hash, ticket.ScanHash) = hashes;
        return payload;
    }
}
