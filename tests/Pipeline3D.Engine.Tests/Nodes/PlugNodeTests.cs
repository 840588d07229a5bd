using System.Threading.Tasks.Dataflow;
using Pipeline3D.Core.Items;
using Pipeline3D.Engine.Graphs;
using Pipeline3D.Engine.Runs;
using Pipeline3D.Engine.Tests.Support;

namespace Pipeline3D.Engine.Tests.Nodes;

public sealed class PlugNodeTests : EngineTest
{
    [Theory, InlineData(1), InlineData(8)]
    public async Task Plug_TransformBlock_ItemsArriveInOrder(int parallelism)
    {
        var graph = new Graph("raw");
        var sink = new Collect<string>();
        graph.From("source", new Numbers(100))
            .Plug("raw", new TransformBlock<Item<int>, Item<string>>(item => item.With($"{item.Payload}"),
                new ExecutionDataflowBlockOptions { MaxDegreeOfParallelism = parallelism, BoundedCapacity = 8 }))
            .To("sink", sink);

        await RunAsync(graph);

        Assert.Equal(Enumerable.Range(0, 100).Select(n => $"{n}"), sink.Items);
    }

    [Fact]
    public async Task Plug_UnorderedRawBlock_OrderIsRestored()
    {
        var graph = new Graph("unordered");
        var sink = new Collect<int>();
        graph.From("source", new Numbers(100))
            .Plug("raw", new TransformBlock<Item<int>, Item<int>>(async item =>
            {
                for (int i = 0; i < 5 - item.Payload % 5; i++) await Task.Yield();
                return item;
            }, new ExecutionDataflowBlockOptions { MaxDegreeOfParallelism = 8, EnsureOrdered = false,
                BoundedCapacity = 16 }), keepsOrder: false)
            .To("sink", sink);

        await RunAsync(graph);

        Assert.Equal(Enumerable.Range(0, 100), sink.Items);
    }

    [Fact]
    public async Task Plug_BlockThatSwallowsEverything_TimesOutAndDoesNotStallTheBudget()
    {
        var graph = new Graph("swallow");
        graph.From("source", new Numbers(5, bytes: 100))
            .Plug("raw", new TransformManyBlock<Item<int>, Item<int>>(_ => []),
                new BlockSettings { Timeout = TimeSpan.FromMilliseconds(50) })
            .To("sink", new Collect<int>());

        // One item fits the budget: if a swallowed item kept its bytes, the second could never be read.
        RunResult result = await RunAsync(graph, Options(budget: 100));

        Assert.Equal(5, result.Counts.Dead);
    }

    [Fact]
    public async Task Plug_BlockThatInventsItems_IsAFailureOfTheRun()
    {
        var graph = new Graph("invent");
        graph.From("source", new Numbers(1))
            .Plug("raw", new TransformManyBlock<Item<int>, Item<int>>(item => [item, item with { Sequence = 99 }]))
            .To("sink", new Collect<int>());

        RunResult result = await RunAsync(graph);

        Assert.Equal(RunStatus.Failed, result.Status);
        Assert.Contains("sequence 99", Assert.Single(result.Failures), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plug_DeadItemsBefore_PassAroundTheRawBlockInOrder()
    {
        var graph = new Graph("around");
        var sink = new Collect<int>();
        graph.From("source", new Numbers(20, load: n => n % 4 == 0 ? throw new IOException("gone") : n))
            .Plug("raw", new TransformBlock<Item<int>, Item<int>>(item => item))
            .To("sink", sink);

        RunResult result = await RunAsync(graph);

        Assert.Equal(Enumerable.Range(0, 20).Where(n => n % 4 != 0), sink.Items);
        Assert.Equal(5, result.Counts.Dead);
    }
}
