using Pipeline3D.Torch.Binding;

namespace Pipeline3D.Torch;

/// <summary>Tensors and what one does with them, in PyTorch's and TorchSharp's words, on libtorch.</summary>
/// <remarks>Every function throws <see cref="TorchException"/> with operator and shapes when libtorch refuses, and
/// <see cref="TorchUnavailableException"/> where there is no libtorch. Tensors that functions return belong to the innermost
/// dispose scope of the thread.</remarks>
public static partial class torch
{
    /// <summary>Opens a scope that disposes the tensors made in it: <c>using var scope = torch.NewDisposeScope();</c></summary>
    public static DisposeScope NewDisposeScope() => new();

    /// <summary>Runs a function in a scope of its own; the tensor it returns moves out.</summary>
    public static Tensor WrappedTensorDisposeScope(Func<Tensor> expression)
    {
        using DisposeScope scope = NewDisposeScope();
        return expression().MoveToOuterDisposeScope();
    }

    /// <summary>Operations record no graph until it is disposed, on this thread.</summary>
    public static IDisposable no_grad() => new GradientMode(false);

    /// <summary>Operations record a graph until it is disposed, on this thread.</summary>
    public static IDisposable enable_grad(bool enabled = true) => new GradientMode(enabled);

    /// <summary>Operations record a graph or not until it is disposed, on this thread.</summary>
    public static IDisposable set_grad_enabled(bool mode = true) => new GradientMode(mode);

    /// <summary>True while operations on this thread record a graph.</summary>
    public static bool is_grad_enabled()
    {
        TorchRuntime.Require();
        return NativeMethods.p3d_grad_enabled() != 0;
    }

    /// <summary>Cheaper than no_grad: tensors made until it is disposed can never take part in a graph.</summary>
    public static IDisposable inference_mode(bool mode = true) => new InferenceMode(mode);

    /// <summary>Seeds the default generator of libtorch, which belongs to the process.</summary>
    public static void manual_seed(long seed)
    {
        TorchRuntime.Require();
        NativeMethods.p3d_manual_seed(seed);
    }

    /// <summary>Threads of one operator.</summary>
    public static int get_num_threads()
    {
        TorchRuntime.Require();
        return NativeMethods.p3d_get_threads();
    }

    /// <summary>Sets the threads of one operator and, where it is loaded, those of OpenBLAS, which libtorch alone would leave
    /// as they are.</summary>
    /// <exception cref="TorchException">The number is not positive.</exception>
    public static void set_num_threads(int num)
    {
        TorchRuntime.Require();
        if (NativeMethods.p3d_set_threads(num) != 0)
            throw Operators.Failure("set_num_threads", $"{num}");
    }

    private sealed class GradientMode : IDisposable
    {
        private readonly int _before;

        public GradientMode(bool enabled)
        {
            TorchRuntime.Require();
            _before = NativeMethods.p3d_grad_enabled();
            NativeMethods.p3d_set_grad_enabled(enabled ? 1 : 0);
        }

        public void Dispose() => NativeMethods.p3d_set_grad_enabled(_before);
    }

    private sealed class InferenceMode : IDisposable
    {
        private nint _guard;

        public InferenceMode(bool enabled)
        {
            TorchRuntime.Require();
            _guard = NativeMethods.p3d_inference_begin(enabled ? 1 : 0);
        }

        public void Dispose() => NativeMethods.p3d_inference_end(Interlocked.Exchange(ref _guard, 0));
    }
}
