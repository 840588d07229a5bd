using System.Runtime.CompilerServices;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Engine.Graphs;
using Pipeline3D.Engine.Journal;
using Pipeline3D.Engine.Runs;

namespace Pipeline3D.Engine.Nodes;

/// <summary>Any number of outputs per input. The outputs wait for room one by one (TransformManyBlock would ignore its
/// capacity).</summary>
internal sealed class ExpandNode<TIn, TOut> : GivingNode<TOut>, ITakes<TIn>
{
    private readonly Stage<TIn, IReadOnlyList<(string Name, TOut Payload)>> _expand;
    private long _sequence = -1;
    private int _part;

    public ExpandNode(GraphNode spec, RunState state, IExpand<TIn, TOut> block) : base(spec, state)
    {
        var parts = new Outlet<IReadOnlyList<(string Name, TOut Payload)>>(state.Abort);
        Func<Flow<TIn>, BlockContext, ValueTask<IReadOnlyList<(string, TOut)>>> body
            = (flow, context) => block.ExpandAsync(flow.Payload!, context);
        _expand = new(spec.Settings, parts, flow => Guard.RunAsync(flow, body), state.Abort);
        Inlet<IReadOnlyList<(string Name, TOut Payload)>> flatten
            = OneAtATime<IReadOnlyList<(string Name, TOut Payload)>>(FlattenAsync, capacity: 1);
        parts.Connect([flatten]);
        Parts.AddRange([_expand.Completion, CompleteAsync(flatten.Completion)]);
    }

    public IInlet<TIn> In => _expand.In;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask FlattenAsync(Flow<IReadOnlyList<(string Name, TOut Payload)>> flow)
    {
        if (flow.Ticket.Sequence != _sequence)
            (_sequence, _part) = (flow.Ticket.Sequence, 0);
        if (!flow.IsLive || flow.Payload!.Count == 0)
        {
            // An item without outputs leaves a mark, so that merges behind it need not guess.
            ItemOutcome mark = flow.IsLive ? ItemOutcome.Filtered : flow.Mark;
            await Out.SendAsync(flow.Ended<TOut>(mark) with { Part = _part++ }).ConfigureAwait(false);
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
            await Out.SendAsync(part).ConfigureAwait(false);
        }
    }

    private async Task CompleteAsync(Task flattened)
    {
        await flattened.ConfigureAwait(false);
        Out.Complete();
    }
}
