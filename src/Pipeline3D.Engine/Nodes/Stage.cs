using System.Runtime.CompilerServices;
using Pipeline3D.Engine.Graphs;
using Pipeline3D.Engine.Runs;

namespace Pipeline3D.Engine.Nodes;

/// <summary>One result per item, worked out in parallel and given on in order.</summary>
/// <remarks>Allocates nothing per item whose work completes at once; work that truly waits costs a task. Dataflow
/// itself makes a task whenever an idle block wakes up.</remarks>
internal sealed class Stage<TIn, TOut>
{
    private readonly Func<Flow<TIn>, ValueTask<Flow<TOut>>> _work;
    private readonly Emitter<TOut> _results;

    public Stage(BlockSettings settings, Outlet<TOut> outlet, Func<Flow<TIn>, ValueTask<Flow<TOut>>> work,
        CancellationToken abort)
    {
        _work = work;
        In = new Inlet<TIn>(WorkAsync, settings.EffectiveCapacity, settings.EffectiveParallelism, abort);
        _results = new Emitter<TOut>(settings.EffectiveCapacity, settings.Ordered, outlet, In.Leave);
        Completion = CompleteAsync(outlet, abort);
    }

    public Inlet<TIn> In { get; }

    /// <summary>Completes when everything has left and the takers were told so.</summary>
    public Task Completion { get; }

    private Task WorkAsync(int slot, Flow<TIn> flow)
    {
        ValueTask<Flow<TOut>> result = _work(flow);
        if (!result.IsCompletedSuccessfully)
            return WaitAsync(slot, result);
        _results.Add(slot, result.Result);
        return Task.CompletedTask;
    }

    private async Task WaitAsync(int slot, ValueTask<Flow<TOut>> result)
        => _results.Add(slot, await result.ConfigureAwait(false));

    private async Task CompleteAsync(Outlet<TOut> outlet, CancellationToken abort)
    {
        await In.Completion.ConfigureAwait(false);
        await _results.DrainAsync(abort).ConfigureAwait(false);
        outlet.Complete();
    }
}
