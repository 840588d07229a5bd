using Pipeline3D.Core.Items;
using Pipeline3D.Engine.Cache;
using Pipeline3D.Engine.Graphs;
using Pipeline3D.Engine.Runs;

namespace Pipeline3D.Engine.Nodes;

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

    /// <summary>An entrance to a node that works on one item after the other.</summary>
    protected Inlet<T> OneAtATime<T>(Func<Flow<T>, ValueTask> work, int capacity = 0)
    {
        Inlet<T>? inlet = null;
        inlet = new Inlet<T>((_, flow) => RunAsync(flow), capacity > 0 ? capacity : spec.Settings.EffectiveCapacity,
            1, state.Abort);
        return inlet;

        Task RunAsync(Flow<T> flow)
        {
            ValueTask working = work(flow);
            if (!working.IsCompletedSuccessfully)
                return WaitAsync(working);
            inlet!.Leave();
            return Task.CompletedTask;
        }

        async Task WaitAsync(ValueTask working)
        {
            await working.ConfigureAwait(false);
            inlet!.Leave();
        }
    }
}

/// <summary>A node that gives items.</summary>
internal abstract class GivingNode<TOut>(GraphNode spec, RunState state,
    RejectReason ioReason = RejectReason.BlockFailed)
    : Node(spec, state, ioReason)
{
    public Outlet<TOut> Out { get; } = new(state.Abort);

    public override void Connect(IReadOnlyList<Func<object>> inputs)
        => Out.Connect([.. inputs.Select(input => (IInlet<TOut>)input())]);
}
