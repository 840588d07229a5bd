namespace Pipeline3D.Torch.Modules;

/// <summary>x where positive, else a slope times x.</summary>
public sealed class LeakyReLU : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    private readonly double _negativeSlope;
    private readonly bool _inplace;

    internal LeakyReLU(double negative_slope, bool inplace) : base(nameof(LeakyReLU)) =>
        (_negativeSlope, _inplace) = (negative_slope, inplace);

    /// <inheritdoc/>
    public override torch.Tensor forward(torch.Tensor input) => torch.nn.functional.leaky_relu(input, _negativeSlope, _inplace);
}
