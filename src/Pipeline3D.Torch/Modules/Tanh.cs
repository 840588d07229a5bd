namespace Pipeline3D.Torch.Modules;

/// <summary>Hyperbolic tangent.</summary>
public sealed class Tanh : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    internal Tanh() : base(nameof(Tanh))
    {
    }

    /// <inheritdoc/>
    public override torch.Tensor forward(torch.Tensor input) => input.tanh();
}
