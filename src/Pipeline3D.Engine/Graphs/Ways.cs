using System.Collections.Immutable;
using Pipeline3D.Core.Blocks;

namespace Pipeline3D.Engine.Graphs;

/// <summary>Finds the ways of a graph's sources, and which of them other machines may compute.</summary>
internal sealed class Ways
{
    private readonly GraphPlan _plan;
    private readonly Dictionary<string, GraphNode> _nodes;

    private Ways(GraphPlan plan)
        => (_plan, _nodes) = (plan, plan.Order.ToDictionary(node => node.Id, StringComparer.Ordinal));

    /// <summary>The ways of all sources, in the order of the plan.</summary>
    public static ImmutableArray<Way> Of(GraphPlan plan)
    {
        var ways = new Ways(plan);
        Way[] found = [.. plan.Order.Where(node => node.Shape.Kind == BlockKind.Source)
            .Select(source => ways.From(source.Id))];
        return [.. FitsTogether(found)];
    }

    private Way From(string source)
    {
        var reached = new HashSet<string>(StringComparer.Ordinal) { source };
        foreach (GraphNode node in _plan.Order)
            if (node.From.Any(from => reached.Contains(from) && !IsReducer(from)))
                reached.Add(node.Id);
        GraphNode[] nodes = [.. _plan.Order.Where(node => reached.Contains(node.Id))];
        GraphNode[] ends = [.. nodes.Where(node => node.Shape.Kind is BlockKind.Sink or BlockKind.Reduce)];
        bool isValue = _plan.Order.Any(node => node.Side is { } side && reached.Contains(side) && !IsReducer(side));
        bool isRemembered = !isValue && ends.All(end => end.Block.Accept(new EndFacts()) is { Remembers: true }
            or { Keeps: true });
        return new Way(source, [.. nodes.Select(node => node.Id)], [.. ends.Select(node => node.Id)],
            [.. ends.Where(end => end.Block.Accept(new EndFacts()) is { Remembers: false, Keeps: true })
                .Select(end => end.Id)], isRemembered, isValue, WhyHere(nodes, ends, isValue));
    }

    private string? WhyHere(GraphNode[] nodes, GraphNode[] ends, bool isValue)
    {
        if (isValue)
            return "its items are values that every process loads by itself";
        foreach (GraphNode node in nodes)
        {
            if (node.Shape.Kind == BlockKind.Plug)
                return $"'{node.Id}' is a raw Dataflow block, which may join items";
            if (node.Side is { } side && WhyNotSent(side) is { } why)
                return $"'{node.Id}' needs '{side}', {why}";
        }
        foreach (GraphNode end in ends)
            if (end.Block.Accept(new EndFacts()) is { Contributes: false, Remembers: var remembers, Keeps: var keeps }
                && (remembers || !keeps))
                return $"'{end.Id}' takes its items whole (its block is no IContributes)";
        return null;
    }

    // A value reaches other processes as the file that its reducer keeps of it, or is loaded there like here.
    private string? WhyNotSent(string side) => _nodes[side] switch
    {
        { Shape.Kind: BlockKind.Reduce } reducer => reducer.Block.Accept(new EndFacts()).Keeps ? null
            : "whose product cannot be written to a file (its block is no IKeepsProduct)",
        _ => _plan.ItemSourcesOf(side).IsEmpty ? "which is made of a reducer's product" : null,
    };

    // What a reducer takes is computed here or elsewhere as a whole.
    private static Way[] FitsTogether(Way[] ways)
    {
        for (bool moved = true; moved;)
        {
            moved = false;
            for (int i = 0; i < ways.Length; i++)
            {
                if (ways[i].WhyHere is not null)
                    continue;
                foreach (string fit in ways[i].Fits)
                    if (ways.FirstOrDefault(other => other.WhyHere is not null && other.Ends.Contains(fit)) is { } here)
                    {
                        ways[i] = ways[i] with
                        {
                            WhyHere = $"'{fit}' also takes the items of '{here.Source}', which are computed here",
                        };
                        moved = true;
                        break;
                    }
            }
        }
        return ways;
    }

    private bool IsReducer(string id) => _nodes[id].Shape.Kind == BlockKind.Reduce;

    /// <summary>What an end can do, found through its payload types.</summary>
    private readonly record struct Facts(bool Contributes, bool Remembers, bool Keeps);

    private sealed class EndFacts : IBlockVisitor<Facts>
    {
        public Facts Source<TOut>(ISource<TOut> block) => default;

        public Facts Transform<TIn, TOut>(ITransform<TIn, TOut> block) => default;

        public Facts Filter<T>(IFilter<T> block) => default;

        public Facts Expand<TIn, TOut>(IExpand<TIn, TOut> block) => default;

        public Facts Reduce<TIn, TOut>(IReduce<TIn, TOut> block)
            => new(block is IContributes<TIn>, block is IRemembers<TIn>, block is IKeepsProduct<TOut>);

        public Facts Apply<TSide, TIn, TOut>(IApply<TSide, TIn, TOut> block) => default;

        public Facts Plug<TIn, TOut>(IPlug<TIn, TOut> block) => default;

        public Facts Sink<TIn>(ISink<TIn> block) => new(block is IContributes<TIn>, block is IRemembers<TIn>, false);
    }
}
