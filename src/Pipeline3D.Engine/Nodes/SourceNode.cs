using System.Threading.Tasks.Dataflow;
using Pipeline3D.Core;

namespace Pipeline3D.Engine;

/// <summary>A source that the admission can ask for its next item.</summary>
internal interface IAdmits
{
    string Id { get; }

    ValueTask<long?> CountAsync();

    /// <summary>Admits the next entry; false when the source has no more or is being drained.</summary>
    ValueTask<bool> AdmitNextAsync(int phase);

    /// <summary>Ends the source: nothing more will be admitted.</summary>
    ValueTask CompleteAsync();
}

/// <summary>Lists entries one by one and loads them in parallel.</summary>
internal sealed class SourceNode<TOut> : GivingNode<TOut>, IAdmits
{
    private readonly ISource<TOut> _source;
    private readonly TransformBlock<Flow<SourceEntry<TOut>>, Flow<TOut>> _load;
    private readonly HashSet<ItemId> _seen = [];
    private IAsyncEnumerator<SourceEntry<TOut>>? _entries;

    public SourceNode(GraphNode spec, RunState state, ISource<TOut> source) : base(spec, state, RejectReason.Unreadable)
    {
        _source = source;
        _load = new TransformBlock<Flow<SourceEntry<TOut>>, Flow<TOut>>(
            flow => Guard.RunAsync<SourceEntry<TOut>, TOut>(flow, (entry, context) => entry.LoadAsync(context)),
                Bounds());
        Parts.Add(_load.Completion);
    }

    public string Id => Spec.Id;

    public override ISourceBlock<Flow<TOut>> Out => _load;

    public ValueTask<long?> CountAsync() => _source.CountAsync(State.Context, State.Stop);

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
        if (State.Journal.IsDone(entry.Id))
        {
            State.CountResumed();
            return true;
        }
        using var either = CancellationTokenSource.CreateLinkedTokenSource(State.Stop, State.Abort);
        long bytes = Math.Max(0, entry.DeclaredBytes);
        await State.Budget.AdmitAsync(bytes, either.Token).ConfigureAwait(false);
        Ticket ticket = State.Open(entry.Id, entry.Input, bytes, Spec.Id, phase);
        var flow = new Flow<SourceEntry<TOut>>(ticket, entry.Id, 0, true, default, entry, State.Time.GetTimestamp());
        if (!_seen.Add(entry.Id))
            flow = Guard.Bury<SourceEntry<TOut>, SourceEntry<TOut>>(flow, RejectReason.DuplicateId,
                $"the source lists {entry.Id} twice, now from {entry.Input}; the first one is used, rename or remove "
                    + "one");
        await _load.SendAsync(flow, State.Abort).ConfigureAwait(false);
        return true;
    }

    public async ValueTask CompleteAsync()
    {
        if (_entries is not null)
            await _entries.DisposeAsync().ConfigureAwait(false);
        _load.Complete();
    }
}
