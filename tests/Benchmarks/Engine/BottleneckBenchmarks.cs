using BenchmarkDotNet.Attributes;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Runs;
using Pipeline3D.Engine.Graphs;
using Pipeline3D.Engine.Runs;

namespace Pipeline3D.Benchmarks.Engine;

/// <summary>How near a graph comes to the bound of its slowest block: one block of 2 ms per item between two quick
/// ones.</summary>
public class BottleneckBenchmarks
{
    private const int Items = 300;

    private static readonly TimeSpan PerItem = TimeSpan.FromMilliseconds(2);

    private readonly SourceEntry<int>[] _entries = Numbers.Prepare(Items);
    private string _folder = "";

    [GlobalSetup]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("pipeline3d-bench-").FullName;

    [GlobalCleanup]
    public void DropFolder() => Directory.Delete(_folder, recursive: true);

    /// <summary>The work of the slow block alone.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Items)]
    public void Bound()
    {
        for (int i = 0; i < Items; i++)
            Busy.Spin(PerItem);
    }

    /// <summary>The graph; the slow block works on one item at a time.</summary>
    [Benchmark(OperationsPerInvoke = Items)]
    public async Task<long> InGraph()
    {
        var graph = new Graph("bench");
        graph.From("source", new Numbers(_entries)).Then("before", new Steps(0))
            .Then("slow", new Busy(PerItem), new BlockSettings { Parallelism = 1 })
            .Then("after", new Steps(0)).To("sink", new Drop());
        RunResult result = await graph.RunAsync(
            new RunOptions { Context = new RunContext { Folder = new RunFolder(_folder) } }, CancellationToken.None);
        return result.Counts.Completed;
    }
}
