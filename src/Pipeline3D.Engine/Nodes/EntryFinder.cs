using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Engine.Runs;

namespace Pipeline3D.Engine.Nodes;

/// <summary>Finds the entries of a source by their identity.</summary>
/// <remarks>A source that cannot locate is listed, forward from the entry found last, as entries are asked for nearly
/// in order; and once more from its beginning for one that lies behind. One caller at a time.</remarks>
internal sealed class EntryFinder<TOut>(ISource<TOut> source, RunState state)
{
    private IAsyncEnumerator<SourceEntry<TOut>>? _entries;

    /// <summary>The entry; null when the source has none of that identity.</summary>
    public async ValueTask<SourceEntry<TOut>?> FindAsync(ItemId item, string input)
    {
        if (source is ILocates<TOut> locates)
            return locates.Locate(item, input, state.Context);
        bool isFromStart = _entries is null;
        SourceEntry<TOut>? found = await ForwardAsync(item).ConfigureAwait(false);
        return found is not null || isFromStart ? found : await ForwardAsync(item).ConfigureAwait(false);
    }

    /// <summary>Ends the list.</summary>
    public async ValueTask CloseAsync()
    {
        if (_entries is { } entries)
        {
            _entries = null;
            await entries.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async ValueTask<SourceEntry<TOut>?> ForwardAsync(ItemId item)
    {
        _entries ??= source.ListAsync(state.Context, state.Stop).GetAsyncEnumerator(state.Stop);
        while (await _entries.MoveNextAsync().ConfigureAwait(false))
            if (_entries.Current.Id == item)
                return _entries.Current;
        await CloseAsync().ConfigureAwait(false);
        return null;
    }
}
