using Pipeline3D.Engine.Graphs;
using Pipeline3D.Engine.Runs;

namespace Pipeline3D.Engine.Nodes;

/// <summary>One output per input: transforms, filters and applying blocks, in parallel and in order.</summary>
internal sealed class TransformNode<TIn, TOut> : GivingNode<TOut>, ITakes<TIn>
{
    private readonly Stage<TIn, TOut> _stage;

    /// <param name="spec">What the node is.</param>
    /// <param name="state">The run.</param>
    /// <param name="workOf">Makes the work of the node, called once.</param>
    public TransformNode(GraphNode spec, RunState state, Func<Node, Func<Flow<TIn>, ValueTask<Flow<TOut>>>> workOf)
        : base(spec, state)
    {
        _stage = new Stage<TIn, TOut>(spec.Settings, Out, workOf(this), state.Abort);
        Parts.Add(_stage.Completion);
    }

    public IInlet<TIn> In => _stage.In;
}
