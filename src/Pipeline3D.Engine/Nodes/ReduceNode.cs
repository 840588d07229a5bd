using System.Runtime.CompilerServices;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Runs;
using Pipeline3D.Engine.Graphs;
using Pipeline3D.Engine.Journal;
using Pipeline3D.Engine.Runs;

namespace Pipeline3D.Engine.Nodes;

/// <summary>One output of all inputs, taken one at a time and in order.</summary>
/// <remarks>When a drain ended one of its sources early there is no output: a model of half the training scans looks
/// like a model, and would be taken for one.</remarks>
internal sealed class ReduceNode<TIn, TOut> : GivingNode<TOut>, ITakes<TIn>, IEnds
{
    private readonly Inlet<TIn> _add;
    private readonly IReduce<TIn, TOut> _block;
    private readonly Func<Flow<TIn>, BlockContext, ValueTask<bool>> _take;
    private readonly IReadOnlySet<string> _sources;
    private readonly ContentKey _key = new();

    public ReduceNode(GraphNode spec, RunState state, IReduce<TIn, TOut> block, IReadOnlySet<string> sources)
        : base(spec, state)
    {
        (_block, _sources, _take) = (block, sources, TakeAsync);
        _add = OneAtATime<TIn>(AddAsync);
        Parts.Add(CompleteAsync());
    }

    public IInlet<TIn> In => _add;

    public bool Remembers => _block is IRemembers<TIn>;

    public bool KeepsProduct => !Remembers && _block is IKeepsProduct<TOut>;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask AddAsync(Flow<TIn> flow)
    {
        // What was made of the item in an earlier run stands for it.
        bool isMade = State.Journal.IsOn && State.Resumption.ProductOf(Spec.Id) is not null;
        if (flow.Ticket.Resumed is not null || (isMade && flow.IsLive))
        {
            if (!isMade)
                foreach (ItemId part in Memory.Recall(flow, Spec.Id, _block as IRemembers<TIn>, State))
                    _key.Add(flow.Ticket, part);
            State.Settle(flow.Ticket, flow.IsLive ? ItemOutcome.Completed : flow.Mark);
            return;
        }
        Flow<bool> end = await Guard.RunAsync(flow, _take).ConfigureAwait(false);
        if (end.IsLive && State.Journal.IsOn)
            _key.Add(flow.Ticket, flow.Id);
        State.Settle(flow.Ticket, end.IsLive ? ItemOutcome.Completed : end.Mark);
    }

    private async ValueTask<bool> TakeAsync(Flow<TIn> flow, BlockContext context)
    {
        await _block.AddAsync(flow.Payload!, context).ConfigureAwait(false);
        if (flow.Ticket.IsJournaled && _block is IRemembers<TIn> memory)
            flow.Ticket.Add(Spec.Id, flow.Id, memory.Remember(flow.Payload!, context));
        return true;
    }

    private async Task CompleteAsync()
    {
        await _add.Completion.ConfigureAwait(false);
        var id = new ItemId("", "", "", "", Spec.Id);
        var notes = new RunNotes();
        RunContext context = State.Context.NotedBy(notes).For(Spec.Id);
        Ticket ticket = Ticket.OfAll(Spec.Id, id, isCompletion: true);
        var all = new Flow<bool>(ticket, id, 0, true, default, true, 0);
        JournalProduct? kept = State.Resumption.ProductOf(Spec.Id);
        string? cut = _sources.Select(State.WhyCut).FirstOrDefault(why => why is not null);
        string key = kept?.Key ?? _key.Complete(_sources.Select(State.Resumption.UpstreamOf));
        bool isPaused = false;
        Flow<TOut> product = cut is null
            ? await Guard.RunAsync<bool, TOut>(all, (_, item) => kept is null
                ? MakeAsync(key, context, notes, () => isPaused = State.IsDraining, item.Stop) : new(Load(kept)))
                .ConfigureAwait(false)
            : Guard.Bury<bool, TOut>(all, RejectReason.Stopped, $"{cut}, so there is no result of it");
        if (!product.IsLive && !isPaused && !(cut is not null && State.IsDraining)
            && !State.Stop.IsCancellationRequested)
            State.AddFailure($"{Spec.Id} could not finish: {State.DeadLetters.MessageOf(id)}");
        Ticket made = Ticket.OfAll(Spec.Id, id);
        made.Hash = State.Journal.IsOn ? key : "";
        if (product.IsLive && kept is null)
            Keep(product.Payload!, made.Hash, notes);
        await Out.SendAsync(product with { Ticket = made }).ConfigureAwait(false);
        Out.Complete();
    }

    // What ends early because the run is drained is no failure: a resumed run goes on with it.
    private async ValueTask<TOut> MakeAsync(string key, RunContext context, RunNotes notes, Action paused,
        CancellationToken stop)
    {
        bool isKnown = _key.IsKnown && State.Journal.IsOn;
        if (isKnown && Cache.TryFind(_block, key, context, out TOut? cached))
            return cached!;
        TOut product;
        try
        {
            product = await _block.CompleteAsync(context, stop).ConfigureAwait(false);
        }
        catch (ItemRejectedException cause) when (cause.Reason == RejectReason.Stopped)
        {
            paused();
            throw;
        }
        if (isKnown)
            Cache.Keep(_block, key, product, notes);
        return product;
    }

    private TOut Load(JournalProduct kept)
    {
        using Stream stream = State.Journal.Open(kept);
        foreach ((string name, string value) in kept.Facts)
            State.Context.AddFact(name, value);
        foreach (string remark in kept.Remarks)
            State.Context.AddRemark(remark);
        return ((IKeepsProduct<TOut>)_block).LoadProduct(stream);
    }

    private void Keep(TOut product, string key, RunNotes notes)
    {
        if (!State.Journal.IsOn || !KeepsProduct)
            return;
        try
        {
            State.Resumption.Made(new JournalProduct(Spec.Id, key, notes.Facts, notes.Remarks),
                stream => ((IKeepsProduct<TOut>)_block).SaveProduct(product, stream));
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            State.AddFailure($"what {Spec.Id} made could not be kept for a resumed run: {cause.Message}; check the "
                + "space on the disk and the rights on the folder");
        }
    }
}
