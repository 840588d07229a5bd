namespace Pipeline3D.Torch.Modules;

/// <summary>x where positive, else alpha (exp(x) - 1).</summary>
public sealed class ELU : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    private readonly double _alpha;
    private readonly bool _inplace;

    internal ELU(double alpha, bool inplace) : base(nameof(ELU)) =>
        (_alpha, _inplace) = (alpha, inplace);

    /// <inheritdoc/>
    public override torch.Tensor forward(torch.Tensor input) => torch.nn.functional.elu(input, _alpha, _inplace);
}
