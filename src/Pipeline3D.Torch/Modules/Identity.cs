namespace Pipeline3D.Torch.Modules;

/// <summary>What comes in.</summary>
public sealed class Identity : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    internal Identity() : base(nameof(Identity))
    {
    }

    /// <inheritdoc/>
    public override torch.Tensor forward(torch.Tensor input) => input.alias();
}
