using Pipeline3D.Core.Blocks;
using Pipeline3D.Engine.Graphs;
using Pipeline3D.Engine.Runs;

namespace Pipeline3D.Engine.Nodes;

/// <summary>Which part of a graph a process does: all of it, the ends of ways that others compute, those ways alone, or
/// what leads to one reducer.</summary>
internal sealed class RunParts
{
    private readonly GraphPlan _plan;
    private readonly RunState _state;
    private readonly HashSet<string> _here;

    public RunParts(GraphPlan plan, RunState state)
    {
        (_plan, _state) = (plan, state);
        _here = state.Fit is { } fit ? Before(fit.Task.Node)
            : state.Feed is not null ? [.. plan.Ways.SelectMany(way => way.Nodes)]
            : [.. plan.Order.Select(node => node.Id)];
    }

    /// <summary>Whether the process has the node at all.</summary>
    public bool Has(string node) => _here.Contains(node);

    /// <summary>Whether a feed gives the source's items.</summary>
    public bool IsFed(string source) => _state.Feed is not null && !_plan.WayOf(source).IsValue;

    /// <summary>Whether other processes compute the source's items.</summary>
    public bool IsElsewhere(string source) => _state.Pool is not null && _plan.WayOf(source).WhyHere is null;

    /// <summary>Whether other processes make what the reducer gives.</summary>
    public bool IsFitElsewhere(string reducer) => _state.Pool is not null
        && _plan.Ways.Any(way => way.WhyHere is null && way.Fits.Contains(reducer));

    /// <summary>Whether other processes need what the reducer gives.</summary>
    public bool IsOffered(string reducer) => _state.Pool is not null && _plan.Ways.Any(way => way.WhyHere is null
        && _plan.Order.Any(node => node.Side == reducer && way.Nodes.Contains(node.Id)));

    /// <summary>Whether a node of this process needs what the reducer gives.</summary>
    public bool IsNeededHere(string reducer) => _plan.Order.Any(node => node.Side == reducer && Has(node.Id));

    // A value that a reducer makes is given by the feed; one that a source gives is loaded here.
    private HashSet<string> Before(string reducer)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        var nodes = _plan.Order.ToDictionary(node => node.Id, StringComparer.Ordinal);
        var open = new Stack<string>([reducer]);
        while (open.TryPop(out string? id))
        {
            if (!found.Add(id) || (id != reducer && nodes[id].Shape.Kind == BlockKind.Reduce))
                continue;
            foreach (string from in nodes[id].From)
                open.Push(from);
            if (nodes[id].Side is { } side)
                open.Push(side);
        }
        return found;
    }
}
