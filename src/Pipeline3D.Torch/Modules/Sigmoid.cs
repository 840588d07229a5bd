namespace Pipeline3D.Torch.Modules;

/// <summary>1 / (1 + exp(-x)).</summary>
public sealed class Sigmoid : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    internal Sigmoid() : base(nameof(Sigmoid))
    {
    }

    /// <inheritdoc/>
    public override torch.Tensor forward(torch.Tensor input) => input.sigmoid();
}
