using Pipeline3D.Engine.Graphs;
using Pipeline3D.Engine.Runs;
using Pipeline3D.Engine.Tests.Support;

namespace Pipeline3D.Engine.Tests.Runs;

/// <summary>Promise 4: the order is that of admission, whatever the parallelism and however long each item
/// takes.</summary>
public sealed class OrderTests : EngineTest
{
    [Theory, InlineData(1), InlineData(2), InlineData(16)]
    public async Task Run_UnevenWork_OutputOrderIsInputOrder(int parallelism)
    {
        var graph = new Graph("order");
        var sink = new Collect<int>();
        graph.From("source", new Numbers(200))
            .Then("work", new Map<int, int>(async (n, _) =>
            {
                // The later an item within its group of eight, the sooner it is done.
                for (int i = 0; i < 8 - n % 8; i++)
                    await Task.Yield();
                return n;
            }), new BlockSettings { Parallelism = parallelism })
            .To("sink", sink);

        await RunAsync(graph);

        Assert.Equal(Enumerable.Range(0, 200), sink.Items);
    }

    [Theory, InlineData(1), InlineData(8)]
    public async Task Merge_TwoSources_ItemsAlternateInAdmissionOrder(int parallelism)
    {
        var graph = new Graph("merge");
        var sink = new Collect<int>();
        var settings = new BlockSettings { Parallelism = parallelism };
        Port<int> a = graph.From("a", new Numbers(50, name: "a"), settings)
            .Then("slow", new Map<int, int>(async (n, _) => { await Task.Yield(); return n; }), settings);
        Port<int> b = graph.From("b", new Numbers(30, name: "b"), settings);
        graph.Merge(a, b).To("sink", sink);

        await RunAsync(graph);

        string[] expected = [.. Enumerable.Range(0, 30).SelectMany(i => new[] { $"a/{i:D5}", $"b/{i:D5}" }),
            .. Enumerable.Range(30, 20).Select(i => $"a/{i:D5}")];
        Assert.Equal(expected, sink.Ids.Select(id => id.Path));
    }

    [Theory, InlineData(1), InlineData(8)]
    public async Task Merge_DiamondWithExpansionsAndFailures_SameOrderAtAnyParallelism(int parallelism)
    {
        var graph = new Graph("diamond");
        var sink = new Collect<int>();
        var settings = new BlockSettings { Parallelism = parallelism };
        Port<int> source = graph.From("source", new Numbers(40), settings);
        Port<int> left = source.Expand("split", new Split(n => n % 4), settings);
        Port<int> right = source.Then("fail", new Map<int, int>(n => n % 7 == 0 ? throw new InvalidOperationException()
            : -n), settings);
        graph.Merge(left, right).To("sink", sink);

        RunResult result = await RunAsync(graph);

        IEnumerable<int> expected = Enumerable.Range(0, 40).SelectMany(n =>
            Interleave(Enumerable.Range(0, n % 4).Select(i => n * 1000 + i).ToList(), n % 7 == 0 ? null : -n));
        Assert.Equal(expected, sink.Items);
        Assert.Equal(6, result.Counts.Dead);

        static IEnumerable<int> Interleave(List<int> parts, int? other)
        {
            // Order is by sequence, then part, then input: part 0 of the left input, the right item (part 0), the rest.
            if (parts.Count > 0) yield return parts[0];
            if (other is { } value) yield return value;
            foreach (int part in parts.Skip(1)) yield return part;
        }
    }

    [Fact]
    public async Task Run_UnorderedBlock_NothingIsLost()
    {
        var graph = new Graph("unordered");
        var sink = new Collect<int>();
        graph.From("source", new Numbers(100))
            .Then("work", new Map<int, int>(async (n, _) => { await Task.Yield(); return n; }),
                new BlockSettings { Ordered = false, Parallelism = 8 })
            .To("sink", sink);

        await RunAsync(graph);

        Assert.Equal(Enumerable.Range(0, 100), sink.Items.Order());
    }
}
