using System.Threading.Tasks.Dataflow;
using Pipeline3D.Core;

namespace Pipeline3D.Engine;

/// <summary>A node at work: the Dataflow blocks that stand for one block of the graph.</summary>
internal abstract class Node(GraphNode spec, RunState state, RejectReason ioReason = RejectReason.BlockFailed)
{
    public GraphNode Spec => spec;

    public RunState State => state;

    public ItemGuard Guard { get; } = new(spec.Id, spec.Settings, state, ioReason);

    /// <summary>Outputs of the node that are kept between runs.</summary>
    public NodeCache Cache => field ??= new NodeCache(spec, state, Guard.Meter);

    /// <summary>The node's Dataflow blocks; the run is over when all of them are.</summary>
    public List<Task> Parts { get; } = [];

    /// <summary>Links the output to everybody who takes it.</summary>
    public virtual void Connect(IReadOnlyList<Func<object>> inputs)
    {
    }

    protected ExecutionDataflowBlockOptions Bounds(bool single = false) => new()
    {
        MaxDegreeOfParallelism = single ? 1 : spec.Settings.EffectiveParallelism,
        BoundedCapacity = spec.Settings.EffectiveCapacity,
        EnsureOrdered = spec.Settings.Ordered,
        CancellationToken = state.Abort,
    };
}

/// <summary>A node that takes items.</summary>
internal interface ITakes<T>
{
    ITargetBlock<Flow<T>> In { get; }
}

/// <summary>A node that gives items.</summary>
internal abstract class GivingNode<TOut>(GraphNode spec, RunState state,
    RejectReason ioReason = RejectReason.BlockFailed)
    : Node(spec, state, ioReason)
{
    public abstract ISourceBlock<Flow<TOut>> Out { get; }

    public override void Connect(IReadOnlyList<Func<object>> inputs)
    {
        var targets = inputs.Select(input => (ITargetBlock<Flow<TOut>>)input()).ToArray();
        if (targets.Length == 1)
        {
            Out.LinkTo(targets[0], new DataflowLinkOptions { PropagateCompletion = true });
            return;
        }
        // BroadcastBlock would overwrite what a full target has not taken; here each target gets each item.
        var splitter = new ActionBlock<Flow<TOut>>(async flow =>
        {
            flow.Ticket.Branch(targets.Length - 1);
            foreach (ITargetBlock<Flow<TOut>> target in targets)
                await target.SendAsync(flow, State.Abort).ConfigureAwait(false);
        }, new ExecutionDataflowBlockOptions { BoundedCapacity = 1, CancellationToken = State.Abort });
        Out.LinkTo(splitter, new DataflowLinkOptions { PropagateCompletion = true });
        Parts.Add(Completions.Chain(splitter.Completion, targets));
    }
}
