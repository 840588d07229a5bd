using Pipeline3D.Torch.Binding;

namespace Pipeline3D.Torch;

public static partial class torch
{
    /// <summary>Gradients: of tensors, and through functions whose forward and backward are written in C#.</summary>
    public static partial class autograd
    {
        /// <summary>Adds the gradients of the tensors with respect to every leaf to the leaves' grad.</summary>
        /// <param name="tensors">What is differentiated.</param>
        /// <param name="grad_tensors">One gradient of what comes after for each; null for tensors of one element.</param>
        /// <param name="retain_graph">Keeps the graph for another backward; null is the value of create_graph.</param>
        /// <param name="create_graph">Makes the gradients differentiable themselves.</param>
        /// <exception cref="TorchException">libtorch refuses; the cause is there when a custom function failed.</exception>
        public static unsafe void backward(IList<Tensor> tensors, IList<Tensor>? grad_tensors = null,
            bool? retain_graph = null, bool create_graph = false)
        {
            nint[] roots = Handles(tensors), seeds = Seeds(grad_tensors, tensors.Count);
            fixed (nint* root = roots, seed = seeds)
                if (NativeMethods.p3d_backward(root, seed, roots.Length, retain_graph ?? create_graph ? 1 : 0,
                    create_graph ? 1 : 0) != 0)
                    throw Operators.Failure("backward", string.Join(", ", tensors.Select(item => item.Summary)));
            GC.KeepAlive(tensors);
            GC.KeepAlive(grad_tensors);
        }

        /// <summary>Gradients of the outputs with respect to the inputs, which are not added to any grad.</summary>
        /// <param name="outputs">What is differentiated.</param>
        /// <param name="inputs">With respect to what.</param>
        /// <param name="grad_outputs">One gradient of what comes after for each output; null for tensors of one element.</param>
        /// <param name="retain_graph">Keeps the graph for another backward.</param>
        /// <param name="create_graph">Makes the gradients differentiable themselves.</param>
        /// <param name="allow_unused">Gives null for an input that the outputs do not depend on, instead of failing.</param>
        /// <returns>One gradient for each input.</returns>
        /// <exception cref="TorchException">libtorch refuses.</exception>
        public static unsafe IList<Tensor?> grad(IList<Tensor> outputs, IList<Tensor> inputs,
            IList<Tensor>? grad_outputs = null, bool retain_graph = false, bool create_graph = false,
            bool allow_unused = false)
        {
            nint[] roots = Handles(outputs), seeds = Seeds(grad_outputs, outputs.Count), leaves = Handles(inputs);
            var found = new nint[leaves.Length];
            fixed (nint* root = roots, seed = seeds, leaf = leaves, into = found)
                if (NativeMethods.p3d_gradients(root, seed, roots.Length, leaf, leaves.Length, retain_graph ? 1 : 0,
                    create_graph ? 1 : 0, allow_unused ? 1 : 0, into) != 0)
                    throw Operators.Failure("grad", string.Join(", ", outputs.Select(item => item.Summary)));
            GC.KeepAlive(outputs);
            GC.KeepAlive(inputs);
            GC.KeepAlive(grad_outputs);
            return [.. found.Select(handle => handle == 0 ? null : new Tensor(handle))];
        }

        private static nint[] Handles(IList<Tensor> tensors) => [.. tensors.Select(tensor => tensor.Handle)];

        private static nint[] Seeds(IList<Tensor>? given, int count) => given is null ? new nint[count]
            : given.Count == count ? Handles(given)
            : throw new ArgumentException($"{count} tensors need as many gradients, not {given.Count}");
    }
}
