namespace Pipeline3D.Torch.Modules;

/// <summary>The transpose of a two-dimensional convolution: widens [batch, channels, height, width].</summary>
public sealed class ConvTranspose2d : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    private readonly long _stride, _padding, _outputPadding, _dilation, _groups;

    internal ConvTranspose2d(long in_channels, long out_channels, long kernel_size, long stride, long padding,
        long output_padding, long dilation, long groups, bool bias, torch.Device? device, torch.ScalarType? dtype)
        : base(nameof(ConvTranspose2d))
    {
        (_stride, _padding, _outputPadding, _dilation, _groups) = (stride, padding, output_padding, dilation, groups);
        (weight, this.bias) = WeightedLayer.Start(
            this, [in_channels, out_channels / groups, kernel_size, kernel_size], out_channels, bias, device, dtype);
    }

    /// <summary>[in, out / groups, kernel, kernel].</summary>
    public Parameter weight { get; }

    /// <summary>[out]; null without bias.</summary>
    public Parameter? bias { get; }

    /// <inheritdoc/>
    public override torch.Tensor forward(torch.Tensor input) => torch.nn.functional.conv_transpose2d(
        input, weight, bias, [_stride], [_padding], [_outputPadding], [_dilation], _groups);
}
