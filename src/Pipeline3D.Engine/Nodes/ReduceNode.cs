using System.Runtime.CompilerServices;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Runs;
using Pipeline3D.Engine.Graphs;
using Pipeline3D.Engine.Journal;
using Pipeline3D.Engine.Remote;
using Pipeline3D.Engine.Runs;

namespace Pipeline3D.Engine.Nodes;

/// <summary>One output of all inputs, taken one at a time and in order.</summary>
/// <remarks>When a drain ended one of its sources early there is no output: a model of half the training scans looks
/// like a model, and would be taken for one.</remarks>
internal sealed class ReduceNode<TIn, TOut> : GivingNode<TOut>, ITakes<TIn>
{
    private readonly Inlet<TIn> _add;
    private readonly IReduce<TIn, TOut> _block;
    private readonly Func<Flow<TIn>, BlockContext, ValueTask<bool>> _take;
    private readonly IReadOnlySet<string> _sources;
    private readonly ContentKey _key;
    private readonly RemoteFits<TIn, TOut>? _fits;
    private readonly bool _isOffered;

    /// <param name="spec">What the node is.</param>
    /// <param name="state">The run.</param>
    /// <param name="block">The block.</param>
    /// <param name="sources">The sources whose items reach it.</param>
    /// <param name="isFitElsewhere">Whether other processes make its product, as the items are there.</param>
    /// <param name="isOffered">Whether other processes need the product.</param>
    public ReduceNode(GraphNode spec, RunState state, IReduce<TIn, TOut> block, IReadOnlySet<string> sources,
        bool isFitElsewhere, bool isOffered) : base(spec, state)
    {
        (_block, _sources, _take, _isOffered) = (block, sources, TakeAsync, isOffered);
        _key = new ContentKey(removable: isFitElsewhere);
        _fits = isFitElsewhere ? new RemoteFits<TIn, TOut>(spec.Id, block, state) : null;
        _add = OneAtATime<TIn>(AddAsync);
        Parts.Add(CompleteAsync());
    }

    public IInlet<TIn> In => _add;

    // What every item left in a reducer that remembers makes its product anew.
    private bool KeepsProduct => _block is IKeepsProduct<TOut> and not IRemembers<TIn>;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask AddAsync(Flow<TIn> flow)
    {
        // What was made of the item in an earlier run stands for it.
        bool isMade = State.Journal.IsOn && State.Resumption.ProductOf(Spec.Id) is not null;
        if (flow.Ticket.Resumed is not null || (isMade && flow.IsLive))
        {
            bool anyRejected = !isMade && TakeBack(flow);
            State.Settle(flow.Ticket, flow.IsLive ? ItemOutcome.Completed
                : anyRejected ? Memory.Dead(flow.Mark) : flow.Mark);
            return;
        }
        Flow<bool> end = await Guard.RunAsync(flow, _take).ConfigureAwait(false);
        if (end.IsLive && State.Journal.IsOn)
            _key.Add(flow.Ticket, flow.Id);
        State.Settle(flow.Ticket, end.IsLive ? ItemOutcome.Completed : end.Mark);
    }

    private bool TakeBack(Flow<TIn> flow)
    {
        (IReadOnlyList<ItemId> parts, bool anyRejected) = Memory.Recall(flow, Spec.Id, _block as IRemembers<TIn>,
            State);
        foreach (ItemId part in parts)
        {
            _key.Add(flow.Ticket, part);
            if (flow.Ticket.Entry is { } entry)
                _fits?.Add(entry, part);
        }
        return anyRejected;
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
        string key = kept?.Key ?? Key();
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
        // Without the items that were rejected where it was made.
        made.Hash = !State.Journal.IsOn ? "" : kept is null ? Key() : key;
        if (product.IsLive && kept is null)
            Keep(product.Payload!, made.Hash, notes);
        if (_isOffered)
            await OfferAsync(product, made.Hash).ConfigureAwait(false);
        await Out.SendAsync(product with { Ticket = made }).ConfigureAwait(false);
        Out.Complete();
    }

    // What ends early because the run is drained is no failure: a resumed run goes on with it.
    private async ValueTask<TOut> MakeAsync(string key, RunContext context, RunNotes notes, Action paused,
        CancellationToken stop)
    {
        bool isKnown = _key.IsKnown && State.Journal.IsOn && KeepsProduct;
        if (isKnown && Cache.TryFind(_block, key, context, out TOut? cached))
            return cached!;
        TOut product;
        try
        {
            if (_fits is null)
                product = await _block.CompleteAsync(context, stop).ConfigureAwait(false);
            else
                product = await _fits.MakeAsync(Reject, context, stop).ConfigureAwait(false);
        }
        catch (ItemRejectedException cause) when (cause.Reason == RejectReason.Stopped)
        {
            paused();
            throw;
        }
        if (isKnown)
            Cache.Keep(_block, Key(), product, notes);
        return product;
    }

    private string Key() => _key.Complete(_sources.Select(State.Resumption.UpstreamOf));

    private void Reject(EntryRef entry, DeadLetter letter)
    {
        _key.Remove(letter.Item);
        State.TurnDead(letter, State.Resumption.Rejected(entry.Source, entry.Item, letter));
    }

    private async ValueTask OfferAsync(Flow<TOut> product, string key)
    {
        try
        {
            await State.Pool!.OfferAsync(Spec.Id, key, product.IsLive
                ? stream => ((IKeepsProduct<TOut>)_block).SaveProduct(product.Payload!, stream) : null,
                State.StopOrAbort).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (State.StopOrAbort.IsCancellationRequested)
        {
            // Nobody will need it.
        }
        catch (Exception cause) when (cause is PoolException or IOException)
        {
            State.Break($"what {Spec.Id} made could not be given to other processes: {cause.Message}");
        }
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
