using Pipeline3D.Engine.Graphs;

namespace Pipeline3D.Engine.Nodes;

/// <summary>A node that takes items, whatever their type: how it is wired without knowing that type.</summary>
internal interface ITakes
{
    /// <summary>The node's own entrance, an <see cref="IInlet{T}"/> of the node's type.</summary>
    object Entrance { get; }

    /// <summary>Opens the inputs of the node: its entrance for one giver, those of a merger for several.</summary>
    /// <returns>Gives the input by the giver's place in <see cref="GraphNode.From"/>, an <see cref="IInlet{T}"/> of the
    /// node's type.</returns>
    Func<int, object> OpenInputs(GraphPlan plan);
}

/// <summary>A node that takes items of one type, and so can open its own inputs.</summary>
internal interface ITakes<T> : ITakes
{
    IInlet<T> In { get; }

    /// <summary>The node itself.</summary>
    Node Node => (Node)this;

    object ITakes.Entrance => In;

    Func<int, object> ITakes.OpenInputs(GraphPlan plan)
    {
        IInlet<T> target = In;
        GraphNode spec = Node.Spec;
        if (spec.From.Length == 1)
            return _ => target;
        var facts = spec.From.Select(from => plan.ItemSourcesOf(from))
            .Select(sources => new Merger<T>.InputFacts(sources,
                sources.Select(source => plan.PhaseOfSource[source]).DefaultIfEmpty(int.MaxValue).Min()))
            .ToArray();
        var merger = new Merger<T>(Node.State, target, facts, spec.From.All(plan.IsOrdered),
            spec.Settings.EffectiveCapacity);
        Node.Parts.Add(merger.Completion);
        return merger.Input;
    }
}
