using System.Collections.Immutable;
using Pipeline3D.Core.Runs;
using Pipeline3D.Engine.Graphs;
using Pipeline3D.Engine.Nodes;

namespace Pipeline3D.Engine.Runs;

/// <summary>One run of a graph.</summary>
public sealed class GraphRun
{
    private readonly GraphPlan _plan;
    private readonly RunOptions _options;
    private RunState? _state;

    /// <summary>Prepares a run of a plan without problems.</summary>
    public GraphRun(GraphPlan plan, RunOptions options)
    {
        if (plan.Problems.Count > 0)
            throw new GraphException(plan.Problems);
        (_plan, _options) = (plan, options);
    }

    /// <summary>How far the run is; null before it began. May be read from any thread.</summary>
    public RunProgress? Progress => Volatile.Read(ref _state)?.Progress;

    /// <summary>Runs to the end. See <see cref="Graph.RunAsync"/>.</summary>
    public async Task<RunResult> RunAsync(CancellationToken stop = default)
    {
        DateTimeOffset started = _options.Context.Time.GetUtcNow();
        Directory.CreateDirectory(_options.Context.Folder.Path);
        using var state = new RunState(_options, stop);
        Volatile.Write(ref _state, state);
        RunLog.Started(_options.Context.Log, _options.Context.Folder.Path, _plan.Order.Length);
        var wiring = new Wiring(_plan, state);
        state.Resumption = new Resumption(_plan, wiring, state);
        await WorkOrLeaveAsync(state, wiring, stop).ConfigureAwait(false);
        if (_options.Journal.Problem is { } unwritten)
            state.AddFailure(unwritten);
        if (state.DeadLetters.Sort() is { } unsorted)
            state.AddFailure(unsorted);
        RunCounts counts = state.Counts;
        if (!counts.IsConserved)
            state.AddFailure($"items were lost: {counts}; this is a defect of the engine, please report it");
        var result = new RunResult
        {
            Status = state.Failures.Count > 0 ? RunStatus.Failed
                : stop.IsCancellationRequested ? RunStatus.Stopped
                : _options.Drain.IsCancellationRequested ? RunStatus.Drained : RunStatus.Completed,
            Counts = counts,
            TooManyRejected = state.TooManyRejected,
            DeadLetters = [.. state.DeadLetters.Letters],
            // A source that cannot list says so when it is counted and again when it is read.
            Failures = [.. state.Failures.Distinct()],
            Blocks = [.. _plan.Order.Where(spec => wiring.Nodes.ContainsKey(spec.Id))
                .Select(spec => wiring.Nodes[spec.Id].Guard.Meter.Read())],
            Workers = state.WorkersUsed,
            Started = started,
            Elapsed = state.Elapsed,
            PeakBytes = state.Budget.Peak,
        };
        RunLog.Ended(_options.Context.Log, _options.Context.Folder.Path, result.Status.ToString().ToLowerInvariant(),
            counts.Read, counts.Completed, counts.Dead, counts.Filtered, counts.Resumed, result.Elapsed.TotalSeconds);
        return result;
    }

    // Whatever a block or a file does, a run that is stopped ends; threads that are stuck in it end with the process.
    private async Task WorkOrLeaveAsync(RunState state, Wiring wiring, CancellationToken stop)
    {
        // On threads of its own: a block may keep whoever starts it.
        Task work = Task.Run(() => WorkAsync(state, wiring, stop), CancellationToken.None);
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using (state.StopOrAbort.Register(() => asked.TrySetResult()))
            await Task.WhenAny(work, asked.Task).ConfigureAwait(false);
        if (!work.IsCompleted)
            await Task.WhenAny(work, Task.Delay(_options.StopDeadline, _options.Context.Time, CancellationToken.None))
                .ConfigureAwait(false);
        if (work.IsCompleted)
        {
            await work.ConfigureAwait(false);
            state.EndOpen("the run broke before this item was done");
            await EndBlocksAsync(state, _ => true).ConfigureAwait(false);
            return;
        }
        bool IsIdle(GraphNode spec) => !(wiring.Nodes.TryGetValue(spec.Id, out Node? node)
            && node.Guard.Meter.IsAtWork);
        string[] stuck = [.. _plan.Order.Where(spec => !IsIdle(spec)).Select(spec => spec.Id)];
        string who = stuck.Length > 0 ? string.Join(", ", stuck) : "a block";
        state.AddFailure($"{who} did not end within {_options.StopDeadline.TotalSeconds:0.#} s of being stopped and "
            + "was left behind; what was in work is a dead letter, and a resumed run tries it again");
        state.EndOpen($"the run was stopped, and {who} did not end within {_options.StopDeadline.TotalSeconds:0.#} s");
        // A file that a block holds open is closed, but not under whoever still writes to it.
        Task closing = Task.Run(() => EndBlocksAsync(state, IsIdle), CancellationToken.None);
        await Task.WhenAny(closing, Task.Delay(_options.StopDeadline, _options.Context.Time, CancellationToken.None))
            .ConfigureAwait(false);
    }

    private async Task WorkAsync(RunState state, Wiring wiring, CancellationToken stop)
    {
        if (!await StartBlocksAsync(state, wiring.Parts, stop).ConfigureAwait(false))
            return;
        try
        {
            wiring.Connect();
            state.SetWired();
        }
        catch (Exception cause)
        {
            // A plug-in's block is made here.
            state.Break($"the graph could not be put together: {cause.Message}");
            return;
        }
        IEnumerable<Task> parts = wiring.All.SelectMany(node => node.Parts)
            .Append(new Admission(_plan, wiring, state).RunAsync());
        await Task.WhenAll(parts.Select(part => WatchAsync(part, state))).ConfigureAwait(false);
    }

    private async Task<bool> StartBlocksAsync(RunState state, RunParts parts, CancellationToken stop)
    {
        bool ok = true;
        // A source that is asked for one entry after the other need not have all of them here.
        foreach (GraphNode spec in _plan.Order.Where(spec => parts.Has(spec.Id)
            && !(spec.Shape.Kind == BlockKind.Source && parts.IsFed(spec.Id) && EntryFinders.Locates(spec.Block))))
        {
            try
            {
                await spec.Block.StartAsync(_options.Context.For(spec.Id), stop).ConfigureAwait(false);
            }
            catch (Exception cause)
            {
                state.AddFailure($"{spec.Id} could not start: {cause.Message}");
                ok = false;
            }
        }
        return ok;
    }

    // A block that holds a file open closes it even when the run was stopped.
    private async Task EndBlocksAsync(RunState state, Func<GraphNode, bool> isIdle)
    {
        foreach (GraphNode spec in _plan.Order.Where(isIdle))
        {
            try
            {
                if (spec.Block is IAsyncDisposable asynchronous)
                    await asynchronous.DisposeAsync().ConfigureAwait(false);
                else if (spec.Block is IDisposable disposable)
                    disposable.Dispose();
            }
            catch (Exception cause)
            {
                state.AddFailure($"{spec.Id} could not close: {cause.Message}");
            }
        }
    }

    private static async Task WatchAsync(Task part, RunState state)
    {
        try
        {
            await part.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (state.Abort.IsCancellationRequested)
        {
            // The failure that caused the abort is already noted.
        }
        catch (Exception cause)
        {
            state.Break($"the graph broke: {cause}");
        }
    }
}
