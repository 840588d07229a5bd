using System.Collections.Immutable;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Options;
using Pipeline3D.Core.Recipes;
using Pipeline3D.Definitions.Registry;
using Pipeline3D.Engine.Graphs;

namespace Pipeline3D.Definitions.Files;

/// <summary>Puts before blocks of a method what prepares their scans, where a file leaves it out.</summary>
/// <remarks>
/// A fit gets the preparation of its own options. What scores gets all that the scans of its models went through and
/// its own have not yet: so a file says once how scans are prepared. Blocks that need the same of the same scans share
/// it. The nodes are called <c>ID/NAME</c>, after the block that they were made for.
/// </remarks>
internal sealed class Preparations(BlockRegistry registry, BlockReader blocks, SectionReader reader)
{
    private readonly Dictionary<string, GraphNode> _nodes = new(StringComparer.Ordinal);
    private readonly List<(GraphNode Node, BlockDefinition Definition)> _all = [];
    private readonly Dictionary<string, string> _shared = new(StringComparer.Ordinal);

    /// <summary>The blocks of a file with those that it leaves out.</summary>
    public IReadOnlyList<(GraphNode Node, BlockDefinition Definition)> Complete(
        IReadOnlyList<(GraphNode Node, BlockDefinition Definition)> written)
    {
        foreach ((GraphNode node, _) in written)
            _nodes.TryAdd(node.Id, node);
        // Fits first: what scores needs to know how their scans are prepared, wherever it stands in the file.
        var done = new Dictionary<string, (GraphNode, BlockDefinition)>(StringComparer.Ordinal);
        foreach ((GraphNode node, BlockDefinition definition) in written.OrderBy(block => block.Node.Side is not null))
            done.TryAdd(node.Id, Prepare(node, definition));
        var order = new List<(GraphNode, BlockDefinition)>();
        var placed = new HashSet<string>(StringComparer.Ordinal);
        foreach ((GraphNode node, BlockDefinition definition) in written)
        {
            (GraphNode ready, BlockDefinition with) = done[node.Id];
            foreach ((GraphNode own, BlockDefinition ownDefinition) in _all.Where(made => !placed.Contains(made.Node.Id)
                && Leads(made.Node.Id, ready)).ToArray())
                if (placed.Add(own.Id))
                    order.Add((own, ownDefinition));
            // A name that is used twice is a problem of the graph: both stay in it.
            order.Add(placed.Add(node.Id) ? (ready, with) : (node, definition));
        }
        return order;
    }

    private bool Leads(string id, GraphNode to) => to.From.Any(from => from == id
        || (_nodes.TryGetValue(from, out GraphNode? before) && _all.Any(made => made.Node.Id == from)
            && Leads(id, before)));

    private (GraphNode, BlockDefinition) Prepare(GraphNode node, BlockDefinition definition)
    {
        if (registry.Find(definition.Use) is not { Preparation: { } preparation } type
            || registry.Find(preparation) is not { } preparer || node.Shape.Input == preparer.Shape.Input)
            return (node, definition);
        string[] raw = [.. node.From.Where(from => _nodes.TryGetValue(from, out GraphNode? giver)
            && giver.Shape.Output == preparer.Shape.Input)];
        if (raw.Length == 0)
            return (node, definition);
        IReadOnlyList<(BlockType Type, IBlock Block)>? steps = node.Shape.Side is null
            ? Own(node, definition, preparer, raw) : Missing(node, raw);
        if (steps is null)
            return (node, definition);
        ImmutableArray<string> from = [.. raw];
        foreach ((BlockType step, IBlock block) in steps)
            from = [Insert(node, definition, step, block, from)];
        GraphNode ready = node with { From = [.. from, .. node.From.Where(id => !raw.Contains(id))] };
        _nodes[node.Id] = ready;
        return (ready, definition);
    }

    // A fit is prepared by its own options, behind what its preset says.
    private List<(BlockType, IBlock)>? Own(GraphNode node, BlockDefinition definition, BlockType preparer, string[] raw)
    {
        IBlock last = registry.Create(preparer, definition.OptionValues);
        if (definition.Preset is not { } preset)
            return [(preparer, last)];
        try
        {
            var whole = new Recipe([.. preset.Steps.Select(step => registry.Create(step).Step!), last.Step!]);
            return Rest(node, raw, whole, $"those of its preset by {whole}");
        }
        catch (Exception cause) when (cause is FormatException or OptionsException)
        {
            reader.Report(blocks.Places[node.Id].Place, "P3D2022", $"{node.Id}: its preset cannot be used here: "
                + cause.Message);
            return null;
        }
    }

    private List<(BlockType, IBlock)>? Missing(GraphNode node, string[] raw)
    {
        if (node.Side is not { } side || !_nodes.TryGetValue(side, out GraphNode? giver))
            return null; // the graph says so itself
        var recipes = new Recipes(_nodes);
        Recipe?[] found = giver.Block is IGivesModels models ? [.. models.Recipes] : [recipes.Before(giver)];
        Place place = blocks.Places[node.Id].Place;
        if (found is not [{ } whole])
        {
            reader.Report(place, "P3D2020", $"{node.Id}: how the scans of '{side}' are prepared "
                + (found.Length == 0 ? "is not known before it runs" : "differs from one to the other"),
                "use score.saved, which prepares each scan as the model of its category says");
            return null;
        }
        return Rest(node, raw, whole, $"those that '{side}' learns from by {whole}");
    }

    // What is still to be done to the scans of a block.
    private List<(BlockType, IBlock)>? Rest(GraphNode node, string[] raw, Recipe whole, string theirs)
    {
        Place place = blocks.Places[node.Id].Place;
        Recipe? soFar = new Recipes(_nodes).Before(node with { From = [.. raw] });
        if (soFar is null || whole.Without(soFar) is not { } rest)
        {
            reader.Report(place, "P3D2021", $"{node.Id}: its scans are prepared by {soFar?.ToString()
                ?? "several ways that differ"}, {theirs}",
                "leave out what comes before it, and the same is done to both");
            return null;
        }
        var steps = new List<(BlockType, IBlock)>();
        foreach (RecipeStep step in rest.Steps)
        {
            try
            {
                steps.Add((registry.Find(step.Block)!, registry.Create(step)));
            }
            catch (Exception cause) when (cause is FormatException or OptionsException)
            {
                reader.Report(place, "P3D2022", $"{node.Id}: its scans are to be prepared by {step.Block}, which "
                    + $"cannot be done here: {cause.Message}");
                return null;
            }
        }
        return steps;
    }

    private string Insert(GraphNode node, BlockDefinition definition, BlockType type, IBlock block,
        ImmutableArray<string> from)
    {
        string key = $"{string.Join(' ', from)}\n{block.Step}";
        if (_shared.TryGetValue(key, out string? known))
            return known;
        string id = $"{node.Id}/{type.Id.Split('.')[0] switch { "prepare" => "prepare", _ => type.Id.Split('.')[^1] }}";
        for (int more = 2; _nodes.ContainsKey(id); more++)
            id = $"{node.Id}/{type.Id.Split('.')[^1]}-{more}";
        var made = new GraphNode(id, block, new BlockSettings { Parallelism = node.Settings.Parallelism }, from);
        _nodes[id] = made;
        _all.Add((made, new BlockDefinition(id, type.Id, definition.Place, [.. block.Step!.Options])
        {
            UsesDevice = type.UsesDevice, Version = RunVersion.Of(type),
        }));
        blocks.Places[id] = blocks.Places[node.Id];
        _shared[key] = id;
        return id;
    }
}
