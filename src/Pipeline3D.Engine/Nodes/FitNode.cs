using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Runs;
using Pipeline3D.Engine.Graphs;
using Pipeline3D.Engine.Journal;
using Pipeline3D.Engine.Remote;
using Pipeline3D.Engine.Runs;

namespace Pipeline3D.Engine.Nodes;

/// <summary>The one reducer of a run that reduces a group for a run elsewhere.</summary>
internal sealed class FitNode<TIn, TOut> : Node, ITakes<TIn>
{
    private readonly Inlet<TIn> _add;
    private readonly IReduce<TIn, TOut> _block;
    private readonly FitOrder _order;
    private readonly RunNotes _notes = new();
    private readonly List<DeadLetter> _letters = [];
    private long _arrived;

    public FitNode(GraphNode spec, RunState state, IReduce<TIn, TOut> block) : base(spec, state)
    {
        (_block, _order) = (block, state.Fit!);
        _add = OneAtATime<TIn>(AddAsync);
        Parts.Add(CompleteAsync());
    }

    public IInlet<TIn> In => _add;

    private async ValueTask AddAsync(Flow<TIn> flow)
    {
        if (flow.IsLast)
            _arrived++;
        // What blocks before it told is told by the item's own row.
        flow.Ticket.Context = State.Context.NotedBy(_notes);
        bool isOther = _order.Task.IsGrouped && ((IGroups<TOut>)_block).GroupOf(flow.Id) != _order.Task.Group;
        Flow<bool> end = flow.IsLive && isOther ? flow.Ended<bool>(ItemOutcome.Completed)
            : await Guard.RunAsync<TIn, bool>(flow, TakeAsync).ConfigureAwait(false);
        if (flow.IsLast)
            _letters.AddRange(flow.Ticket.Letters);
        State.Settle(flow.Ticket, end.IsLive ? ItemOutcome.Completed : end.Mark);
    }

    private async ValueTask<bool> TakeAsync(Flow<TIn> flow, BlockContext context)
    {
        await _block.AddAsync(flow.Payload!, context).ConfigureAwait(false);
        return true;
    }

    private async Task CompleteAsync()
    {
        await _add.Completion.ConfigureAwait(false);
        var id = new ItemId("", "", "", "", Spec.Id);
        Ticket ticket = Ticket.OfAll(Spec.Id, id, isCompletion: true);
        var all = new Flow<bool>(ticket, id, 0, true, default, true, 0);
        RunContext context = State.Context.NotedBy(_notes).For(Spec.Id);
        Flow<TOut> made = _arrived < _order.Task.Items.Count
            ? Guard.Bury<bool, TOut>(all, RejectReason.Stopped, $"only {_arrived} of {_order.Task.Items.Count} items "
                + $"reached {Spec.Id} here before the end")
            : await Guard.RunAsync<bool, TOut>(all, (_, item) => MakeAsync(context, item.Stop)).ConfigureAwait(false);
        RemoteFailure? failure = made.IsLive ? null : ticket.Letters is [var letter, ..]
            ? new RemoteFailure(letter.Reason, letter.Message, letter.Stack)
            : new RemoteFailure(RejectReason.Stopped, $"{Spec.Id} was ended before it was done", "");
        _order.Made(new FittedGroup
        {
            Save = made.IsLive ? stream => ((IKeepsProduct<TOut>)_block).SaveProduct(made.Payload!, stream) : null,
            Failure = failure, Facts = _notes.Facts, Remarks = _notes.Remarks, Letters = _letters,
            Busy = Guard.Meter.Read().Busy,
        });
    }

    private ValueTask<TOut> MakeAsync(RunContext context, CancellationToken stop)
        => _order.Task.IsGrouped ? ((IGroups<TOut>)_block).CompleteGroupAsync(context, stop)
            : _block.CompleteAsync(context, stop);
}
