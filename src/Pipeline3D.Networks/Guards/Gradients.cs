using static TorchSharp.torch;

namespace Pipeline3D.Networks.Guards;

/// <summary>Gradients as values, by the pass whose errors come back as exceptions: TorchSharp's <c>autograd.grad</c>
/// ends the process when it fails.</summary>
public static class Gradients
{
    /// <summary>Gradients of outputs with respect to inputs; the inputs' own <c>grad</c> is left as it was.</summary>
    /// <param name="guard">Keeps what a custom function throws.</param>
    /// <param name="outputs">What is differentiated; numbers, or with as many <paramref name="seeds"/>.</param>
    /// <param name="inputs">With respect to what; each requires a gradient, leaf or not.</param>
    /// <param name="seeds">Gradient of something with respect to each output; null where outputs are numbers.</param>
    /// <param name="retainGraph">Keep the graph for another pass.</param>
    /// <param name="createGraph">Make the gradients differentiable.</param>
    /// <returns>One for each input, null where no output depends on it.</returns>
    /// <exception cref="ArgumentException">An input requires no gradient, or seeds are not one for each
    /// output.</exception>
    public static IReadOnlyList<Tensor?> Of(BackwardGuard guard, IReadOnlyList<Tensor> outputs,
        IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor>? seeds = null, bool retainGraph = false,
        bool createGraph = false)
    {
        if (seeds is not null && seeds.Count != outputs.Count)
            throw new ArgumentException($"{seeds.Count} seeds for {outputs.Count} outputs", nameof(seeds));
        for (int i = 0; i < inputs.Count; i++)
            if (!inputs[i].requires_grad)
                throw new ArgumentException($"input {i}, {TensorText.Of(inputs[i])}, requires no gradient",
                    nameof(inputs));
        // The pass does the same, but to ask for the gradient of what does not keep one draws a warning.
        foreach (Tensor input in inputs.Where(input => !input.is_leaf))
            input.retain_grad();
        Tensor?[] kept = [.. inputs.Select(input => input.grad)];
        try
        {
            foreach (Tensor input in inputs)
                input.grad = null;
            guard.Backward(outputs, seeds, retainGraph || createGraph, createGraph, inputs);
            return [.. inputs.Select(input => input.grad)];
        }
        finally
        {
            for (int i = 0; i < kept.Length; i++)
                inputs[i].grad = kept[i];
        }
    }
}
