using Pipeline3D.Core.Recipes;

namespace Pipeline3D.Engine.Graphs;

/// <summary>How scans are prepared before and after each node of a graph. Cost: O(nodes + links) for all of
/// them.</summary>
/// <param name="nodes">The nodes by id. Links that lead nowhere, or in a circle, bring nothing.</param>
public sealed class Recipes(IReadOnlyDictionary<string, GraphNode> nodes)
{
    private readonly Dictionary<string, Recipe?> _after = new(StringComparer.Ordinal);

    /// <summary>What is done before the node; null when its inputs were prepared in different ways.</summary>
    public Recipe? Before(GraphNode node)
    {
        if (node.From.IsEmpty)
            return Recipe.Nothing;
        Recipe? first = After(node.From[0]);
        return node.From.All(from => Equals(After(from), first)) ? first : null;
    }

    /// <summary>What is done until something leaves the node; null when its inputs were prepared in different
    /// ways.</summary>
    public Recipe? After(string id)
    {
        if (_after.TryGetValue(id, out Recipe? known))
            return known;
        _after[id] = Recipe.Nothing;
        return _after[id] = nodes.TryGetValue(id, out GraphNode? node) ? Of(node) : Recipe.Nothing;
    }

    private Recipe? Of(GraphNode node) => node.Shape.Kind switch
    {
        BlockKind.Source or BlockKind.Reduce => Recipe.Nothing,
        BlockKind.Filter or BlockKind.Sink => Before(node),
        _ => node.Block.Step is { } step ? Before(node)?.Then(step) : Before(node),
    };
}
