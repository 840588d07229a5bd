using System.Runtime.CompilerServices;
using Pipeline3D.Engine.Graphs;
using Pipeline3D.Engine.Nodes;
using Pipeline3D.Engine.Remote;

namespace Pipeline3D.Engine.Runs;

/// <summary>Admits items: phase after phase, within a phase one from each source in turn, so that the order is always
/// the same.</summary>
internal sealed class Admission(GraphPlan plan, Wiring wiring, RunState state)
{
    public async Task RunAsync()
    {
        if (state.Feed is not null)
            await Task.WhenAll(ListAsync(), FeedAsync(state.Feed)).ConfigureAwait(false);
        else
            await ListAsync().ConfigureAwait(false);
    }

    private async Task ListAsync()
    {
        var sources = plan.PhaseOfSource.Where(pair => wiring.Nodes.GetValueOrDefault(pair.Key) is IAdmits)
            .GroupBy(pair => pair.Value).OrderBy(group => group.Key)
            .Select(group => (Phase: group.Key, Nodes: group.Select(pair => (IAdmits)wiring.Nodes[pair.Key]).ToList()))
                .ToList();
        await CountAsync(sources.SelectMany(group => group.Nodes)).ConfigureAwait(false);
        foreach ((int phase, List<IAdmits> nodes) in sources)
        {
            await Task.WhenAll(NeededBefore(phase)).WaitAsync(state.Abort).ConfigureAwait(false);
            await state.Resumption.PrepareAsync(nodes, (node, ask) => Guarded(node, ask, false)).ConfigureAwait(false);
            await AdmitAsync(phase, nodes).ConfigureAwait(false);
        }
    }

    // Takes what the feed gives, one after the other as there is room; what is not fed gives nothing.
    private async Task FeedAsync(IItemFeed feed)
    {
        Dictionary<string, IFed> fed = wiring.Nodes.Where(pair => pair.Value is IFed)
            .ToDictionary(pair => pair.Key, pair => (IFed)pair.Value, StringComparer.Ordinal);
        try
        {
            await foreach (EntryRef asked in feed.TakeAsync(state.StopOrAbort).ConfigureAwait(false))
            {
                if (!fed.TryGetValue(asked.Source, out IFed? source))
                    throw new PoolException($"there is no source '{asked.Source}' here to load {asked.Item} from");
                await source.AdmitAsync(asked).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (state.StopOrAbort.IsCancellationRequested)
        {
            // What is in work ends as stopped.
        }
        catch (Exception cause)
        {
            state.Break($"what is to be computed could not be taken: {cause.Message}");
        }
        foreach (IFed source in fed.Values)
            await source.CompleteAsync().ConfigureAwait(false);
        state.EndFeed();
    }

    private async Task CountAsync(IEnumerable<IAdmits> nodes)
    {
        long? total = 0;
        foreach (IAdmits node in nodes)
            total += await Guarded(node, node.CountAsync, null).ConfigureAwait(false);
        state.Total = total;
    }

    private IEnumerable<Task> NeededBefore(int phase) => wiring.Captures
        .Where(pair => plan.SourcesOf(pair.Key).Any(source => plan.PhaseOfSource[source] <= phase))
        .Select(pair => ((IKnownBeforehand)pair.Value).Known);

    private async Task AdmitAsync(int phase, List<IAdmits> nodes)
    {
        var active = nodes.Select(node => (Node: node, Next: new Func<ValueTask<bool>>(
            () => node.AdmitNextAsync(phase)))).ToList();
        for (int turn = 0; active.Count > 0; turn = turn + 1 < active.Count ? turn + 1 : 0)
        {
            (IAdmits node, Func<ValueTask<bool>> next) = active[turn];
            if (await Guarded(node, next, false).ConfigureAwait(false))
                continue;
            active.RemoveAt(turn--);
            await node.CompleteAsync().ConfigureAwait(false);
        }
    }

    // A source that cannot list fails the run, not the process; what it listed before is finished.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<T> Guarded<T>(IAdmits node, Func<ValueTask<T>> ask, T otherwise)
    {
        try
        {
            return await ask().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (state.Stop.IsCancellationRequested
            || state.Abort.IsCancellationRequested)
        {
            return otherwise;
        }
        catch (Exception cause)
        {
            state.AddFailure($"source {node.Id} could not list its entries: {cause.Message}");
            return otherwise;
        }
    }
}
