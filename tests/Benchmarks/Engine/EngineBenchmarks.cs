using System.Threading.Channels;
using System.Threading.Tasks.Dataflow;
using BenchmarkDotNet.Attributes;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Runs;
using Pipeline3D.Engine.Graphs;
using Pipeline3D.Engine.Runs;

namespace Pipeline3D.Benchmarks.Engine;

/// <summary>What the engine's promises cost: the same loading, three steps and a sink in raw Dataflow, in channels and
/// in a graph.</summary>
/// <remarks>Everywhere the same capacity; in raw Dataflow and in the graph as many workers per block as cores, in
/// channels one.</remarks>
[MemoryDiagnoser]
public class EngineBenchmarks
{
    private const int Items = 20_000;
    private const int Capacity = 64;

    private static readonly BlockSettings Settings = new() { Capacity = Capacity };

    private readonly SourceEntry<int>[] _entries = Numbers.Prepare(Items);
    private string _folder = "";

    /// <summary>Work of every step, in rounds of a few nanoseconds each.</summary>
    [Params(0, 200, 2000)]
    public int Work { get; set; }

    [GlobalSetup]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("pipeline3d-bench-").FullName;

    [GlobalCleanup]
    public void DropFolder() => Directory.Delete(_folder, recursive: true);

    [Benchmark(Baseline = true, OperationsPerInvoke = Items)]
    public async Task<long> RawDataflow()
    {
        var options = new ExecutionDataflowBlockOptions
        {
            BoundedCapacity = Capacity, MaxDegreeOfParallelism = Environment.ProcessorCount,
        };
        var links = new DataflowLinkOptions { PropagateCompletion = true };
        long sum = 0;
        var load = new TransformBlock<int, int>(item => item, options);
        TransformBlock<int, int>[] steps = [.. Enumerable.Range(0, 3).Select(_
            => new TransformBlock<int, int>(item => Steps.Do(item, Work), options))];
        var sink = new ActionBlock<int>(item => sum += item, new() { BoundedCapacity = Capacity });
        load.LinkTo(steps[0], links);
        steps[0].LinkTo(steps[1], links);
        steps[1].LinkTo(steps[2], links);
        steps[2].LinkTo(sink, links);
        for (int i = 0; i < Items; i++)
            await load.SendAsync(i);
        load.Complete();
        await sink.Completion;
        return sum;
    }

    [Benchmark(OperationsPerInvoke = Items)]
    public async Task<long> Channels()
    {
        Channel<int>[] channels = [.. Enumerable.Range(0, 5).Select(_ => Channel.CreateBounded<int>(Capacity))];
        Task[] workers = [.. Enumerable.Range(0, 4).Select(async step =>
        {
            await foreach (int item in channels[step].Reader.ReadAllAsync())
                await channels[step + 1].Writer.WriteAsync(step == 0 ? item : Steps.Do(item, Work));
            channels[step + 1].Writer.Complete();
        })];
        async Task<long> SumAsync()
        {
            long sum = 0;
            await foreach (int item in channels[4].Reader.ReadAllAsync())
                sum += item;
            return sum;
        }

        Task<long> total = SumAsync();
        for (int i = 0; i < Items; i++)
            await channels[0].Writer.WriteAsync(i);
        channels[0].Writer.Complete();
        await Task.WhenAll(workers);
        return await total;
    }

    [Benchmark(OperationsPerInvoke = Items)]
    public async Task<long> InGraph()
    {
        var graph = new Graph("bench");
        graph.From("source", new Numbers(_entries), Settings).Then("a", new Steps(Work), Settings)
            .Then("b", new Steps(Work), Settings).Then("c", new Steps(Work), Settings)
            .To("sink", new Drop(), Settings);
        return await RunAsync(graph, Items);
    }

    /// <summary>The same steps, the middle one on one of two ways that part and meet again in order.</summary>
    [Benchmark(OperationsPerInvoke = Items)]
    public async Task<long> InGraphWithTwoWays()
    {
        var graph = new Graph("bench");
        Port<int> first = graph.From("source", new Numbers(_entries), Settings)
            .Then("a", new Steps(Work), Settings);
        graph.Merge([first.Then("b", new Steps(Work), Settings), first]).Then("c", new Steps(Work), Settings)
            .To("sink", new Drop(), Settings);
        return await RunAsync(graph, Items);
    }

    private async Task<long> RunAsync(Graph graph, long expected)
    {
        RunResult result = await graph.RunAsync(
            new RunOptions { Context = new RunContext { Folder = new RunFolder(_folder) } }, CancellationToken.None);
        return result.Counts.Completed == expected ? expected
            : throw new InvalidOperationException($"items are missing: {result.Counts}");
    }
}
