using System.Runtime.ExceptionServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipeline3D.Networks.Guards;

/// <summary>One training's way back through the graph. An exception that a custom function throws there would cross
/// native frames and end the process; the function hands it to this guard instead, and it comes up where the pass was
/// begun.</summary>
/// <remarks>One guard for each training; safe for use by the threads of one pass.</remarks>
public sealed class BackwardGuard
{
    private ExceptionDispatchInfo? _first;

    /// <summary>Adds the gradients of a loss to its parameters.</summary>
    /// <param name="loss">One number.</param>
    /// <param name="retainGraph">Keep the graph for another pass.</param>
    /// <exception cref="Exception">What a custom function threw: then gradients are not to be used.</exception>
    public void Backward(Tensor loss, bool retainGraph = false) => Backward([loss], null, retainGraph, false, null);

    /// <summary>The general form, torch.autograd.backward.</summary>
    internal void Backward(IReadOnlyList<Tensor> outputs, IReadOnlyList<Tensor>? seeds, bool retainGraph,
        bool createGraph, IReadOnlyList<Tensor>? inputs)
    {
        ThrowKept();
        using DisposeScope scope = NewDisposeScope();
        try
        {
#pragma warning disable RS0030 // the one place where a pass is begun
            autograd.backward([.. outputs], seeds is null ? null : [.. seeds], retainGraph, createGraph,
                inputs is null ? null : [.. inputs]);
#pragma warning restore RS0030
        }
        // Gradients that lead nowhere may upset what lies behind them; the first error is the cause.
        catch (Exception) when (_first is not null)
        {
            ThrowKept();
        }
        ThrowKept();
    }

    /// <summary>Throws what a pass left behind that was not begun here.</summary>
    internal void ThrowKept() => Interlocked.Exchange(ref _first, null)?.Throw();

    internal void Keep(Exception cause) =>
        Interlocked.CompareExchange(ref _first, ExceptionDispatchInfo.Capture(cause), null);
}
