using System.Threading.Tasks.Dataflow;
using Pipeline3D.Core;

namespace Pipeline3D.Engine;

/// <summary>The end of a branch: hands items to a sink one at a time, in order, and settles what arrives.</summary>
internal sealed class SinkNode<TIn> : Node, ITakes<TIn>, IEnds
{
    private readonly ActionBlock<Flow<TIn>> _consume;
    private readonly ISink<TIn> _sink;

    public SinkNode(GraphNode spec, RunState state, ISink<TIn> sink) : base(spec, state, RejectReason.OutputFailed)
    {
        _sink = sink;
        _consume = new ActionBlock<Flow<TIn>>(ConsumeAsync, Bounds(single: true));
        Parts.Add(CompleteAsync());
    }

    public ITargetBlock<Flow<TIn>> In => _consume;

    public bool Remembers => _sink is IRemembers<TIn>;

    public bool KeepsProduct => false;

    private async Task ConsumeAsync(Flow<TIn> flow)
    {
        if (flow.Ticket.Resumed is not null)
        {
            Memory.Recall(flow, Spec.Id, _sink as IRemembers<TIn>, State);
            State.Settle(flow.Ticket, flow.Mark);
            return;
        }
        Flow<bool> end = await Guard.RunAsync(flow, async (input, context) =>
        {
            await _sink.ConsumeAsync(input, context).ConfigureAwait(false);
            if (flow.Ticket.IsJournaled && _sink is IRemembers<TIn> memory)
                flow.Ticket.Add(Spec.Id, flow.Id, memory.Remember(input, context));
            return true;
        }).ConfigureAwait(false);
        State.Settle(flow.Ticket, end.IsLive ? ItemOutcome.Completed : end.Mark);
    }

    private async Task CompleteAsync()
    {
        await _consume.Completion.ConfigureAwait(false);
        if (State.Stop.IsCancellationRequested)
            return;
        var id = new ItemId("", "", "", "", Spec.Id);
        var ticket = new Ticket(id, long.MaxValue, $"all inputs of {Spec.Id}", 0, Spec.Id, 0,
            derived: true) { IsCompletion = true };
        Flow<bool> end = await Guard.RunAsync(new Flow<bool>(ticket, id, 0, true, default, true, 0),
            async (_, context) =>
        {
            await _sink.CompleteAsync(State.Context, context.Stop).ConfigureAwait(false);
            return true;
        }).ConfigureAwait(false);
        if (!end.IsLive)
            State.AddFailure($"{Spec.Id} could not finish: {State.DeadLetters.MessageOf(id)}");
    }
}
