using Pipeline3D.Torch.Binding;

namespace Pipeline3D.Torch;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The gradient that backward collected; null before. Setting null forgets it.</summary>
        /// <remarks>Reading makes a new handle to the same tensor, which belongs to the current scope.</remarks>
        public Tensor? grad
        {
            get
            {
                nint found = NativeMethods.p3d_grad(Handle);
                GC.KeepAlive(this);
                return found == 0 ? null : new Tensor(found);
            }

            set
            {
                if (NativeMethods.p3d_set_grad(Handle, value?.Handle ?? 0) != 0)
                    throw Operators.Failure("grad", Summary);
                GC.KeepAlive(this);
                GC.KeepAlive(value);
            }
        }

        /// <summary>Lets it collect a gradient, or not.</summary>
        public Tensor requires_grad_(bool requires_grad = true)
        {
            if (NativeMethods.p3d_set_requires_grad(Handle, requires_grad ? 1 : 0) != 0)
                throw Operators.Failure("requires_grad_", Summary);
            return this;
        }

        /// <summary>Lets it collect a gradient.</summary>
        public Tensor with_requires_grad(bool requires_grad = true) => requires_grad_(requires_grad);

        /// <summary>Keeps the gradient of a tensor that is no leaf.</summary>
        public void retain_grad() => Operators.Run("retain_grad", "", this);

        /// <summary>Adds the gradient of this with respect to every leaf to the leaf's grad. Name the arguments: TorchSharp's
        /// order changed in 0.103.1.</summary>
        /// <param name="grad">Gradient of what comes after; null for a tensor of one element.</param>
        /// <param name="retain_graph">Keeps the graph for another backward; null is the value of create_graph.</param>
        /// <param name="create_graph">Makes the gradients differentiable themselves.</param>
        /// <exception cref="TorchException">libtorch refuses; the cause is there when a custom function failed.</exception>
        public void backward(Tensor? grad = null, bool? retain_graph = null, bool create_graph = false) =>
            autograd.backward([this], grad is null ? null : [grad], retain_graph, create_graph);
    }
}
