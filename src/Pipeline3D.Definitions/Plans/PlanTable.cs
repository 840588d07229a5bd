using Pipeline3D.Definitions.Files;
using Pipeline3D.Engine.Graphs;

namespace Pipeline3D.Definitions.Plans;

/// <summary>What a run would do, one row per block.</summary>
public static class PlanTable
{
    /// <summary>Names of the columns.</summary>
    public static IReadOnlyList<string> Columns { get; } =
        ["block", "use", "takes", "gives", "unit", "from", "at once", "waiting", "order", "starts", "cached"];

    /// <summary>The rows, from sources to sinks.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="cached">What the cache holds of a block, in words; empty when nothing.</param>
    /// <exception cref="GraphException">The graph cannot run.</exception>
    public static IReadOnlyList<string[]> Rows(PipelineDefinition pipeline, Func<string, string>? cached = null)
    {
        GraphPlan plan = pipeline.Graph.Plan();
        Dictionary<string, string> uses = pipeline.Blocks.ToDictionary(b => b.Id, b => b.Use, StringComparer.Ordinal);
        return [.. plan.Order.Select(node => new[]
        {
            node.Id,
            uses[node.Id],
            node.Shape.Input is null ? "" : TypeNames.Of(node.Shape.Input),
            node.Shape.Output is null ? "" : TypeNames.Of(node.Shape.Output),
            plan.UnitOf[node.Id]?.ToString() ?? "",
            string.Join(", ", node.From) + (node.Side is null ? "" : $" + {node.Side} beforehand"),
            IsSingle(node) ? "1" : $"{node.Settings.EffectiveParallelism}",
            $"{node.Settings.EffectiveCapacity}",
            plan.IsOrdered(node.Id) ? "kept" : "arrival",
            node.Shape.Kind == BlockKind.Source ? $"phase {plan.PhaseOfSource[node.Id] + 1}" : "",
            cached?.Invoke(node.Id) is { Length: > 0 } kept ? kept
                : node.Shape.Kind == BlockKind.Reduce ? "its result, for the run" : "no",
        })];
    }

    private static bool IsSingle(GraphNode node)
        => node.Shape.Kind is BlockKind.Sink or BlockKind.Reduce or BlockKind.Plug;
}
