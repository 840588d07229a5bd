namespace Pipeline3D.Torch.Modules;

/// <summary>Normalises over the last dimensions, then scales and shifts.</summary>
public sealed class LayerNorm : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    private readonly long[] _shape;
    private readonly double _eps;

    internal LayerNorm(long[] normalized_shape, double eps, bool elementwise_affine, bool bias, torch.Device? device,
        torch.ScalarType? dtype) : base(nameof(LayerNorm))
    {
        (_shape, _eps) = (normalized_shape, eps);
        if (!elementwise_affine)
            return;
        register_parameter("weight", weight = new Parameter(torch.ones(normalized_shape, dtype, device)));
        if (bias)
            register_parameter("bias", this.bias = new Parameter(torch.zeros(normalized_shape, dtype, device)));
    }

    /// <summary>Scale, of the normalised shape; null where it is not learned.</summary>
    public Parameter? weight { get; }

    /// <summary>Shift, of the normalised shape; null where it is not learned.</summary>
    public Parameter? bias { get; }

    /// <inheritdoc/>
    public override torch.Tensor forward(torch.Tensor input) =>
        torch.nn.functional.layer_norm(input, _shape, weight, bias, _eps);
}
