using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Pipeline3D.Engine.Journal;
using Pipeline3D.Engine.Remote;

namespace Pipeline3D.Testing.Remote;

/// <summary>What one worker of an <see cref="InMemoryPool"/> takes and gives back.</summary>
/// <param name="worker">Its name.</param>
/// <param name="places">Items that it holds at once.</param>
/// <param name="queue">Where it takes them from.</param>
/// <param name="value">Gives values known beforehand.</param>
/// <param name="place">Moves an item's files to the run's folder.</param>
internal sealed class InMemoryFeed(string worker, int places, TaskQueue queue,
    Func<string, CancellationToken, ValueTask<OfferedValue>> value, Action<IEnumerable<JournalOutput>> place)
    : IItemFeed, IDisposable
{
    private readonly ConcurrentDictionary<(string, long), bool> _held = [];
    private readonly SemaphoreSlim _room = new(places);

    public async IAsyncEnumerable<EntryRef> TakeAsync([EnumeratorCancellation] CancellationToken stop)
    {
        while (true)
        {
            await _room.WaitAsync(stop).ConfigureAwait(false);
            EntryRef? next = await queue.TakeAsync(entry => _held.ContainsKey((entry.Source, entry.Sequence)), stop)
                .ConfigureAwait(false);
            if (next is null)
                yield break;
            _held[(next.Source, next.Sequence)] = true;
            yield return next;
        }
    }

    public void Ended(EntryRef entry, JournalEntry end, IReadOnlyList<BlockTiming> timings)
    {
        queue.End(entry, new RemoteEnd(end, timings, worker, 1), place);
        _held.TryRemove((entry.Source, entry.Sequence), out _);
        queue.Changed();
        _room.Release();
    }

    public void Dispose() => _room.Dispose();

    public ValueTask<OfferedValue> ValueAsync(string node, CancellationToken stop) => value(node, stop);
}
