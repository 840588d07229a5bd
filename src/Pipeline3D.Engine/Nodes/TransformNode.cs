using System.Threading.Tasks.Dataflow;
using Pipeline3D.Core;

namespace Pipeline3D.Engine;

/// <summary>One output per input: transforms, filters and applying blocks, in parallel and in order.</summary>
internal sealed class TransformNode<TIn, TOut> : GivingNode<TOut>, ITakes<TIn>
{
    private readonly TransformBlock<Flow<TIn>, Flow<TOut>> _block;

    public TransformNode(GraphNode spec, RunState state, Func<Node, Flow<TIn>, Task<Flow<TOut>>> work)
        : base(spec, state)
    {
        _block = new TransformBlock<Flow<TIn>, Flow<TOut>>(flow => work(this, flow), Bounds());
        Parts.Add(_block.Completion);
    }

    public ITargetBlock<Flow<TIn>> In => _block;

    public override ISourceBlock<Flow<TOut>> Out => _block;
}
