using Pipeline3D.Core;
using Pipeline3D.Engine.Tests.Support;

namespace Pipeline3D.Engine.Tests.Graphs;

/// <summary>Random graphs of every kind of block: conservation, budget, order and an end, whatever the shape.</summary>
public sealed class RandomGraphTests : EngineTest
{
    [Fact]
    public async Task Run_RandomGraphs_KeepEveryPromise()
    {
        for (int seed = 0; seed < 150; seed++)
        {
            var sinks = new List<Collect<int>>();
            RunResult one = await RunAsync(Make(seed, parallelism: 1, sinks, out long budget), Options(budget));
            List<List<string>> first = [.. sinks.Select(s => s.Ids.Select((id, i) => $"{id}={s.Items[i]}").ToList())];
            sinks.Clear();
            RunResult many = await RunAsync(Make(seed, parallelism: 7, sinks, out _), Options(budget));
            List<List<string>> second = [.. sinks.Select(s => s.Ids.Select((id, i) => $"{id}={s.Items[i]}").ToList())];

            Assert.True(one.Status == RunStatus.Completed, $"seed {seed}: {string.Join("; ", one.Failures)}");
            Assert.True(one.Counts == many.Counts, $"seed {seed}: {one.Counts} at 1, {many.Counts} at 7");
            Assert.True(one.PeakBytes <= budget + 200 && many.PeakBytes <= budget + 200,
                $"seed {seed}: peak {many.PeakBytes} of {budget}");
            Assert.True(first.Zip(second).All(pair => pair.First.SequenceEqual(pair.Second)),
                $"seed {seed}: the order differs");
        }
    }

    private static Graph Make(int seed, int parallelism, List<Collect<int>> sinks, out long budget)
    {
        var random = new Random(seed);
        budget = random.Next(1, 2000);
        var graph = new Graph($"random-{seed}");
        var open = new List<Port<int>>();
        BlockSettings Settings() => new() { Parallelism = parallelism, Capacity = random.Next(0, 4) * parallelism };
        int sources = random.Next(1, 4);
        for (int i = 0; i < sources; i++)
            open.Add(graph.From($"source{i}", new Numbers(random.Next(0, 25), random.Next(0, 200), $"s{i}"),
                Settings()));
        int blocks = random.Next(1, 8);
        for (int i = 0; i < blocks; i++)
        {
            Port<int> input = open[random.Next(open.Count)];
            int modulus = random.Next(2, 6);
            string id = $"block{i}";
            Port<int> output = random.Next(5) switch
            {
                0 => input.Then(id, new Map<int, int>(n => n + 1), Settings()),
                1 => input.Then(id, new Map<int, int>(n => n % modulus == 1 ? throw new InvalidOperationException()
                    : n), Settings()),
                2 => input.Where(id, new Drop<int>(n => n % modulus == 0), Settings()),
                3 => input.Expand(id, new Split(n => Math.Abs(n) % modulus), Settings()),
                _ when open.Count > 1 && !open[0].Equals(open[^1]) => graph.Merge(open[0], open[^1])
                    .Then(id, new Map<int, int>(n => n), Settings()),
                _ => input.Then(id, new Map<int, int>(async (n, _) => { await Task.Yield(); return n; }), Settings()),
            };
            open.Add(output);
        }
        for (int i = 0; i < open.Count; i++)
        {
            var sink = new Collect<int>();
            sinks.Add(sink);
            open[i].To($"sink{i}", sink, Settings());
        }
        return graph;
    }
}
