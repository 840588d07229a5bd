using TorchSharp;
using static TorchSharp.torch;

namespace Pipeline3D.Networks.Guards;

/// <summary>Base of custom functions of autograd with one result: whatever its backward does, nothing is thrown into
/// native code.</summary>
/// <typeparam name="TSelf">The function itself.</typeparam>
/// <remarks>Called by <see cref="Apply"/>. One instance serves all calls, so it holds no state; what a call keeps goes
/// to the context.</remarks>
#pragma warning disable RS0030 // the one class that derives from it
public abstract class GuardedFunction<TSelf> : autograd.SingleTensorFunction<TSelf>
    where TSelf : GuardedFunction<TSelf>, new()
#pragma warning restore RS0030
{
    private const string CallKey = "call";

    /// <summary>Runs the function and records how to go back through it.</summary>
    /// <param name="guard">Where an exception of its backward comes up.</param>
    /// <param name="variables">What <see cref="Compute"/> takes: tensors and anything else.</param>
    public static Tensor Apply(BackwardGuard guard, params object[] variables)
    {
        TorchRuntime.Require();
        guard.ThrowKept();
#pragma warning disable RS0030 // with its guard
        return apply([guard, .. variables]);
#pragma warning restore RS0030
    }

    /// <summary>The result, a new tensor; nothing is recorded in here.</summary>
    /// <param name="context">Keeps tensors (<c>save_for_backward</c>) and other things (<c>save_data</c>) for the way
    /// back.</param>
    /// <param name="variables">As handed to <see cref="Apply"/>.</param>
    protected abstract Tensor Compute(autograd.AutogradContext context, IReadOnlyList<object> variables);

    /// <summary>The gradients, one for each variable of <see cref="Apply"/>; null for what is no tensor or gets
    /// none.</summary>
    /// <param name="context">What <see cref="Compute"/> kept.</param>
    /// <param name="gradient">Of the result; need not be contiguous.</param>
    protected abstract IReadOnlyList<Tensor?> Differentiate(autograd.AutogradContext context, Tensor gradient);

    /// <inheritdoc/>
    public sealed override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        ctx.save_data(CallKey, new Call((BackwardGuard)vars[0], [.. vars.Skip(1).Select(Variable.Of)]));
        return Compute(ctx, vars[1..]);
    }

    /// <inheritdoc/>
    public sealed override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        var call = (Call)ctx.get_data(CallKey);
        IReadOnlyList<Tensor?> gradients = Gradients(call, ctx, grad_output);
        return [null!, .. gradients.Select(gradient => gradient!)];
    }

    private IReadOnlyList<Tensor?> Gradients(Call call, autograd.AutogradContext context, Tensor gradient)
    {
        try
        {
            using DisposeScope scope = NewDisposeScope();
            IReadOnlyList<Tensor?> gradients = Differentiate(context, gradient);
            call.Check(Name, gradients);
            foreach (Tensor? kept in gradients)
                if (kept is not null && scope.Contains(kept))
                    scope.MoveToOuter(kept);
            return call.Last = gradients;
        }
        // Not swallowed: the guard throws it as soon as no native frame is left above.
#pragma warning disable CA1031
        catch (Exception cause)
#pragma warning restore CA1031
        {
            call.Guard.Keep(cause);
            return call.Last = call.Zeros();
        }
    }

    private sealed record Variable(long[]? Shape, ScalarType Type, Device? Device)
    {
        public static Variable Of(object value) => value is Tensor tensor && !tensor.IsInvalid
            ? new Variable(tensor.shape, tensor.dtype, tensor.device) : new Variable(null, default, null);
    }

    private sealed record Call(BackwardGuard Guard, Variable[] Variables)
    {
        // libtorch copies the handles after the managed frames are gone: until then someone must hold the tensors.
        public IReadOnlyList<Tensor?> Last { get; set; } = [];

        public void Check(string name, IReadOnlyList<Tensor?> gradients)
        {
            if (gradients.Count != Variables.Length)
                throw new InvalidOperationException(
                    $"{name} gave {gradients.Count} gradients for {Variables.Length} variables");
            for (int i = 0; i < gradients.Count; i++)
                if (gradients[i] is { } gradient
                    && !(Variables[i].Shape is { } shape && gradient.shape.AsSpan().SequenceEqual(shape)))
                    throw new InvalidOperationException($"{name} gave {TensorText.Of(gradient)} as the gradient of "
                        + $"variable {i}, which is " + (Variables[i].Shape is { } wanted
                            ? $"[{string.Join(", ", wanted)}]" : "no tensor"));
        }

        // Undefined would do for most of what lies behind, zeros for all of it.
        public IReadOnlyList<Tensor?> Zeros() => [.. Variables.Select(variable => variable.Shape is null ? null
            : zeros(variable.Shape, variable.Type, variable.Device))];
    }
}
