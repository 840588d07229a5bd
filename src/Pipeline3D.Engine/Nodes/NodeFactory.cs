using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Engine.Graphs;
using Pipeline3D.Engine.Journal;
using Pipeline3D.Engine.Runs;

namespace Pipeline3D.Engine.Nodes;

/// <summary>Makes the node for a block, whatever its kind and payload types.</summary>
internal sealed class NodeFactory(GraphPlan plan, GraphNode spec, RunState state, RunParts parts,
    IReadOnlyDictionary<string, NodeMeter> meters) : IBlockVisitor<Node>
{
    /// <summary>The node that holds the value which an applying block needs beforehand; made along with that block's
    /// node.</summary>
    public Node? Capture { get; private set; }

    public Node Source<TOut>(ISource<TOut> block) => parts.IsFed(spec.Id) ? new FedSourceNode<TOut>(spec, state, block)
        : new SourceNode<TOut>(spec, state, block, parts.IsElsewhere(spec.Id) ? meters : null);

    public Node Transform<TIn, TOut>(ITransform<TIn, TOut> block) => new TransformNode<TIn, TOut>(spec, state,
        node => Guarded(node, node.Cache.Before<TIn, TOut>(
            (flow, context) => block.TransformAsync(flow.Payload!, context), static () => "")));

    public Node Filter<T>(IFilter<T> block) => new TransformNode<T, T>(spec, state, node =>
    {
        Func<Flow<T>, BlockContext, ValueTask<FilterVerdict>> body = AskAsync;
        return flow => FilterAsync(node.Guard, flow, body);

        async ValueTask<FilterVerdict> AskAsync(Flow<T> flow, BlockContext context)
            => new(await block.ReasonToDropAsync(flow.Payload!, context).ConfigureAwait(false));
    });

    public Node Expand<TIn, TOut>(IExpand<TIn, TOut> block) => new ExpandNode<TIn, TOut>(spec, state, block);

    public Node Reduce<TIn, TOut>(IReduce<TIn, TOut> block) => state.Feed is null
        ? new ReduceNode<TIn, TOut>(spec, state, block, plan.SourcesOf(spec.Id), parts.IsFitElsewhere(spec.Id),
            parts.IsOffered(spec.Id))
        : state.Fit?.Task.Node == spec.Id ? new FitNode<TIn, TOut>(spec, state, block)
        : new FedEndNode<TIn, TOut>(spec, state, RejectReason.BlockFailed, parts.IsNeededHere(spec.Id));

    public Node Apply<TSide, TIn, TOut>(IApply<TSide, TIn, TOut> block)
    {
        var capture = new CaptureNode<TSide>(spec, state);
        Capture = capture;
        return new TransformNode<TIn, TOut>(spec, state,
            node => Guarded(node, node.Cache.Before<TIn, TOut>(ApplyAsync, () => capture.Key)));

        async ValueTask<TOut> ApplyAsync(Flow<TIn> flow, BlockContext context)
        {
            if (await capture.Value.ConfigureAwait(false) is not { } side)
                throw context.Reject(RejectReason.NoModel,
                    $"'{spec.Side}' gave no value, so this block cannot work; see its own dead letter");
            return await block.ApplyAsync(side.Payload, flow.Payload!, context).ConfigureAwait(false);
        }
    }

    public Node Plug<TIn, TOut>(IPlug<TIn, TOut> block) => new PlugNode<TIn, TOut>(spec, state, block);

    public Node Sink<TIn>(ISink<TIn> block) => state.Feed is null ? new SinkNode<TIn>(spec, state, block)
        : new FedEndNode<TIn, bool>(spec, state, RejectReason.OutputFailed, isValue: false);

    // The delegates are made once per node, not once per item.
    private static Func<Flow<TIn>, ValueTask<Flow<TOut>>> Guarded<TIn, TOut>(Node node,
        Func<Flow<TIn>, BlockContext, ValueTask<TOut>> body) => flow => node.Guard.RunAsync(flow, body);

    private static async ValueTask<Flow<T>> FilterAsync<T>(ItemGuard guard, Flow<T> flow,
        Func<Flow<T>, BlockContext, ValueTask<FilterVerdict>> body)
    {
        Flow<FilterVerdict> verdict = await guard.RunAsync(flow, body).ConfigureAwait(false);
        return !verdict.IsLive ? verdict.Pass<T>()
            : verdict.Payload.Rule is null ? flow with { SentAt = verdict.SentAt }
                : flow.Ended<T>(ItemOutcome.Filtered);
    }

    private readonly record struct FilterVerdict(string? Rule);
}
