using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Engine.Graphs;
using Pipeline3D.Engine.Journal;
using Pipeline3D.Engine.Runs;

namespace Pipeline3D.Engine.Nodes;

/// <summary>The end of a branch: hands items to a sink one at a time, in order, and settles what arrives.</summary>
internal sealed class SinkNode<TIn> : Node, ITakes<TIn>, INeeds
{
    private readonly Inlet<TIn> _consume;
    private readonly ISink<TIn> _sink;
    private readonly Func<Flow<TIn>, BlockContext, ValueTask<bool>> _take;

    public SinkNode(GraphNode spec, RunState state, ISink<TIn> sink) : base(spec, state, RejectReason.OutputFailed)
    {
        (_sink, _take) = (sink, TakeAsync);
        _consume = OneAtATime<TIn>(ConsumeAsync);
        Parts.Add(CompleteAsync());
    }

    public IInlet<TIn> In => _consume;

    public bool Needs(ItemId item) => _sink is not IContributes<TIn> contributes || contributes.Needs(item);

    private ValueTask ConsumeAsync(Flow<TIn> flow)
    {
        if (flow.Ticket.Resumed is not null)
        {
            (_, bool anyRejected) = Memory.Recall(flow, Spec.Id, _sink as IRemembers<TIn>, State);
            State.Settle(flow.Ticket, anyRejected ? Memory.Dead(flow.Mark) : flow.Mark);
            return ValueTask.CompletedTask;
        }
        ValueTask<Flow<bool>> end = Guard.RunAsync(flow, _take);
        if (!end.IsCompletedSuccessfully)
            return WaitAsync(flow, end);
        Settle(flow, end.Result);
        return ValueTask.CompletedTask;
    }

    private async ValueTask WaitAsync(Flow<TIn> flow, ValueTask<Flow<bool>> end)
        => Settle(flow, await end.ConfigureAwait(false));

    private void Settle(in Flow<TIn> flow, in Flow<bool> end)
        => State.Settle(flow.Ticket, end.IsLive ? ItemOutcome.Completed : end.Mark);

    private ValueTask<bool> TakeAsync(Flow<TIn> flow, BlockContext context)
    {
        if (flow.Ticket.IsJournaled && _sink is IRemembers<TIn> memory)
            return RememberAsync(flow, memory, context);
        ValueTask taking = _sink.ConsumeAsync(flow.Payload!, context);
        return taking.IsCompletedSuccessfully ? new(true) : WaitAsync(taking);
    }

    private static async ValueTask<bool> WaitAsync(ValueTask taking)
    {
        await taking.ConfigureAwait(false);
        return true;
    }

    private async ValueTask<bool> RememberAsync(Flow<TIn> flow, IRemembers<TIn> memory, BlockContext context)
    {
        await _sink.ConsumeAsync(flow.Payload!, context).ConfigureAwait(false);
        flow.Ticket.Add(Spec.Id, flow.Id, memory.Remember(flow.Payload!, context));
        return true;
    }

    private async Task CompleteAsync()
    {
        await _consume.Completion.ConfigureAwait(false);
        if (State.Stop.IsCancellationRequested)
            return;
        var id = new ItemId("", "", "", "", Spec.Id);
        Ticket ticket = Ticket.OfAll(Spec.Id, id, isCompletion: true);
        Flow<bool> end = await Guard.RunAsync<bool, bool>(new Flow<bool>(ticket, id, 0, true, default, true, 0),
            async (_, context) =>
        {
            await _sink.CompleteAsync(context.Run.For(Spec.Id), context.Stop).ConfigureAwait(false);
            return true;
        }).ConfigureAwait(false);
        // A stop may come at any moment after the look above, and is no failure of the sink.
        if (!end.IsLive && ticket.Letters is not [{ Reason: RejectReason.Stopped }])
            State.AddFailure($"{Spec.Id} could not finish: {State.DeadLetters.MessageOf(id)}");
    }
}
