using Pipeline3D.Networks.Guards;
using Pipeline3D.Networks.Training;
using static TorchSharp.torch;

namespace Pipeline3D.Networks.ResNet;

/// <summary>A residual network: of pictures, what its stem and its stages give.</summary>
/// <remarks>Norms look at the batch while something is learnt, and at the kept statistics otherwise, as
/// <see cref="FlatTensors.BatchNorm"/> does; <c>byBatch</c> makes them look at the batch in a pass, too, which keeps
/// nothing. Tensors belong to the caller's dispose scope.</remarks>
public static class ResNetNetwork
{
    /// <summary>What the taps give that are asked for; stages after the last of them do not run.</summary>
    /// <param name="tensors">Weights by <see cref="ResNetLayout"/>.</param>
    /// <param name="shape">The network's sizes.</param>
    /// <param name="pictures">Shape [n, channels, height, width].</param>
    /// <param name="taps">0 for what goes into the first stage, or stages from 1; ascending.</param>
    /// <param name="byBatch">Whether norms look at the batch though nothing is learnt.</param>
    /// <returns>One tensor for each tap, [n, <see cref="ResNetShape.Channels"/>, height, width], each side an s-th of
    /// the picture's, rounded up, s being <see cref="ResNetShape.Stride"/>.</returns>
    /// <exception cref="ArgumentException">No tap, taps that do not ascend, or one that the network lacks.</exception>
    public static Tensor[] Run(
        FlatTensors tensors, ResNetShape shape, Tensor pictures, ReadOnlySpan<int> taps, bool byBatch = false)
        => Run(new FlatResNetLayers(tensors, byBatch), shape, pictures, taps);

    /// <summary>The part before the first stage: 7 x 7 convolution, norm, and the largest of 3 x 3.</summary>
    /// <inheritdoc cref="Run(FlatTensors, ResNetShape, Tensor, ReadOnlySpan{int}, bool)"/>
    public static Tensor Stem(FlatTensors tensors, Tensor pictures, bool byBatch = false)
        => Stem(new FlatResNetLayers(tensors, byBatch), pictures);

    /// <summary>One stage.</summary>
    /// <param name="tensors">Weights by <see cref="ResNetLayout"/>.</param>
    /// <param name="shape">The network's sizes.</param>
    /// <param name="stage">Which, from 1.</param>
    /// <param name="input">What the stage before gave, or the stem; it stays as it is.</param>
    /// <param name="byBatch">Whether norms look at the batch though nothing is learnt.</param>
    public static Tensor Stage(
        FlatTensors tensors, ResNetShape shape, int stage, Tensor input, bool byBatch = false)
        => Stage(new FlatResNetLayers(tensors, byBatch), shape, stage, input);

    /// <inheritdoc cref="Run(FlatTensors, ResNetShape, Tensor, ReadOnlySpan{int}, bool)"/>
    internal static Tensor[] Run<TLayers>(
        TLayers layers, ResNetShape shape, Tensor pictures, ReadOnlySpan<int> taps)
        where TLayers : IResNetLayers
    {
        for (int i = 0; i < taps.Length; i++)
            if (taps[i] > shape.Stages || taps[i] <= (i == 0 ? -1 : taps[i - 1]))
                throw new ArgumentException($"tap {taps[i]} of {shape.Stages} stages: ascending numbers from 0 are "
                    + "needed", nameof(taps));
        if (taps.IsEmpty)
            throw new ArgumentException("no tap is asked for", nameof(taps));
        var found = new Tensor[taps.Length];
        Tensor at = Stem(layers, pictures);
        for (int stage = 0, i = 0; ; at = Stage(layers, shape, ++stage, at))
            if (taps[i] == stage)
            {
                found[i++] = at;
                if (i == taps.Length)
                    return found;
            }
    }

    private static Tensor Stem<TLayers>(TLayers layers, Tensor pictures)
        where TLayers : IResNetLayers
    {
        Tensor wide = layers.Convolve(pictures, "conv1", "bn1", 2, 3, 1).relu_();
        Tensor stem = nn.functional.max_pool2d(wide, [3, 3], [2, 2], [1, 1]);
        wide.Dispose();
        return stem;
    }

    private static Tensor Stage<TLayers>(TLayers layers, ResNetShape shape, int stage, Tensor input)
        where TLayers : IResNetLayers
    {
        Tensor at = input;
        for (int block = 0; block < shape.Blocks[stage - 1]; block++)
        {
            Tensor next = Block(layers, shape, stage, block, at);
            if (block > 0)
                at.Dispose();
            at = next;
        }
        return at;
    }

    // Handles are given back as soon as they are not needed: a pass without gradients then holds two maps, not all.
    private static Tensor Block<TLayers>(TLayers layers, ResNetShape shape, int stage, int block, Tensor input)
        where TLayers : IResNetLayers
    {
        string name = $"layer{stage}.{block}";
        int stride = ResNetShape.StrideOf(stage, block);
        using Tensor? resized = shape.IsResized(stage, block)
            ? layers.Convolve(input, $"{name}.downsample.0", $"{name}.downsample.1", stride, 0, 1) : null;
        Tensor output;
        if (shape.Block == ResNetBlock.Basic)
        {
            using Tensor inner = layers.Convolve(input, $"{name}.conv1", $"{name}.bn1", stride, 1, 1).relu_();
            output = layers.Convolve(inner, $"{name}.conv2", $"{name}.bn2", 1, 1, 1);
        }
        else
        {
            using Tensor narrow = layers.Convolve(input, $"{name}.conv1", $"{name}.bn1", 1, 0, 1).relu_();
            using Tensor inner = layers.Convolve(narrow, $"{name}.conv2", $"{name}.bn2", stride, 1, shape.Groups)
                .relu_();
            output = layers.Convolve(inner, $"{name}.conv3", $"{name}.bn3", 1, 0, 1);
        }
        return output.add_(resized ?? input, HeldScalars.One).relu_();
    }
}
