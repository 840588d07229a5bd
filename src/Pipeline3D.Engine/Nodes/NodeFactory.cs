using Pipeline3D.Core;

namespace Pipeline3D.Engine;

/// <summary>Makes the node for a block, whatever its kind and payload types.</summary>
internal sealed class NodeFactory(GraphPlan plan, GraphNode spec, RunState state) : IBlockVisitor<Node>
{
    /// <summary>The node that holds the value which an applying block needs beforehand; made along with that block's
    /// node.</summary>
    public Node? Capture { get; private set; }

    public Node Source<TOut>(ISource<TOut> block) => new SourceNode<TOut>(spec, state, block);

    public Node Transform<TIn, TOut>(ITransform<TIn, TOut> block) => new TransformNode<TIn, TOut>(
        spec, state, (node, flow) => node.Guard.RunAsync(flow, node.Cache.Before<TIn, TOut>(flow,
            block.TransformAsync, static () => "")));

    public Node Filter<T>(IFilter<T> block) => new TransformNode<T, T>(spec, state, async (node, flow) =>
    {
        Flow<FilterVerdict> verdict = await node.Guard.RunAsync(flow, async (input, context) =>
            new FilterVerdict(await block.ReasonToDropAsync(input, context).ConfigureAwait(false)))
                .ConfigureAwait(false);
        return !verdict.IsLive ? verdict.Pass<T>()
            : verdict.Payload!.Rule is null ? flow with { SentAt = verdict.SentAt }
                : flow.Ended<T>(ItemOutcome.Filtered);
    });

    public Node Expand<TIn, TOut>(IExpand<TIn, TOut> block) => new ExpandNode<TIn, TOut>(spec, state, block);

    public Node Reduce<TIn, TOut>(IReduce<TIn, TOut> block) => new ReduceNode<TIn, TOut>(
        spec, state, block, plan.SourcesOf(spec.Id));

    public Node Apply<TSide, TIn, TOut>(IApply<TSide, TIn, TOut> block)
    {
        var capture = new CaptureNode<TSide>(spec, state);
        Capture = capture;
        return new TransformNode<TIn, TOut>(
            spec, state, (node, flow) => node.Guard.RunAsync(flow, node.Cache.Before<TIn, TOut>(flow, ApplyAsync,
                () => capture.Key)));

        async ValueTask<TOut> ApplyAsync(TIn input, BlockContext context)
        {
            Flow<TSide>? side = await capture.Value.ConfigureAwait(false);
            if (side is not { IsLive: true })
                throw context.Reject(RejectReason.NoModel,
                    $"'{spec.Side}' gave no value, so this block cannot work; see its own dead letter");
            return await block.ApplyAsync(side.Value.Payload!, input, context).ConfigureAwait(false);
        }
    }

    public Node Plug<TIn, TOut>(IPlug<TIn, TOut> block) => new PlugNode<TIn, TOut>(spec, state, block);

    public Node Sink<TIn>(ISink<TIn> block) => new SinkNode<TIn>(spec, state, block);

    private sealed record FilterVerdict(string? Rule);
}
