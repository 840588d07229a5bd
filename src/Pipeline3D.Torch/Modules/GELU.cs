namespace Pipeline3D.Torch.Modules;

/// <summary>x times the standard normal distribution function.</summary>
public sealed class GELU : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    private readonly bool _inplace;

    internal GELU(bool inplace) : base(nameof(GELU)) => _inplace = inplace;

    /// <inheritdoc/>
    public override torch.Tensor forward(torch.Tensor input) => torch.nn.functional.gelu(input, _inplace);
}
