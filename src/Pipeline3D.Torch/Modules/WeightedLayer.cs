namespace Pipeline3D.Torch.Modules;

/// <summary>Weight and bias as PyTorch's linear and convolution layers start them: both uniform within 1 / sqrt(fan in), the
/// weight drawn first.</summary>
internal static class WeightedLayer
{
    public static (Parameter Weight, Parameter? Bias) Start(torch.nn.Module layer, long[] shape, long outputs, bool hasBias,
        torch.Device? device, torch.ScalarType? dtype)
    {
        var weight = new Parameter(torch.empty(shape, dtype, device));
        torch.nn.init.kaiming_uniform_(weight, Math.Sqrt(5));
        layer.register_parameter("weight", weight);
        if (!hasBias)
            return (weight, null);
        var bias = new Parameter(torch.empty([outputs], dtype, device));
        double bound = 1 / Math.Sqrt(torch.nn.init.Fans(weight).In);
        torch.nn.init.uniform_(bias, -bound, bound);
        layer.register_parameter("bias", bias);
        return (weight, bias);
    }
}
