namespace Pipeline3D.Torch.Modules;

/// <summary>x sigmoid(x).</summary>
public sealed class SiLU : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    private readonly bool _inplace;

    internal SiLU(bool inplace) : base(nameof(SiLU)) => _inplace = inplace;

    /// <inheritdoc/>
    public override torch.Tensor forward(torch.Tensor input) => torch.nn.functional.silu(input, _inplace);
}
