using System.Threading.Tasks.Dataflow;
using Pipeline3D.Engine.Graphs;
using Pipeline3D.Engine.Runs;

namespace Pipeline3D.Engine.Nodes;

/// <summary>Links the nodes of a plan: straight where one gives and one takes, through a merger where several
/// give.</summary>
internal sealed class Wiring(GraphPlan plan, RunState state)
{
    private readonly Dictionary<string, Node> _nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Node> _captures = new(StringComparer.Ordinal);
    private readonly Dictionary<string, NodeMeter> _meters = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, Node> Nodes => _nodes;

    public IEnumerable<Node> All => _nodes.Values.Concat(_captures.Values);

    public IReadOnlyDictionary<string, Node> Captures => _captures;

    /// <summary>Which part of the graph is done here.</summary>
    public RunParts Parts { get; } = new(plan, state);

    public void Connect()
    {
        GraphNode[] order = [.. plan.Order.Where(spec => Parts.Has(spec.Id))];
        foreach (GraphNode spec in order)
        {
            var factory = new NodeFactory(plan, spec, state, Parts, _meters);
            _nodes[spec.Id] = spec.Block.Accept(factory);
            _meters[spec.Id] = _nodes[spec.Id].Guard.Meter;
            if (factory.Capture is not null)
                _captures[spec.Id] = factory.Capture;
        }
        var inputs = order.Where(spec => spec.From.Length > 0).ToDictionary(
            spec => spec.Id, spec => ((ITakes)_nodes[spec.Id]).OpenInputs(plan), StringComparer.Ordinal);
        foreach (GraphNode spec in order)
        {
            var takers = new List<Func<object>>();
            foreach (GraphNode consumer in order)
            {
                int index = consumer.From.IndexOf(spec.Id);
                if (index >= 0)
                    takers.Add(() => inputs[consumer.Id](index));
                if (consumer.Side == spec.Id)
                    takers.Add(() => ((ITakes)_captures[consumer.Id]).Entrance);
            }
            _nodes[spec.Id].Connect(takers);
        }
        // What another process does gives nothing here.
        foreach (GraphNode spec in order)
            for (int i = 0; i < spec.From.Length; i++)
                if (!Parts.Has(spec.From[i]))
                    ((ICompletes)inputs[spec.Id](i)).Complete();
    }
}
