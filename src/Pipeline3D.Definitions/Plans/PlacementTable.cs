using Pipeline3D.Core.Blocks;
using Pipeline3D.Engine.Graphs;

namespace Pipeline3D.Definitions.Plans;

/// <summary>Where each block would run when other machines compute the items, one row per block.</summary>
public static class PlacementTable
{
    /// <summary>Names of the columns.</summary>
    public static IReadOnlyList<string> Columns { get; } = ["block", "use", "runs", "why"];

    /// <summary>The rows, from sources to sinks.</summary>
    /// <exception cref="GraphException">The graph cannot run.</exception>
    public static IReadOnlyList<string[]> Rows(Files.PipelineDefinition pipeline)
    {
        GraphPlan plan = pipeline.Graph.Plan();
        Dictionary<string, string> uses = pipeline.Blocks.ToDictionary(b => b.Id, b => b.Use, StringComparer.Ordinal);
        return [.. plan.Order.Select(node =>
        {
            (string where, string why) = PlaceOf(plan, node);
            return new[] { node.Id, uses[node.Id], where, why };
        })];
    }

    private static (string Where, string Why) PlaceOf(GraphPlan plan, GraphNode node)
    {
        Way[] ways = [.. plan.Ways.Where(way => way.Nodes.Contains(node.Id))];
        if (ways.Length == 0)
            return ("here", "it works on what reducers made");
        if (ways.All(way => way.IsValue))
            return ("everywhere", "every process loads these values by itself");
        string[] here = [.. ways.Where(way => !way.IsValue).Select(way => way.WhyHere).OfType<string>().Distinct()];
        bool isSpread = ways.Any(way => way.WhyHere is null);
        if (!isSpread)
            return ("here", string.Join("; ", here));
        string some = here.Length > 0 ? $"; some of its items here: {string.Join("; ", here)}" : "";
        return node.Shape.Kind switch
        {
            BlockKind.Source => ("workers", $"listed here, loaded there{some}"),
            BlockKind.Sink => ("workers", $"what an item leaves is made there and put together here{some}"),
            BlockKind.Reduce => ways.Any(way => way.Fits.Contains(node.Id))
                ? ("workers", $"one worker for each group of items{some}")
                : ("workers", $"what an item leaves is made there, the result here{some}"),
            _ => ("workers", some.TrimStart(';', ' ')),
        };
    }
}
