using Pipeline3D.Networks.Guards;
using Pipeline3D.Networks.ResNet;
using Pipeline3D.Networks.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipeline3D.Networks.EfficientNet;

/// <summary>An EfficientNet, frozen: maps of features of pictures, or classes.</summary>
/// <remarks>Each norm (epsilon 1e-3) is folded into the convolution before it, once. Convolutions that halve maps are
/// padded as TensorFlow's "same", by the map at hand: an odd pixel goes below and to the right. The package
/// efficientnet_pytorch pads by the picture that the network was published for, 456 pixels for B5, which shifts some
/// maps of other pictures by a pixel. Branches are never left out, as when it was learnt. Safe for concurrent
/// use.</remarks>
public sealed class EfficientNetModel : IDisposable
{
    /// <summary>What variances are kept above 0 by.</summary>
    internal const double Epsilon = 1e-3;

    private readonly Dictionary<string, (Tensor Weight, Tensor Bias)> _layers = new(StringComparer.Ordinal);

    /// <summary>Makes a network of weights.</summary>
    /// <exception cref="TorchUnavailableException">Networks do not run here.</exception>
    public EfficientNetModel(EfficientNetWeights weights)
    {
        TorchRuntime.Require();
        (Shape, FilePath, Sha256) = (weights.Shape, weights.FilePath, weights.Sha256);
        Add("_conv_stem", "_bn0");
        foreach (EfficientNetBlock block in Shape.ListBlocks())
        {
            if (block.Expansion > 1)
                Add($"{block.Name}._expand_conv", $"{block.Name}._bn0");
            Add($"{block.Name}._depthwise_conv", $"{block.Name}._bn1");
            AddPlain($"{block.Name}._se_reduce");
            AddPlain($"{block.Name}._se_expand");
            Add($"{block.Name}._project_conv", $"{block.Name}._bn2");
        }
        if (Shape.Head > 0)
            Add("_conv_head", "_bn1");
        if (Shape is { Head: > 0, Classes: > 0 })
            AddPlain("_fc");

        void Add(string layer, string norm)
        {
            (float[] weight, float[] bias) = weights.Layout.Fold(weights.Numbers, layer, norm, Epsilon);
            Keep(layer, weight, bias);
        }

        void AddPlain(string layer) => Keep(layer, weights.Layout[$"{layer}.weight"].Of(weights.Numbers),
            weights.Layout[$"{layer}.bias"].Of(weights.Numbers));

        void Keep(string layer, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias)
            => _layers.Add(layer, (Tensors.From(weight, weights.Layout[$"{layer}.weight"].Shape.AsSpan())
                .DetachFromDisposeScope(), Tensors.From(bias, bias.Length).DetachFromDisposeScope()));
    }

    /// <summary>The network's sizes.</summary>
    public EfficientNetShape Shape { get; }

    /// <summary>The file, or how the weights came.</summary>
    public string FilePath { get; }

    /// <summary>Hash of the file; of the weights where there is none. Lower-case hexadecimal.</summary>
    public string Sha256 { get; }

    /// <summary>What a block gives of a picture.</summary>
    /// <param name="rgb">Shape [size, size, 3], channels side by side.</param>
    /// <param name="size">Side of the picture, pixels.</param>
    /// <param name="block">From 0, over all stages.</param>
    /// <returns>Shape [channels, s, s].</returns>
    /// <exception cref="ArgumentException">The bytes are no such picture, or there is no such block.</exception>
    /// <exception cref="NotFiniteNumberException">The network gave a number that is none.</exception>
    public float[] Features(ReadOnlySpan<byte> rgb, int size, int block)
    {
        var planes = new float[checked(3 * size * size)];
        ResNetInput.ImageNet.Fill(rgb, size, size, planes);
        using DisposeScope scope = NewDisposeScope();
        using IDisposable quiet = no_grad();
        float[] found = Tensors.ToFloats(Run(Tensors.From(planes, 1, 3, size, size), block));
        int at = Array.FindIndex(found, value => !float.IsFinite(value));
        return at < 0 ? found
            : throw new NotFiniteNumberException($"the network of {FilePath} gave {found[at]} in block {block}");
    }

    /// <summary>What a block gives of prepared pictures; the tensors belong to the caller's dispose scope.</summary>
    /// <param name="pictures">Shape [n, 3, height, width], as <see cref="ResNetInput.ImageNet"/> makes them.</param>
    /// <param name="block">From 0, over all stages; blocks after it do not run.</param>
    /// <exception cref="ArgumentException">There is no such block.</exception>
    public Tensor Run(Tensor pictures, int block)
    {
        if (block < 0 || block >= Shape.Blocks)
            throw new ArgumentException($"block {block} of {Shape.Blocks}, counted from 0", nameof(block));
        Tensor at = Convolve(pictures, "_conv_stem", 3, 2).silu_();
        foreach (EfficientNetBlock next in Shape.ListBlocks()[..(block + 1)])
        {
            Tensor done = Run(at, next);
            at.Dispose();
            at = done;
        }
        return at;
    }

    /// <summary>How much prepared pictures look like each class, before any softmax.</summary>
    /// <param name="pictures">As in <see cref="Run(Tensor, int)"/>.</param>
    /// <returns>Shape [n, classes].</returns>
    /// <exception cref="InvalidOperationException">The network was kept without its classifier.</exception>
    public Tensor Classify(Tensor pictures)
    {
        if (Shape.Head == 0 || Shape.Classes == 0)
            throw new InvalidOperationException("the network was kept without its classifier");
        Tensor head = Convolve(Run(pictures, Shape.Blocks - 1), "_conv_head", 1, 1).silu_();
        (Tensor weight, Tensor bias) = _layers["_fc"];
        return nn.functional.linear(head.mean([2L, 3L]), weight, bias);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach ((Tensor weight, Tensor bias) in _layers.Values)
        {
            weight.Dispose();
            bias.Dispose();
        }
        _layers.Clear();
    }

    // Handles are given back as soon as they are not needed, so that two wide maps are held and not all.
    private Tensor Run(Tensor input, EfficientNetBlock block)
    {
        using Tensor? expanded = block.Expansion > 1 ? Convolve(input, $"{block.Name}._expand_conv", 1, 1).silu_()
            : null;
        using Tensor inner = Convolve(expanded ?? input, $"{block.Name}._depthwise_conv", block.Kernel, block.Stride,
            block.Inner).silu_();
        using Tensor mean = inner.mean([2L, 3L], keepdim: true);
        using Tensor squeezed = Convolve(mean, $"{block.Name}._se_reduce", 1, 1).silu_();
        using Tensor excited = Convolve(squeezed, $"{block.Name}._se_expand", 1, 1).sigmoid_();
        Tensor output = Convolve(inner.mul_(excited), $"{block.Name}._project_conv", 1, 1);
        return block.IsAdded ? output.add_(input, HeldScalars.One) : output;
    }

    private Tensor Convolve(Tensor maps, string layer, int kernel, int stride, int groups = 1)
    {
        (Tensor weight, Tensor bias) = _layers[layer];
        (long above, long below) = Same(maps.shape[2], kernel, stride);
        (long left, long right) = Same(maps.shape[3], kernel, stride);
        if (above == below && left == right)
            return nn.functional.conv2d(maps, weight, bias, [stride, stride], [above, left], groups: groups);
        using Tensor padded = nn.functional.pad(maps, [left, right, above, below], PaddingModes.Constant, 0);
        return nn.functional.conv2d(padded, weight, bias, [stride, stride], [0, 0], groups: groups);
    }

    private static (long Before, long After) Same(long length, int kernel, int stride)
    {
        long all = Math.Max(0, ((((length - 1) / stride) * stride) + kernel) - length);
        return (all / 2, all - (all / 2));
    }
}
