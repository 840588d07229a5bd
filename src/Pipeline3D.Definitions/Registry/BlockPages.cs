using System.Text;
using Pipeline3D.Engine.Graphs;

namespace Pipeline3D.Definitions.Registry;

/// <summary>Pages about blocks as Markdown, made of their one declaration in code: what <c>inspect</c> prints and
/// docs/blocks.md holds.</summary>
public static class BlockPages
{
    /// <summary>The page of one block.</summary>
    public static string One(BlockType type)
    {
        var text = new StringBuilder($"## {type.Id}\n\n{type.Summary}");
        if (type.UsesDevice)
            text.Append(" Uses the run's device.");
        if (type.Remarks.Length > 0)
            text.Append($" {type.Remarks}");
        text.Append($"\n\nTakes {Name(type.Shape.Input)}");
        if (type.Shape.Side is not null)
            text.Append($" and, beforehand, {Name(type.Shape.Side)}");
        text.Append($"; gives {Name(type.Shape.Output)}.\n\n");
        if (type.Options.Count == 0)
            return text.Append("It has no options.\n").ToString();
        text.Append("| option | value | default | meaning |\n|---|---|---|---|\n");
        foreach (OptionInfo option in type.Options)
            text.Append($"| `{option.Name}` | {Cell(option.Kind)} | {Cell(option.Default)} | {Cell(option.Summary)} "
                + "|\n");
        return text.ToString();
    }

    /// <summary>The pages of all blocks.</summary>
    public static string All(BlockRegistry registry)
        => "# Blocks and their options\n\nMade by `pipeline3d inspect all > docs/blocks.md`; a test holds it against "
            + "the code.\n"
            + "Every block also accepts `settings`: parallelism, ordered, timeout, retries, retry_delay, capacity "
                + "(see pipeline-files.md).\n\n"
            + string.Join('\n', registry.Types.Select(One));

    private static string Name(Type? type) => type is null ? "nothing" : $"`{TypeNames.Of(type)}`";

    private static string Cell(string text) => text.Length == 0 ? "-" : text.Replace("|", "\\|",
        StringComparison.Ordinal);
}
