namespace Pipeline3D.Torch.Modules;

/// <summary>Learned correlation along one dimension, of [batch, channels, length].</summary>
public sealed class Conv1d : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    private readonly long _stride, _padding, _dilation, _groups;
    private readonly PaddingModes _mode;

    internal Conv1d(long in_channels, long out_channels, long kernel_size, long stride, long padding, long dilation,
        PaddingModes padding_mode, long groups, bool bias, torch.Device? device, torch.ScalarType? dtype) : base(nameof(Conv1d))
    {
        (_stride, _padding, _dilation, _groups, _mode) = (stride, padding, dilation, groups, padding_mode);
        (weight, this.bias) = WeightedLayer.Start(
            this, [out_channels, in_channels / groups, kernel_size], out_channels, bias, device, dtype);
    }

    /// <summary>[out, in / groups, kernel].</summary>
    public Parameter weight { get; }

    /// <summary>[out]; null without bias.</summary>
    public Parameter? bias { get; }

    /// <inheritdoc/>
    public override torch.Tensor forward(torch.Tensor input) => _mode == PaddingModes.Zeros
        ? torch.nn.functional.conv1d(input, weight, bias, _stride, _padding, _dilation, _groups)
        : torch.nn.functional.conv1d(torch.nn.functional.pad(input, [_padding, _padding], _mode), weight, bias, _stride, 0,
            _dilation, _groups);
}
