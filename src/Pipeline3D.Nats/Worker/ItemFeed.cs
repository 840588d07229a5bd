using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Pipeline3D.Engine.Journal;
using Pipeline3D.Engine.Remote;

namespace Pipeline3D.Nats.Worker;

/// <summary>Gives the items that a worker has pulled to its graph.</summary>
internal sealed class ItemFeed(SharedValues values,
    Action<EntryRef, JournalEntry, IReadOnlyList<BlockTiming>> ended) : IItemFeed
{
    private readonly Channel<EntryRef> _items = Channel.CreateUnbounded<EntryRef>();

    /// <summary>Gives an item; the places of the worker bound how many wait.</summary>
    public void Give(EntryRef entry) => _items.Writer.TryWrite(entry);

    /// <summary>Nothing more is given.</summary>
    public void Complete() => _items.Writer.TryComplete();

    /// <summary>What the graph did not take.</summary>
    public IEnumerable<EntryRef> Left()
    {
        Complete();
        while (_items.Reader.TryRead(out EntryRef? entry))
            yield return entry;
    }

    public async IAsyncEnumerable<EntryRef> TakeAsync([EnumeratorCancellation] CancellationToken stop)
    {
        await foreach (EntryRef entry in _items.Reader.ReadAllAsync(stop).ConfigureAwait(false))
            yield return entry;
    }

    public void Ended(EntryRef entry, JournalEntry end, IReadOnlyList<BlockTiming> timings)
        => ended(entry, end, timings);

    public ValueTask<OfferedValue> ValueAsync(string node, CancellationToken stop) => values.TakeAsync(node, stop);
}
