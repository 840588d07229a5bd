using Pipeline3D.Engine.Runs;
using Pipeline3D.Engine.Tests.Support;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Engine.Tests.Graphs;

/// <summary>Random graphs of every kind of block, a thousand in the long run: conservation, budget, order and an end,
/// whatever the shape.</summary>
public sealed class RandomGraphTests : EngineTest
{
    [Fact]
    public async Task Run_RandomGraphs_KeepEveryPromise()
    {
        int graphs = Soak.Repetitions(1000);
        for (int seed = 0; seed < graphs; seed++)
        {
            var alone = new RandomGraph(seed, parallelism: 1);
            var together = new RandomGraph(seed, parallelism: 7);
            RunResult one = await RunAsync(alone.Graph, Options(alone.Budget));
            RunResult many = await RunAsync(together.Graph, Options(together.Budget));

            Assert.True(one.Status == RunStatus.Completed, $"seed {seed}: {string.Join("; ", one.Failures)}");
            Assert.True(one.Counts == many.Counts, $"seed {seed}: {one.Counts} at 1, {many.Counts} at 7");
            long most = alone.Budget + alone.Largest;
            Assert.True(one.PeakBytes <= most && many.PeakBytes <= most,
                $"seed {seed}: peaks {one.PeakBytes} and {many.PeakBytes}, budget {alone.Budget} + {alone.Largest}");
            for (int i = 0; i < alone.Sinks.Count; i++)
                Assert.True(alone.Sinks[i].Items.SequenceEqual(together.Sinks[i].Items),
                    $"seed {seed}, sink {i}: the order differs:\n{string.Join(' ', alone.Sinks[i].Items)}\n"
                        + string.Join(' ', together.Sinks[i].Items));
        }
    }
}
