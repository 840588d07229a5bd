using System.Text;
using Pipeline3D.Definitions.Files;
using Pipeline3D.Engine.Graphs;

namespace Pipeline3D.Definitions.Plans;

/// <summary>Draws a graph as text for Mermaid or Graphviz.</summary>
public static class GraphDrawing
{
    /// <summary>A Mermaid flowchart, left to right; values needed beforehand are dotted.</summary>
    public static string Mermaid(PipelineDefinition pipeline)
    {
        var text = new StringBuilder("flowchart LR\n");
        Dictionary<string, int> number = Numbers(pipeline);
        foreach (BlockDefinition block in pipeline.Blocks)
            text.Append($"  n{number[block.Id]}[\"{Escape(block.Id)}<br/><small>{Escape(block.Use)}</small>\"]\n");
        foreach (GraphNode node in pipeline.Graph.Nodes)
        {
            foreach (string from in node.From)
                text.Append($"  n{number[from]} --> n{number[node.Id]}\n");
            if (node.Side is not null)
                text.Append($"  n{number[node.Side]} -. beforehand .-> n{number[node.Id]}\n");
        }
        return text.ToString();

        static string Escape(string name) => name.Replace("\"", "#quot;", StringComparison.Ordinal);
    }

    /// <summary>A Graphviz digraph, left to right; values needed beforehand are dashed.</summary>
    public static string Dot(PipelineDefinition pipeline)
    {
        var text = new StringBuilder($"digraph \"{Escape(pipeline.Name)}\" {{\n  rankdir=LR;\n  node [shape=box];\n");
        foreach (BlockDefinition block in pipeline.Blocks)
            text.Append($"  \"{Escape(block.Id)}\" [label=\"{Escape(block.Id)}\\n{Escape(block.Use)}\"];\n");
        foreach (GraphNode node in pipeline.Graph.Nodes)
        {
            foreach (string from in node.From)
                text.Append($"  \"{Escape(from)}\" -> \"{Escape(node.Id)}\";\n");
            if (node.Side is not null)
                text.Append($"  \"{Escape(node.Side)}\" -> \"{Escape(node.Id)}\" [style=dashed];\n");
        }
        return text.Append("}\n").ToString();

        static string Escape(string name) => name.Replace("\"", "\\\"", StringComparison.Ordinal);
    }

    private static Dictionary<string, int> Numbers(PipelineDefinition pipeline) => pipeline.Blocks
        .Select((block, index) => (block.Id, index)).ToDictionary(pair => pair.Id, pair => pair.index,
            StringComparer.Ordinal);
}
