using System.Globalization;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Runs;
using Pipeline3D.Engine.Graphs;
using Pipeline3D.Engine.Runs;

namespace Pipeline3D.Testing.Running;

/// <summary>Runs one block on payloads in memory, on the real engine: with its order, dead letters, timeouts and
/// counts.</summary>
/// <remarks>A block object runs once, because the engine disposes it. An item's failure is a dead letter of the result,
/// never an exception.</remarks>
public static class BlockRunner
{
    internal const string Under = "block";

    /// <summary>Who the item at an index is unless a test says otherwise: <c>test/00007</c>.</summary>
    public static ItemId IdOf(int index)
        => new("memory", "test", "", "", index.ToString("D5", CultureInfo.InvariantCulture));

    /// <summary>Runs a block that makes one output of each input.</summary>
    /// <exception cref="GraphException">The block's settings cannot work.</exception>
    public static Task<BlockRun<TOut>> RunAsync<TIn, TOut>(ITransform<TIn, TOut> block, IEnumerable<TIn> payloads,
        BlockRunOptions? options = null, CancellationToken stop = default)
        => RunAnyAsync<TIn, TOut>(block, Identified(payloads, options), null, options, stop);

    /// <summary>Runs a block that lets some inputs pass.</summary>
    /// <exception cref="GraphException">The block's settings cannot work.</exception>
    public static Task<BlockRun<T>> RunAsync<T>(IFilter<T> block, IEnumerable<T> payloads,
        BlockRunOptions? options = null, CancellationToken stop = default)
        => RunAnyAsync<T, T>(block, Identified(payloads, options), null, options, stop);

    /// <summary>Runs a block that makes any number of outputs of each input.</summary>
    /// <exception cref="GraphException">The block's settings cannot work.</exception>
    public static Task<BlockRun<TOut>> RunAsync<TIn, TOut>(IExpand<TIn, TOut> block, IEnumerable<TIn> payloads,
        BlockRunOptions? options = null, CancellationToken stop = default)
        => RunAnyAsync<TIn, TOut>(block, Identified(payloads, options), null, options, stop);

    /// <summary>Runs a block that makes one output of all inputs.</summary>
    /// <exception cref="GraphException">The block's settings cannot work.</exception>
    public static Task<BlockRun<TOut>> RunAsync<TIn, TOut>(IReduce<TIn, TOut> block, IEnumerable<TIn> payloads,
        BlockRunOptions? options = null, CancellationToken stop = default)
        => RunAnyAsync<TIn, TOut>(block, Identified(payloads, options), null, options, stop);

    /// <summary>Runs a block that needs a value beforehand.</summary>
    /// <exception cref="GraphException">The block's settings cannot work.</exception>
    public static Task<BlockRun<TOut>> RunAsync<TSide, TIn, TOut>(IApply<TSide, TIn, TOut> block, TSide side,
        IEnumerable<TIn> payloads, BlockRunOptions? options = null, CancellationToken stop = default)
        => RunAnyAsync<TIn, TOut>(block, Identified(payloads, options), new PayloadSource<TSide>([side]), options,
            stop);

    /// <summary>Runs a raw Dataflow block.</summary>
    /// <exception cref="GraphException">The block's settings cannot work.</exception>
    public static Task<BlockRun<TOut>> RunAsync<TIn, TOut>(IPlug<TIn, TOut> block, IEnumerable<TIn> payloads,
        BlockRunOptions? options = null, CancellationToken stop = default)
        => RunAnyAsync<TIn, TOut>(block, Identified(payloads, options), null, options, stop);

    /// <summary>Runs a block without output; what it wrote lies in <see cref="BlockRunOptions.Folder"/>.</summary>
    /// <exception cref="GraphException">The block's settings cannot work.</exception>
    public static Task<BlockRun<TIn>> RunAsync<TIn>(ISink<TIn> block, IEnumerable<TIn> payloads,
        BlockRunOptions? options = null, CancellationToken stop = default)
        => RunAnyAsync<TIn, TIn>(block, Identified(payloads, options), null, options, stop);

    /// <summary>Runs a source and loads all that it lists.</summary>
    /// <exception cref="GraphException">The block's settings cannot work.</exception>
    public static Task<BlockRun<TOut>> RunAsync<TOut>(ISource<TOut> block, BlockRunOptions? options = null,
        CancellationToken stop = default)
        => RunAnyAsync<TOut, TOut>(block, null, null, options, stop);

    internal static async Task<BlockRun<TOut>> RunAnyAsync<TIn, TOut>(IBlock block,
        IEnumerable<(ItemId, TIn)>? payloads, IBlock? side, BlockRunOptions? options, CancellationToken stop)
    {
        options ??= new BlockRunOptions();
        var graph = new Graph("block under test");
        var first = new BlockSettings { Parallelism = 1 };
        if (side is not null)
            graph.Add(new GraphNode("side", side, first, []));
        if (payloads is not null)
            graph.Add(new GraphNode("payloads", new PayloadSource<TIn>(payloads), first, []));
        graph.Add(new GraphNode(Under, block, options.Settings, payloads is null ? [] : ["payloads"],
            side is null ? null : "side"));
        var sink = new CollectSink<TOut>();
        if (BlockShape.Of(block).Kind != BlockKind.Sink)
            graph.Add(new GraphNode("collect", sink, first, [Under]));
        string folder = options.Folder ?? Directory.CreateTempSubdirectory("pipeline3d-block-").FullName;
        try
        {
            var run = new RunContext
            {
                Folder = new RunFolder(folder), Seed = options.Seed, KernelThreads = options.KernelThreads,
                Time = options.Time,
            };
            RunResult result = await graph.RunAsync(new RunOptions { Context = run }, stop).ConfigureAwait(false);
            return new BlockRun<TOut>
            {
                Status = result.Status, Outputs = [.. sink.Items], DeadLetters = result.DeadLetters,
                Counts = result.Counts, Failures = result.Failures, Facts = run.Facts, Remarks = run.Remarks,
            };
        }
        finally
        {
            if (options.Folder is null)
                Directory.Delete(folder, recursive: true);
        }
    }

    private static IEnumerable<(ItemId, T)> Identified<T>(IEnumerable<T> payloads, BlockRunOptions? options)
    {
        Func<int, ItemId> identify = options?.Identify ?? IdOf;
        return payloads.Select((payload, index) => (identify(index), payload));
    }
}
