using Pipeline3D.Torch.Binding;

namespace Pipeline3D.Torch.Modules;

/// <summary>A tensor that a module trains. Belongs to its module, not to a dispose scope.</summary>
public sealed class Parameter : torch.Tensor
{
    /// <summary>Takes over a tensor as a leaf that collects gradients; the given object must not be used any more.</summary>
    public Parameter(torch.Tensor data, bool requires_grad = true) : base(Share(data))
    {
        DetachFromDisposeScope();
        this.requires_grad_(requires_grad);
    }

    internal void ForgetGradient(bool set_to_none)
    {
        if (set_to_none)
        {
            grad = null;
            return;
        }
        using torch.Tensor? own = grad;
        own?.zero_();
    }

    private static nint Share(torch.Tensor data)
    {
        using torch.Tensor detached = Operators.One("detach", "", data);
        nint handle = NativeMethods.p3d_share(detached.Handle);
        data.Dispose();
        return handle;
    }
}
