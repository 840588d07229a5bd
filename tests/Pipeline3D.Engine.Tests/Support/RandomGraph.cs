using System.Threading.Tasks.Dataflow;
using Pipeline3D.Core.Items;
using Pipeline3D.Engine.Graphs;

namespace Pipeline3D.Engine.Tests.Support;

/// <summary>Graphs of every kind of block: fan-in, fan-out, filters, failures, splits, raw blocks, reducers, values known
/// beforehand, items of any size. The seed decides the shape; blocks change nothing else.</summary>
internal sealed class RandomGraph
{
    private readonly Random _random;
    private readonly int _parallelism;
    private readonly List<Port<int>> _open = [];
    private readonly bool _keepsSums;
    private int _sources;

    public RandomGraph(int seed, int parallelism, Action<ItemId>? onItem = null, bool keepsSums = false)
    {
        (_random, _parallelism, _keepsSums) = (new Random(seed), parallelism, keepsSums);
        Graph = new Graph($"random-{seed}");
        Budget = _random.Next(1, 2000);
        for (int i = _random.Next(1, 4); i > 0; i--)
            _open.Add(Source());
        for (int i = _random.Next(1, 9); i > 0; i--)
            _open.Add(Block($"block{i}", _open[_random.Next(_open.Count)]));
        for (int i = 0; i < _open.Count; i++)
        {
            var sink = new Kept(onItem);
            Sinks.Add(sink);
            _open[i].To($"sink{i}", sink, Settings());
        }
    }

    public Graph Graph { get; }

    public List<Kept> Sinks { get; } = [];

    public long Budget { get; }

    /// <summary>Bytes of the largest item.</summary>
    public long Largest { get; private set; }

    private BlockSettings Settings()
        => new() { Parallelism = _parallelism, Capacity = _random.Next(0, 4) * _parallelism };

    private Port<int> Source()
    {
        string name = $"s{_sources++}";
        int count = _random.Next(0, 25), seed = _random.Next();
        int most = _random.Next(1, 3000);
        long Size(int i) => new Random(seed + i).Next(0, most);
        for (int i = 0; i < count; i++)
            Largest = Math.Max(Largest, Size(i));
        return Graph.From(name, new Numbers(count, 0, name) { Size = Size }, Settings());
    }

    private Port<int> Block(string id, Port<int> input)
    {
        int modulus = _random.Next(2, 6);
        switch (_random.Next(9))
        {
            case 0:
                return input.Then(id, new Map<int, int>(n => n + 1), Settings());
            case 1:
                return input.Then(id, new Map<int, int>(n => Math.Abs(n) % modulus == 1
                    ? throw new InvalidOperationException($"{n}") : n), Settings());
            case 2:
                return input.Where(id, new Drop<int>(n => n % modulus == 0), Settings());
            case 3:
                return input.Expand(id, new Split(n => Math.Abs(n) % modulus), Settings());
            case 4:
                return input.Reduce(id, new RememberedSum(), Settings());
            case 5:
                Port<int> side = _keepsSums && modulus % 2 == 0 ? Source().Reduce($"{id}-side", new KeptSum())
                    : Source().Reduce($"{id}-side", new RememberedSum());
                return input.Apply(id, new AddSide(), side, Settings());
            case 6:
                return input.Plug(id, new TransformBlock<Item<int>, Item<int>>(item => item.With(item.Payload * 2),
                    new ExecutionDataflowBlockOptions { BoundedCapacity = 3 }), Settings());
            case 7 when Others(input) is { Length: > 0 } others:
                return Graph.Merge([input, .. others]).Then(id, new Map<int, int>(n => n), Settings());
            default:
                return input.Then(id, new Map<int, int>(async (n, _) =>
                {
                    await Task.Yield();
                    return n;
                }), Settings());
        }
    }

    private Port<int>[] Others(Port<int> input) => [.. _open.Where(port => port.Ids[0] != input.Ids[0])
        .Take(_random.Next(1, 3))];
}
