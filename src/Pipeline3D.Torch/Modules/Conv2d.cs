namespace Pipeline3D.Torch.Modules;

/// <summary>Learned correlation along two dimensions, of [batch, channels, height, width].</summary>
public sealed class Conv2d : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    private readonly long[] _stride, _padding, _dilation;
    private readonly long _groups;
    private readonly PaddingModes _mode;

    internal Conv2d(long in_channels, long out_channels, (long, long) kernel_size, (long, long) stride,
        (long, long) padding, (long, long) dilation, PaddingModes padding_mode, long groups, bool bias,
        torch.Device? device, torch.ScalarType? dtype) : base(nameof(Conv2d))
    {
        (_stride, _padding) = ([stride.Item1, stride.Item2], [padding.Item1, padding.Item2]);
        (_dilation, _groups, _mode) = ([dilation.Item1, dilation.Item2], groups, padding_mode);
        (weight, this.bias) = WeightedLayer.Start(this,
            [out_channels, in_channels / groups, kernel_size.Item1, kernel_size.Item2], out_channels, bias, device, dtype);
    }

    /// <summary>[out, in / groups, kernel height, kernel width].</summary>
    public Parameter weight { get; }

    /// <summary>[out]; null without bias.</summary>
    public Parameter? bias { get; }

    /// <inheritdoc/>
    public override torch.Tensor forward(torch.Tensor input)
    {
        if (_mode == PaddingModes.Zeros)
            return torch.nn.functional.conv2d(input, weight, bias, _stride, _padding, _dilation, _groups);
        torch.Tensor padded = torch.nn.functional.pad(
            input, [_padding[1], _padding[1], _padding[0], _padding[0]], _mode);
        return torch.nn.functional.conv2d(padded, weight, bias, _stride, [0, 0], _dilation, _groups);
    }
}
