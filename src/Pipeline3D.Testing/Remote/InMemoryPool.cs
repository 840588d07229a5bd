using System.Collections.Concurrent;
using Pipeline3D.Core.Runs;
using Pipeline3D.Engine.Graphs;
using Pipeline3D.Engine.Remote;
using Pipeline3D.Engine.Runs;

namespace Pipeline3D.Testing.Remote;

/// <summary>A pool whose workers are graphs within the same process: shows without a server that blocks, and a whole
/// pipeline, give the same on many machines as on one.</summary>
public sealed class InMemoryPool : IWorkPool
{
    private readonly Func<GraphPlan> _graph;
    private readonly RunContext _context;
    private readonly InMemoryPoolOptions _options;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<(string Key, byte[]? Content)>> _values
        = new(StringComparer.Ordinal);
    private readonly List<Task> _workers = [];
    private readonly TaskQueue _queue;
    private int _fits;

    /// <summary>Begins to serve a run.</summary>
    /// <param name="graph">Makes the run's graph anew, of fresh blocks: once for each worker and each fit.</param>
    /// <param name="context">The run. Its folder must not move; workers write below <c>journal/scratch</c> in
    /// it.</param>
    /// <param name="options">How it works.</param>
    public InMemoryPool(Func<GraphPlan> graph, RunContext context, InMemoryPoolOptions options)
    {
        (_graph, _context, _options, _queue) = (graph, context, options, new TaskQueue(options));
        foreach (WorkerFacts worker in Workers)
            _workers.Add(WorkAsync(worker));
    }

    /// <inheritdoc/>
    public IReadOnlyList<WorkerFacts> Workers => [.. Enumerable.Range(1, _options.Workers).Select(number
        => new WorkerFacts($"worker-{number}", Environment.MachineName, _options.Places, "")
        {
            ProcessId = Environment.ProcessId,
        })];

    /// <inheritdoc/>
    public PoolCounts Counts => new(_queue.Open, 0, 0, _queue.Duplicates, 0);

    /// <inheritdoc/>
    public async ValueTask<RemoteEnd> ComputeAsync(EntryRef entry, CancellationToken stop)
        => await _queue.Add(entry).WaitAsync(stop).ConfigureAwait(false);

    /// <inheritdoc/>
    public ValueTask CommittedAsync(RemoteEnd end) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public async ValueTask<RemoteProduct> FitAsync(FitTask task, CancellationToken stop)
    {
        int number = Interlocked.Increment(ref _fits);
        var scratch = ScratchFolder.Below(Folder, $"fit-{number}");
        string product = Path.Combine(scratch.Path, "product");
        using var both = CancellationTokenSource.CreateLinkedTokenSource(stop, _stop.Token);
        FittedGroup made = await GroupFit.RunAsync(_graph(), OptionsOf(scratch), task, ValueAsync, product, both.Token)
            .ConfigureAwait(false);
        scratch.Place(scratch.FilesOfFit(), Folder);
        return new RemoteProduct($"worker-{1 + (number % _options.Workers)}",
            made.Failure is null ? () => File.OpenRead(product) : null, made);
    }

    /// <inheritdoc/>
    public ValueTask OfferAsync(string node, string key, Action<Stream>? save, CancellationToken stop)
    {
        using var content = new MemoryStream();
        save?.Invoke(content);
        ValueOf(node).TrySetResult((key, save is null ? null : content.ToArray()));
        return ValueTask.CompletedTask;
    }

    /// <summary>Ends the workers.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Complete();
        await _stop.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_workers).ConfigureAwait(false);
        ScratchFolder.DeleteAll(Folder);
        _stop.Dispose();
    }

    private string Folder => _context.Folder.Path;

    private async Task WorkAsync(WorkerFacts worker)
    {
        var scratch = ScratchFolder.Below(Folder, worker.Name);
        using var feed = new InMemoryFeed(worker.Name, _options.Places, _queue, ValueAsync,
            outputs => scratch.Place(outputs, Folder));
        RunResult result = await new GraphRun(_graph(), OptionsOf(scratch) with { Feed = feed }).RunAsync(_stop.Token)
            .ConfigureAwait(false);
        if (result.Status == RunStatus.Failed)
            _queue.Fail(new PoolException($"{worker.Name} ended: {string.Join("; ", result.Failures)}"));
    }

    private async ValueTask<OfferedValue> ValueAsync(string node, CancellationToken stop)
    {
        (string key, byte[]? content) = await ValueOf(node).Task.WaitAsync(stop).ConfigureAwait(false);
        return new OfferedValue(key, content is null ? null : new MemoryStream(content, writable: false));
    }

    private TaskCompletionSource<(string Key, byte[]? Content)> ValueOf(string node) => _values.GetOrAdd(node,
        _ => new TaskCompletionSource<(string, byte[]?)>(TaskCreationOptions.RunContinuationsAsynchronously));

    private RunOptions OptionsOf(ScratchFolder scratch) => new()
    {
        Context = new RunContext
        {
            Folder = scratch.Folder, Seed = _context.Seed, KernelThreads = _context.KernelThreads, Time = _context.Time,
            Device = _context.Device, Log = _context.Log,
        },
        Cache = _options.Cache, Definitions = _options.Definitions,
    };
}
