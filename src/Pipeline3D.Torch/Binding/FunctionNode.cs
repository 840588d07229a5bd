using System.Runtime.InteropServices;

namespace Pipeline3D.Torch.Binding;

/// <summary>A node of libtorch's graph whose backward is a C# function; lives as long as the graph needs it.</summary>
internal sealed unsafe class FunctionNode
{
    private readonly string _name;
    private readonly bool[] _isTensor;
    private readonly torch.autograd.AutogradContext _context;
    private readonly Func<torch.autograd.AutogradContext, List<torch.Tensor?>, List<torch.Tensor?>> _backward;
    private (long[] Shape, torch.ScalarType Type)[] _outputs = [];

    private FunctionNode(string name, bool[] isTensor, torch.autograd.AutogradContext context,
        Func<torch.autograd.AutogradContext, List<torch.Tensor?>, List<torch.Tensor?>> backward) =>
        (_name, _isTensor, _context, _backward) = (name, isTensor, context, backward);

    /// <summary>Runs forward without recording and makes its results outputs of a node over the tensors among
    /// <paramref name="variables"/>.</summary>
    public static List<torch.Tensor> Apply(string name, object[] variables,
        Func<torch.autograd.AutogradContext, object[], List<torch.Tensor>> forward,
        Func<torch.autograd.AutogradContext, List<torch.Tensor?>, List<torch.Tensor?>> backward)
    {
        var context = new torch.autograd.AutogradContext();
        torch.Tensor[] inputs = [.. variables.OfType<torch.Tensor>()];
        List<torch.Tensor> outputs;
        using (torch.no_grad())
        {
            outputs = forward(context, variables);
            for (int i = 0; i < outputs.Count; i++)
                if (inputs.Any(input => input.Handle == outputs[i].Handle))
                    outputs[i] = outputs[i].clone();
        }
        if (torch.is_grad_enabled() && inputs.Any(input => input.requires_grad))
            new FunctionNode(name, [.. variables.Select(item => item is torch.Tensor)], context, backward)
                .Record(inputs, outputs);
        context.ForwardEnded();
        return outputs;
    }

    private void Record(torch.Tensor[] inputs, List<torch.Tensor> outputs)
    {
        _outputs = [.. outputs.Select(output => (output.shape, output.dtype))];
        nint[] from = Handles(inputs), to = Handles(outputs), saved = Handles(_context.Saved);
        byte[] differentiable = [.. outputs.Select(output => (byte)(output.is_floating_point()
            && !_context.NonDifferentiable.Any(item => ReferenceEquals(item, output)) ? 1 : 0))];
        nint self = GCHandle.ToIntPtr(GCHandle.Alloc(this));
        int status, recorded;
        fixed (nint* input = from, output = to, kept = saved)
        fixed (byte* flags = differentiable)
            status = NativeMethods.p3d_function(_name, input, from.Length, output, to.Length, flags, kept, saved.Length,
                &Backward, &Release, self, &recorded);
        GC.KeepAlive(inputs);
        GC.KeepAlive(outputs);
        GC.KeepAlive(_context.Saved);
        if (status != 0)
            throw Operators.Failure(_name, string.Join(", ", inputs.Select(input => input.Summary)));
    }

    private static nint[] Handles(IEnumerable<torch.Tensor> tensors) => [.. tensors.Select(tensor => tensor.Handle)];

    [UnmanagedCallersOnly]
    private static int Backward(nint context, nint* grads, int gradCount, nint* saved, int savedCount,
        nint* inputGrads, int inputCount, nint* exception)
    {
        try
        {
            ((FunctionNode)GCHandle.FromIntPtr(context).Target!).Backward(new Span<nint>(grads, gradCount),
                new Span<nint>(saved, savedCount), new Span<nint>(inputGrads, inputCount));
            return 0;
        }
#pragma warning disable CA1031 // It cannot cross native frames: it travels by its handle and comes up from backward().
        catch (Exception cause)
#pragma warning restore CA1031
        {
            *exception = GCHandle.ToIntPtr(GCHandle.Alloc(cause));
            return 1;
        }
    }

    [UnmanagedCallersOnly]
    private static void Release(nint context) => GCHandle.FromIntPtr(context).Free();

    private void Backward(Span<nint> grads, Span<nint> saved, Span<nint> inputGrads)
    {
        // Disposes the gradients and saved tensors handed in, and what backward leaves behind.
        using DisposeScope scope = torch.NewDisposeScope();
        var given = new List<torch.Tensor?>(grads.Length);
        foreach (nint handle in grads)
            given.Add(handle == 0 ? null : new torch.Tensor(handle));
        var restored = new List<torch.Tensor>(saved.Length);
        foreach (nint handle in saved)
            restored.Add(new torch.Tensor(handle));
        _context.Restore(restored);
        for (int i = 0; i < given.Count && _context.MaterializesGrads; i++)
            given[i] ??= torch.zeros(_outputs[i].Shape, _outputs[i].Type);
        List<torch.Tensor?> found = _backward(_context, given);
        _context.Restore([]);
        if (found.Count != _isTensor.Length)
            throw new InvalidOperationException($"backward of {_name} gave {found.Count} gradients for {_isTensor.Length} "
                + "variables: give one for each, null for what is no tensor");
        int next = 0;
        for (int i = 0; i < found.Count; i++)
        {
            if (!_isTensor[i] && found[i] is not null)
                throw new InvalidOperationException($"backward of {_name} gave a gradient for variable {i}, which is no tensor");
            if (_isTensor[i])
                inputGrads[next++] = found[i] is { } grad ? NativeMethods.p3d_share(grad.Handle) : 0;
        }
    }
}
