using System.Collections.Immutable;
using Pipeline3D.Core;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Options;
using Pipeline3D.Core.Recipes;

namespace Pipeline3D.Engine.Graphs;

/// <summary>What a run of a graph would do: order, phases, and who takes whose output; or what is wrong with
/// it.</summary>
public sealed class GraphPlan
{
    private readonly Dictionary<string, GraphNode> _byId = new(StringComparer.Ordinal);
    private readonly List<GraphProblem> _problems = [];
    private readonly Dictionary<string, int> _phaseOfSource = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ImmutableHashSet<string>> _sources = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ImmutableHashSet<string>> _allSources = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ImmutableHashSet<string>> _itemSources = new(StringComparer.Ordinal);
    private readonly Dictionary<string, bool> _ordered = new(StringComparer.Ordinal);
    private readonly Recipes _recipes;

    private GraphPlan(Graph graph)
    {
        Graph = graph;
        _recipes = new Recipes(_byId);
        foreach (GraphNode node in graph.Nodes)
            if (!_byId.TryAdd(node.Id, node))
                Report("P3D1001", node.Id, "", "the name is used twice; names are unique within a graph");
        CheckLinks();
        if (_problems.Count == 0)
            Order = Sort();
        if (_problems.Count == 0)
        {
            Trace();
            FindPhases();
            CheckUnits();
            CheckRecipes();
            Ways = Graphs.Ways.Of(this);
        }
    }

    /// <summary>The graph.</summary>
    public Graph Graph { get; }

    /// <summary>Everything that is wrong; empty when the graph can run.</summary>
    public IReadOnlyList<GraphProblem> Problems => _problems;

    /// <summary>The nodes from sources to sinks; ties in the order of adding.</summary>
    public ImmutableArray<GraphNode> Order { get; private set; } = [];

    /// <summary>When a source starts: 0 at once, n once the values that phases before n give are complete.</summary>
    public IReadOnlyDictionary<string, int> PhaseOfSource => _phaseOfSource;

    /// <summary>The unit of a node's output as far as it is known beforehand.</summary>
    public IReadOnlyDictionary<string, LengthUnit?> UnitOf { get; private set; } = ImmutableDictionary<string,
        LengthUnit?>.Empty;

    /// <summary>The way of each source's items, in the order of the plan, and whether other machines may compute
    /// it.</summary>
    public ImmutableArray<Way> Ways { get; private set; } = [];

    /// <summary>The way of a source's items.</summary>
    public Way WayOf(string source) => Ways.First(way => way.Source == source);

    /// <summary>Ids of the sources whose items reach <paramref name="id"/> by its stream.</summary>
    public ImmutableHashSet<string> SourcesOf(string id) => _sources[id];

    /// <summary>Ids of the sources whose items themselves leave <paramref name="id"/>; those that end in a reducer on
    /// the way do not.</summary>
    public ImmutableHashSet<string> ItemSourcesOf(string id) => _itemSources[id];

    /// <summary>Whether every block on the way to <paramref name="id"/> keeps the order.</summary>
    public bool IsOrdered(string id) => _ordered[id];

    /// <summary>How scans are prepared until they leave <paramref name="id"/>; null when they come there by ways that
    /// differ.</summary>
    public Recipe? RecipeOf(string id) => _recipes.After(id);

    internal static GraphPlan Make(Graph graph) => new(graph);

    private void Report(string code, string node, string member, string message)
        => _problems.Add(new GraphProblem(code, node, member, message));

    private void CheckLinks()
    {
        if (_byId.Count == 0)
            Report("P3D1002", "", "", "the graph has no block");
        foreach (GraphNode node in _byId.Values)
        {
            foreach ((string setting, string problem) in node.Settings.Problems())
                Report("P3D1003", node.Id, setting, $"{setting} {problem}");
            if (node.Shape.Kind == BlockKind.Source && !node.From.IsEmpty)
                Report("P3D1004", node.Id, "from", "a source takes no input");
            if (node.Shape.Kind != BlockKind.Source && node.From.IsEmpty)
                Report("P3D1005", node.Id, "from", $"it needs an input of type {TypeName(node.Shape.Input)}");
            if (node.Shape.Kind != BlockKind.Sink && !_byId.Values.Any(n => n.From.Contains(node.Id)
                || n.Side == node.Id))
                Report("P3D1006", node.Id, "", "nothing takes its output; end the branch in a sink");
            if (node.From.Distinct(StringComparer.Ordinal).Count() != node.From.Length)
                Report("P3D1007", node.Id, "from", "the same input is named twice");
            foreach (string from in node.From)
                CheckLink(node, from, "from", node.Shape.Input);
            if (node.Shape.Side is null && node.Side is not null)
                Report("P3D1008", node.Id, "side", "the block needs no value beforehand");
            else if (node.Shape.Side is not null && node.Side is null)
                Report("P3D1009", node.Id, "side",
                    $"it needs a value of type {TypeName(node.Shape.Side)} beforehand, for example a model");
            else if (node.Side is not null)
                CheckLink(node, node.Side, "side", node.Shape.Side);
        }
    }

    private void CheckLink(GraphNode node, string from, string member, Type? needed)
    {
        if (!_byId.TryGetValue(from, out GraphNode? other))
        {
            string? nearest = NearestName.Of(from, _byId.Keys);
            Report("P3D1010", node.Id, member,
                $"there is no block '{from}'{(nearest is null ? "" : $". Did you mean '{nearest}'?")}");
        }
        else if (other.Shape.Output is null)
        {
            Report("P3D1011", node.Id, member, $"'{from}' is a sink and has no output");
        }
        else if (needed is not null && other.Shape.Output != needed)
        {
            Report("P3D1012", node.Id, member,
                $"it takes {TypeName(needed)}, but '{from}' gives {TypeName(other.Shape.Output)}");
        }
    }

    private ImmutableArray<GraphNode> Sort()
    {
        var order = new List<GraphNode>();
        var placed = new HashSet<string>(StringComparer.Ordinal);
        bool moved = true;
        while (moved)
        {
            moved = false;
            foreach (GraphNode node in Graph.Nodes)
            {
                if (placed.Contains(node.Id) || !node.From.All(placed.Contains)
                    || (node.Side is not null && !placed.Contains(node.Side)))
                    continue;
                placed.Add(node.Id);
                order.Add(node);
                moved = true;
            }
        }
        if (order.Count < Graph.Nodes.Count)
            Report("P3D1013", "", "", "the blocks form a cycle: "
                + string.Join(", ", Graph.Nodes.Where(n => !placed.Contains(n.Id)).Select(n => n.Id)));
        return [.. order];
    }

    private void FindPhases()
    {
        foreach (GraphNode node in Order.Where(n => n.Shape.Kind == BlockKind.Source))
            _phaseOfSource[node.Id] = 0;
        // A source starts one phase after everything that its items will need; repeated until nothing moves.
        for (int round = 0; round <= Order.Length; round++)
        {
            bool moved = false;
            foreach (GraphNode node in Order.Where(n => n.Side is not null))
            {
                ImmutableHashSet<string> before = _allSources[node.Side!], own = SourcesOf(node.Id);
                if (before.Overlaps(own))
                {
                    Report("P3D1014", node.Id, "side",
                        $"its items and its value both come from '{before.Intersect(own).First()}', so neither could "
                            + "start; read that source a second time under another name");
                    return;
                }
                int needed = 1 + before.Max(source => _phaseOfSource[source]);
                foreach (string source in own.Where(source => _phaseOfSource[source] < needed))
                {
                    _phaseOfSource[source] = needed;
                    moved = true;
                }
            }
            if (!moved)
                return;
        }
        Report("P3D1015", "", "", "values needed beforehand depend on each other in a circle");
    }

    // In topological order and once per node: walking back from each would double at every fan-out that meets again.
    private void Trace()
    {
        foreach (GraphNode node in Order)
        {
            _sources[node.Id] = node.From.IsEmpty
                ? [node.Id] : node.From.SelectMany(from => _sources[from]).ToImmutableHashSet();
            _itemSources[node.Id] = node.Shape.Kind == BlockKind.Reduce ? [] : node.From.IsEmpty
                ? [node.Id] : node.From.SelectMany(from => _itemSources[from]).ToImmutableHashSet();
            ImmutableHashSet<string> all = node.From.IsEmpty
                ? [node.Id] : node.From.SelectMany(from => _allSources[from]).ToImmutableHashSet();
            _allSources[node.Id] = node.Side is null ? all : all.Union(_allSources[node.Side]);
            _ordered[node.Id] = node.Settings.Ordered && node.From.All(from => _ordered[from]);
        }
    }

    private void CheckUnits()
    {
        var units = new Dictionary<string, LengthUnit?>(StringComparer.Ordinal);
        foreach (GraphNode node in Order)
        {
            LengthUnit?[] inputs = [.. node.From.Select(from => units[from]).Distinct()];
            LengthUnit? input = inputs.Length == 1 ? inputs[0] : null;
            UnitFlow flow = node.Block.Units;
            if (flow.Needs is { } needs
                && inputs.FirstOrDefault(unit => unit is not null && unit != needs) is { } wrong)
                Report("P3D1016", node.Id, "from",
                    $"it needs coordinates in {needs}, but they come in {wrong}; put filter.convert-unit before it");
            units[node.Id] = flow.Gives ?? input;
        }
        UnitOf = units;
    }

    private void CheckRecipes()
    {
        foreach (GraphNode node in Order)
        {
            if (node.Block is not IChecksRecipe block)
                continue;
            IBlock? side = node.Side is { } id ? _byId[id].Block : null;
            if (_recipes.Before(node) is not { } recipe)
                Report("P3D1017", node.Id, "from", "the scans that reach it are prepared in different ways: "
                    + string.Join(" | ", node.From.Select(from => $"from '{from}' {RecipeOf(from)?.ToString()
                        ?? "by several ways"}")) + "; prepare all of them alike");
            else if (block.Check(node.Id, recipe, side) is { } problem)
                Report("P3D1018", node.Id, "", problem);
        }
    }

    private static string TypeName(Type? type) => type is null ? "nothing" : TypeNames.Of(type);
}
