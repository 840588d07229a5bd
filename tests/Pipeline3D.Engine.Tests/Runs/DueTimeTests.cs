using System.Runtime.CompilerServices;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Options;
using Pipeline3D.Core.Runs;
using Pipeline3D.Engine.Graphs;
using Pipeline3D.Engine.Tests.Support;

namespace Pipeline3D.Engine.Tests.Runs;

/// <summary>When a verdict is due is known to every block of the item's way, and only there.</summary>
public sealed class DueTimeTests : EngineTest
{
    [Fact]
    public async Task Run_SomeItemsAreDue_EveryBlockIsToldOfItsOwnItem()
    {
        var graph = new Graph("due");
        var sink = new Collect<(int Number, long? First, long? Second)>();
        graph.From("source", new Due())
            .Then("first", new Map<int, (int Number, long? First)>((n, context) => new((n, context.DueAt))))
            .Then("second", new Map<(int Number, long? First), (int Number, long? First, long? Second)>(
                (seen, context) => new((seen.Number, seen.First, context.DueAt))))
            .To("sink", sink);

        await RunAsync(graph);

        Assert.Equal(200, sink.Items.Count);
        Assert.All(sink.Items, seen => Assert.Equal((Due.Of(seen.Number), Due.Of(seen.Number)),
            (seen.First, seen.Second)));
    }

    private sealed class Due() : SourceBlock3D<int>(new NoOptions())
    {
        public static long? Of(int number) => number % 3 == 0 ? null : number * 1000L;

        public override async IAsyncEnumerable<SourceEntry<int>> ListAsync(
            RunContext run, [EnumeratorCancellation] CancellationToken stop)
        {
            await Task.CompletedTask;
            for (int i = 0; i < 200; i++)
            {
                int number = i;
                yield return new SourceEntry<int>(Numbers.Id("n", i), "", 1, _ => new ValueTask<int>(number))
                {
                    DueAt = Of(number),
                };
            }
        }
    }
}
