using System.Threading.Tasks.Dataflow;
using Pipeline3D.Core;

namespace Pipeline3D.Engine;

/// <summary>Any number of outputs per input. The outputs wait in a bounded buffer (TransformManyBlock would ignore its
/// capacity).</summary>
internal sealed class ExpandNode<TIn, TOut> : GivingNode<TOut>, ITakes<TIn>
{
    private readonly TransformBlock<Flow<TIn>, Flow<IReadOnlyList<(string Name, TOut Payload)>>> _expand;
    private readonly BufferBlock<Flow<TOut>> _out;
    private long _sequence = -1;
    private int _part;

    public ExpandNode(GraphNode spec, RunState state, IExpand<TIn, TOut> block) : base(spec, state)
    {
        _expand = new(flow => Guard.RunAsync<TIn, IReadOnlyList<(string, TOut)>>(flow, block.ExpandAsync), Bounds());
        _out = new BufferBlock<Flow<TOut>>(new DataflowBlockOptions
        {
            BoundedCapacity = spec.Settings.EffectiveCapacity,
            CancellationToken = state.Abort,
        });
        var flatten = new ActionBlock<Flow<IReadOnlyList<(string Name, TOut Payload)>>>(FlattenAsync,
            new ExecutionDataflowBlockOptions { BoundedCapacity = 1, CancellationToken = state.Abort });
        _expand.LinkTo(flatten, new DataflowLinkOptions { PropagateCompletion = true });
        Parts.AddRange([_expand.Completion, Completions.Chain(flatten.Completion, _out), _out.Completion]);
    }

    public ITargetBlock<Flow<TIn>> In => _expand;

    public override ISourceBlock<Flow<TOut>> Out => _out;

    private async Task FlattenAsync(Flow<IReadOnlyList<(string Name, TOut Payload)>> flow)
    {
        if (flow.Ticket.Sequence != _sequence)
            (_sequence, _part) = (flow.Ticket.Sequence, 0);
        if (!flow.IsLive || flow.Payload!.Count == 0)
        {
            // An item without outputs leaves a mark, so that merges behind it need not guess.
            ItemOutcome mark = flow.IsLive ? ItemOutcome.Filtered : flow.Mark;
            await _out.SendAsync(flow.Ended<TOut>(mark) with { Part = _part++ }, State.Abort).ConfigureAwait(false);
            return;
        }
        flow.Ticket.Branch(flow.Payload.Count - 1);
        for (int i = 0; i < flow.Payload.Count; i++)
        {
            (string name, TOut payload) = flow.Payload[i];
            Flow<TOut> part = flow.Live(payload, State.Time.GetTimestamp()) with
            {
                Id = flow.Id with { Name = $"{flow.Id.Name}#{name}" },
                Part = _part++,
                IsLast = flow.IsLast && i == flow.Payload.Count - 1,
            };
            await _out.SendAsync(part, State.Abort).ConfigureAwait(false);
        }
    }
}
