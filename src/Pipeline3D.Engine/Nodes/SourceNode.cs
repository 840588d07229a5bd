using System.Runtime.CompilerServices;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Engine.Graphs;
using Pipeline3D.Engine.Journal;
using Pipeline3D.Engine.Remote;
using Pipeline3D.Engine.Runs;

namespace Pipeline3D.Engine.Nodes;

/// <summary>A source that the admission can ask for its next item.</summary>
internal interface IAdmits
{
    string Id { get; }

    ValueTask<long?> CountAsync();

    /// <summary>Admits the next entry; false when the source has no more or is being drained.</summary>
    ValueTask<bool> AdmitNextAsync(int phase);

    /// <summary>Whether something holds for every entry; lists them all.</summary>
    ValueTask<bool> AllAsync(Func<ItemId, IReadOnlyList<string>, bool> holds);

    /// <summary>Ends the source: nothing more will be admitted.</summary>
    ValueTask CompleteAsync();
}

/// <summary>Lists entries one by one and loads them in parallel.</summary>
internal sealed class SourceNode<TOut> : GivingNode<TOut>, IAdmits
{
    private readonly ISource<TOut> _source;
    private readonly Stage<SourceEntry<TOut>, TOut> _load;
    private readonly Outlet<SourceEntry<TOut>> _admit;
    private readonly HashSet<ItemId> _seen = [];
    private readonly bool _isRemote;
    private IAsyncEnumerator<SourceEntry<TOut>>? _entries;

    /// <param name="spec">What the node is.</param>
    /// <param name="state">The run.</param>
    /// <param name="source">The block.</param>
    /// <param name="meters">Where what other processes did is counted, when they compute the items; else null.</param>
    public SourceNode(GraphNode spec, RunState state, ISource<TOut> source,
        IReadOnlyDictionary<string, NodeMeter>? meters) : base(spec, state, RejectReason.Unreadable)
    {
        (_source, _isRemote) = (source, meters is not null);
        Func<Flow<SourceEntry<TOut>>, BlockContext, ValueTask<TOut>> body = EntryLoad.RunAsync;
        _load = meters is null ? new(spec.Settings, Out, flow => Guard.RunAsync(flow, body), state.Abort)
            : new(RemoteLoad<TOut>.Settings(spec.Settings), Out, new RemoteLoad<TOut>(this, state, meters).RunAsync,
                state.Abort);
        _admit = new Outlet<SourceEntry<TOut>>(state.Abort);
        _admit.Connect([_load.In]);
        Parts.Add(_load.Completion);
    }

    public string Id => Spec.Id;

    public ValueTask<long?> CountAsync() => _source.CountAsync(State.Context, State.Stop);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> AdmitNextAsync(int phase)
    {
        _entries ??= _source.ListAsync(State.Context, State.Stop).GetAsyncEnumerator(State.Stop);
        if (State.IsDraining)
        {
            State.Cut(Spec.Id);
            return false;
        }
        if (!await _entries.MoveNextAsync().ConfigureAwait(false))
            return false;
        SourceEntry<TOut> entry = _entries.Current;
        bool isNew = entry.IsUnique || _seen.Add(entry.Id);
        string stamp = State.KeepsEnds ? InputFiles.Stamp(entry.Files) : "";
        if (isNew && State.Resumption.FindDone(Id, entry.Id, entry.Files, stamp) is { } done)
        {
            await ResumeAsync(entry, done, phase).ConfigureAwait(false);
            return true;
        }
        // What others compute takes no memory here.
        long bytes = _isRemote ? 0 : Math.Max(0, entry.DeclaredBytes);
        if (!State.Budget.TryAdmit(bytes))
        {
            long asked = State.Time.GetTimestamp();
            await State.Budget.AdmitAsync(bytes).ConfigureAwait(false);
            EngineTelemetry.Blocked.Add(State.Time.GetElapsedTime(asked).TotalSeconds);
        }
        Ticket ticket = State.Open(entry.Id, entry.Input, bytes, Spec.Id, phase, stamp,
            isJournaled: isNew && State.KeepsEnds, dueAt: entry.DueAt, parent: entry.Trace);
        if (_isRemote && isNew)
            ticket.Entry = Named(entry, ticket);
        var flow = new Flow<SourceEntry<TOut>>(ticket, entry.Id, 0, true, default, entry, 0);
        if (!isNew)
            flow = Guard.Bury<SourceEntry<TOut>, SourceEntry<TOut>>(flow, RejectReason.DuplicateId,
                $"the source lists {entry.Id} twice, now from {entry.Input}; the first one is used, rename or remove "
                    + "one");
        await _admit.SendAsync(flow).ConfigureAwait(false);
        return true;
    }

    public async ValueTask<bool> AllAsync(Func<ItemId, IReadOnlyList<string>, bool> holds)
    {
        await foreach (SourceEntry<TOut> entry in _source.ListAsync(State.Context, State.Stop).ConfigureAwait(false))
            if (!holds(entry.Id, entry.Files))
                return false;
        return true;
    }

    public async ValueTask CompleteAsync()
    {
        if (_entries is not null)
            await _entries.DisposeAsync().ConfigureAwait(false);
        _admit.Complete();
    }

    // A mark goes the item's way in its place, so that sinks and merges see it where it would have come.
    private async Task ResumeAsync(SourceEntry<TOut> entry, JournalEntry done, int phase)
    {
        await State.Budget.AdmitAsync(0).ConfigureAwait(false);
        Ticket ticket = State.Open(entry.Id, entry.Input, 0, Spec.Id, phase, resumed: done);
        ticket.Hash = done.Hash;
        State.Repeat(done);
        var mark = new Flow<SourceEntry<TOut>>(ticket, entry.Id, 0, false, ItemOutcome.Resumed, null, 0);
        await _admit.SendAsync(mark).ConfigureAwait(false);
    }

    private EntryRef Named(SourceEntry<TOut> entry, Ticket ticket) => new()
    {
        Source = Id, Item = entry.Id, Sequence = ticket.Sequence, Input = entry.Input, Stamp = ticket.Stamp,
        Upstream = State.Resumption.UpstreamOf(Id), Files = entry.Files, Spared = State.Resumption.SparedBy(Id,
            entry.Id),
        DeclaredBytes = Math.Max(0, entry.DeclaredBytes), TraceParent = ticket.Trace?.Id ?? "",
    };
}
