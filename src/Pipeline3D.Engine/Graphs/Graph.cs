using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Engine.Runs;

namespace Pipeline3D.Engine.Graphs;

/// <summary>Blocks and the links between them. Built in code with <see cref="From{TOut}"/> and <see cref="Port{T}"/>,
/// or node by node.</summary>
/// <remarks>Not thread-safe while it is built. One graph object runs once: its blocks may hold state.</remarks>
public sealed class Graph(string name)
{
    private readonly List<GraphNode> _nodes = [];

    /// <summary>Name of the graph, for the manifest.</summary>
    public string Name { get; } = name;

    /// <summary>The nodes in the order in which they were added.</summary>
    public IReadOnlyList<GraphNode> Nodes => _nodes;

    /// <summary>Adds a node; links are checked by <see cref="Check"/>, so the order of adding does not
    /// matter.</summary>
    public void Add(GraphNode node) => _nodes.Add(node);

    /// <summary>Adds a source.</summary>
    public Port<TOut> From<TOut>(string id, ISource<TOut> source, BlockSettings? settings = null)
    {
        Add(new GraphNode(id, source, settings ?? new BlockSettings(), []));
        return new Port<TOut>(this, [id]);
    }

    /// <summary>Takes several outputs as one: merged in the order of admission, complete when all of them
    /// are.</summary>
    public Port<T> Merge<T>(params ReadOnlySpan<Port<T>> ports)
    {
        var ids = new List<string>();
        foreach (Port<T> port in ports)
            ids.AddRange(port.Ids);
        return new Port<T>(this, [.. ids]);
    }

    /// <summary>Everything that is wrong with the graph; empty when it can run. Cost: O(nodes + links).</summary>
    public IReadOnlyList<GraphProblem> Check() => GraphPlan.Make(this).Problems;

    /// <summary>What a run would do, without doing it.</summary>
    /// <exception cref="GraphException">The graph cannot run.</exception>
    public GraphPlan Plan()
    {
        GraphPlan plan = GraphPlan.Make(this);
        return plan.Problems.Count == 0 ? plan : throw new GraphException(plan.Problems);
    }

    /// <summary>Runs the graph to its end.</summary>
    /// <param name="options">Folder, budget, journal and so on.</param>
    /// <param name="stop">Stops at once: items in work become dead letters of reason <see
    /// cref="RejectReason.Stopped"/>.</param>
    /// <returns>What happened; an item's failure is a dead letter in it, never an exception.</returns>
    /// <exception cref="GraphException">The graph cannot run.</exception>
    public Task<RunResult> RunAsync(RunOptions options, CancellationToken stop = default)
        => new GraphRun(Plan(), options).RunAsync(stop);
}
