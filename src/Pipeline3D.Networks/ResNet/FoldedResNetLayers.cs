using Pipeline3D.Networks.Training;
using static TorchSharp.torch;

namespace Pipeline3D.Networks.ResNet;

/// <summary>Convolutions that hold the norms after them, for passes alone.</summary>
/// <remarks>A norm by kept statistics is a factor and a shift of each channel: the filters take the factor, a bias the
/// shift. Filters lie with their channels last, which libtorch's convolutions take as they are; otherwise they are
/// reordered in every pass.</remarks>
internal sealed class FoldedResNetLayers : IResNetLayers, IDisposable
{
    private readonly Dictionary<string, (Tensor Filter, Tensor Shift)> _layers = new(StringComparer.Ordinal);

    /// <summary>Folds a network.</summary>
    public FoldedResNetLayers(FlatLayout layout, ReadOnlySpan<float> weights)
    {
        using TorchSharp.DisposeScope scope = NewDisposeScope();
        foreach (FlatPart part in layout.Parts)
            if (part.Shape.Length == 4)
            {
                string name = part.Name[..^".weight".Length];
                (float[] filter, float[] shift) = layout.Fold(weights, name, NormOf(name));
                _layers.Add(name, (ChannelsLast(Tensors.From(filter, part.Shape.AsSpan())).DetachFromDisposeScope(),
                    Tensors.From(shift, shift.Length).DetachFromDisposeScope()));
            }
    }

    /// <summary>The same numbers, in memory with the channels side by side.</summary>
    public static Tensor ChannelsLast(Tensor tensor)
        => tensor.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);

    public Tensor Convolve(Tensor input, string convolution, string norm, int stride, int padding, int groups)
    {
        (Tensor filter, Tensor shift) = _layers[convolution];
        return nn.functional.conv2d(input, filter, shift, [stride, stride], [padding, padding], groups: groups);
    }

    public void Dispose()
    {
        foreach ((Tensor filter, Tensor shift) in _layers.Values)
        {
            filter.Dispose();
            shift.Dispose();
        }
        _layers.Clear();
    }

    // conv1 -> bn1, and a block's downsample.0 -> downsample.1.
    private static string NormOf(string convolution) => convolution.EndsWith("downsample.0", StringComparison.Ordinal)
        ? $"{convolution[..^1]}1" : convolution.Replace("conv", "bn", StringComparison.Ordinal);
}
