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

    public IReadOnlyDictionary<string, Node> Nodes => _nodes;

    public IEnumerable<Node> All => _nodes.Values.Concat(_captures.Values);

    public IReadOnlyDictionary<string, Node> Captures => _captures;

    public void Connect()
    {
        foreach (GraphNode spec in plan.Order)
        {
            var factory = new NodeFactory(plan, spec, state);
            _nodes[spec.Id] = spec.Block.Accept(factory);
            if (factory.Capture is not null)
                _captures[spec.Id] = factory.Capture;
        }
        var inputs = plan.Order.Where(spec => spec.From.Length > 0).ToDictionary(
            spec => spec.Id, spec => ((ITakes)_nodes[spec.Id]).OpenInputs(plan), StringComparer.Ordinal);
        foreach (GraphNode spec in plan.Order)
        {
            var takers = new List<Func<object>>();
            foreach (GraphNode consumer in plan.Order)
            {
                int index = consumer.From.IndexOf(spec.Id);
                if (index >= 0)
                    takers.Add(() => inputs[consumer.Id](index));
                if (consumer.Side == spec.Id)
                    takers.Add(() => ((ITakes)_captures[consumer.Id]).Entrance);
            }
            _nodes[spec.Id].Connect(takers);
        }
    }
}
