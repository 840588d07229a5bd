using System.Collections.Immutable;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Options;
using Pipeline3D.Core.Runs;

namespace Pipeline3D.Engine.Graphs;

/// <summary>An output of a graph that is being built; each call adds a node that takes it. Using a port twice is a
/// lossless fan-out.</summary>
/// <typeparam name="T">The payload.</typeparam>
/// <param name="Graph">The graph.</param>
/// <param name="Ids">The nodes whose outputs it stands for.</param>
public readonly record struct Port<T>(Graph Graph, ImmutableArray<string> Ids)
{
    /// <summary>Adds a block that makes one output of each item.</summary>
    public Port<TOut> Then<TOut>(string id, ITransform<T, TOut> block, BlockSettings? settings = null)
        => Add<TOut>(id, block, settings);

    /// <summary>Adds a block that lets some items pass.</summary>
    public Port<T> Where(string id, IFilter<T> block, BlockSettings? settings = null) => Add<T>(id, block, settings);

    /// <summary>Adds a block that makes any number of outputs of each item.</summary>
    public Port<TOut> Expand<TOut>(string id, IExpand<T, TOut> block, BlockSettings? settings = null)
        => Add<TOut>(id, block, settings);

    /// <summary>Adds a block that makes one output of all items.</summary>
    public Port<TOut> Reduce<TOut>(string id, IReduce<T, TOut> block, BlockSettings? settings = null)
        => Add<TOut>(id, block, settings);

    /// <summary>Adds a block that needs a value first; the sources before this port start once the value is
    /// there.</summary>
    public Port<TOut> Apply<TSide, TOut>(
        string id, IApply<TSide, T, TOut> block, Port<TSide> side, BlockSettings? settings = null)
        => Add<TOut>(id, block, settings, side.Ids.Single());

    /// <summary>Adds a raw Dataflow block.</summary>
    public Port<TOut> Plug<TOut>(string id, IPlug<T, TOut> block, BlockSettings? settings = null)
        => Add<TOut>(id, block, settings);

    /// <summary>Adds a raw Dataflow block of Dataflow's own making, as it is.</summary>
    public Port<TOut> Plug<TOut>(
        string id, System.Threading.Tasks.Dataflow.IPropagatorBlock<Item<T>, Item<TOut>> raw,
        BlockSettings? settings = null, bool keepsOrder = true)
        => Add<TOut>(id, new RawPlug<T, TOut>(raw, keepsOrder), settings);

    /// <summary>Ends here in a sink.</summary>
    public Graph To(string id, ISink<T> block, BlockSettings? settings = null)
    {
        Add<T>(id, block, settings);
        return Graph;
    }

    private Port<TOut> Add<TOut>(string id, IBlock block, BlockSettings? settings, string? side = null)
    {
        Graph.Add(new GraphNode(id, block, settings ?? new BlockSettings(), Ids, side));
        return new Port<TOut>(Graph, [id]);
    }

    private sealed class RawPlug<TIn, TOut>(
        System.Threading.Tasks.Dataflow.IPropagatorBlock<Item<TIn>, Item<TOut>> raw, bool keepsOrder)
        : PlugBlock3D<TIn, TOut>(new NoOptions())
    {
        public override bool KeepsOrder => keepsOrder;

        public override System.Threading.Tasks.Dataflow.IPropagatorBlock<Item<TIn>, Item<TOut>> CreateBlock(
            RunContext run) => raw;
    }
}
