using System.Diagnostics;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Engine.Graphs;
using Pipeline3D.Engine.Journal;
using Pipeline3D.Engine.Remote;
using Pipeline3D.Engine.Runs;

namespace Pipeline3D.Engine.Nodes;

/// <summary>A source that gives what a feed asks for.</summary>
internal interface IFed
{
    /// <summary>Admits an entry when there is room for it.</summary>
    ValueTask AdmitAsync(EntryRef asked);

    /// <summary>Nothing more is asked for.</summary>
    ValueTask CompleteAsync();
}

/// <summary>Finds entries by their names and loads them in parallel, for a run whose list is elsewhere.</summary>
internal sealed class FedSourceNode<TOut> : GivingNode<TOut>, IFed
{
    private readonly EntryFinder<TOut> _finder;
    private readonly Stage<SourceEntry<TOut>, TOut> _load;
    private readonly Outlet<SourceEntry<TOut>> _admit;

    public FedSourceNode(GraphNode spec, RunState state, ISource<TOut> source)
        : base(spec, state, RejectReason.Unreadable)
    {
        _finder = new EntryFinder<TOut>(source, state);
        Func<Flow<SourceEntry<TOut>>, BlockContext, ValueTask<TOut>> body = EntryLoad.RunAsync;
        _load = new(spec.Settings, Out, flow => Guard.RunAsync(flow, body), state.Abort);
        _admit = new Outlet<SourceEntry<TOut>>(state.Abort);
        _admit.Connect([_load.In]);
        Parts.Add(_load.Completion);
    }

    public async ValueTask AdmitAsync(EntryRef asked)
    {
        SourceEntry<TOut>? entry = await _finder.FindAsync(asked.Item, asked.Input).ConfigureAwait(false);
        string stamp = entry is null ? "" : InputFiles.Stamp(entry.Files);
        long bytes = Math.Max(0, entry?.DeclaredBytes ?? 0);
        await State.Budget.AdmitAsync(bytes).ConfigureAwait(false);
        Ticket ticket = State.Open(asked.Item, asked.Input, bytes, Spec.Id, phase: 0, stamp, isJournaled: true,
            parent: ParentOf(asked), entry: asked);
        var flow = new Flow<SourceEntry<TOut>>(ticket, asked.Item, 0, true, default, entry, 0);
        if (entry is null || !AreThere(entry.Files, asked))
            flow = Guard.Bury<SourceEntry<TOut>, SourceEntry<TOut>>(flow, RejectReason.Unreadable,
                $"{asked.Input} is not seen on {Environment.MachineName}, or is another file there; is its folder "
                    + "mounted under the same path? Say --map FROM=TO to the worker if it lies elsewhere");
        await _admit.SendAsync(flow).ConfigureAwait(false);
    }

    public async ValueTask CompleteAsync()
    {
        await _finder.CloseAsync().ConfigureAwait(false);
        _admit.Complete();
    }

    // Sizes as they were listed; times may differ between copies.
    private static bool AreThere(IReadOnlyList<string> files, EntryRef asked)
        => InputFiles.HaveSizesOf(asked.Stamp, files);

    private static ActivityContext ParentOf(EntryRef asked)
        => ActivityContext.TryParse(asked.TraceParent, null, isRemote: true, out ActivityContext parent) ? parent
            : default;
}
