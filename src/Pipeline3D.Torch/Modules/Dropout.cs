namespace Pipeline3D.Torch.Modules;

/// <summary>In training, zeroes elements with probability p and divides the rest by 1 - p.</summary>
public sealed class Dropout : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    private readonly double _p;
    private readonly bool _inplace;

    internal Dropout(double p, bool inplace) : base(nameof(Dropout)) =>
        (_p, _inplace) = (p, inplace);

    /// <inheritdoc/>
    public override torch.Tensor forward(torch.Tensor input) => torch.nn.functional.dropout(input, _p, training, _inplace);
}
