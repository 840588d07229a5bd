namespace Pipeline3D.Torch.Modules;

/// <summary>x W^T + b over the last dimension.</summary>
public sealed class Linear : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    internal Linear(long inputSize, long outputSize, bool hasBias, torch.Device? device, torch.ScalarType? dtype)
        : base(nameof(Linear))
    {
        (in_features, out_features) = (inputSize, outputSize);
        (weight, bias) = WeightedLayer.Start(this, [outputSize, inputSize], outputSize, hasBias, device, dtype);
    }

    /// <summary>Width of the input.</summary>
    public long in_features { get; }

    /// <summary>Width of the output.</summary>
    public long out_features { get; }

    /// <summary>[out, in].</summary>
    public Parameter weight { get; }

    /// <summary>[out]; null without bias.</summary>
    public Parameter? bias { get; }

    /// <inheritdoc/>
    public override torch.Tensor forward(torch.Tensor input) => torch.nn.functional.linear(input, weight, bias);
}
