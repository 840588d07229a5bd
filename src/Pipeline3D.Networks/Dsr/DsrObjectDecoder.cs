using Pipeline3D.Networks.Training;
using static TorchSharp.torch;

namespace Pipeline3D.Networks.Dsr;

/// <summary>DSR's decoder of one object: restored codes of both levels into a picture without anomalies.</summary>
/// <remarks>Source: the public code. Joined codes are condensed to a quarter of their side and few channels, so that
/// what is no part of the object gets lost.</remarks>
public static class DsrObjectDecoder
{
    /// <summary>Adds its tensors.</summary>
    /// <param name="layout">The layout.</param>
    /// <param name="name">What their names begin with.</param>
    /// <param name="shape">The autoencoder's sizes.</param>
    /// <param name="bottleneck">Channels of the condensed codes; 64 as published.</param>
    public static void AddTo(FlatLayout layout, string name, DsrShape shape, int bottleneck)
    {
        int joined = 2 * shape.Embedding;
        NormedPair.AddTo(layout, $"{name}block1", joined, joined, 2 * joined);
        NormedPair.AddTo(layout, $"{name}block2", 2 * joined, 2 * joined, 4 * joined);
        layout.AddDense($"{name}pre", bottleneck, 4 * joined, 1, 1)
            .AddTransposed($"{name}up1", bottleneck, bottleneck, 4)
            .AddTransposed($"{name}up2", bottleneck, bottleneck, 4)
            .AddDense($"{name}conv", shape.Hidden, bottleneck, 3, 3);
        ResidualUnits.AddTo(layout, $"{name}res", shape.Hidden, shape.Residual);
        layout.AddTransposed($"{name}trans_1", shape.Hidden, shape.Hidden / 2, 4)
            .AddTransposed($"{name}trans_2", shape.Hidden / 2, 1, 4);
    }

    /// <summary>The picture.</summary>
    /// <param name="weights">With the tensors of <see cref="AddTo"/>.</param>
    /// <param name="name">What their names begin with.</param>
    /// <param name="joined">Shape [b, 2 embedding, h, w]; 4 divides h and w.</param>
    /// <returns>Shape [b, 1, 4 h, 4 w].</returns>
    public static Tensor Run(FlatTensors weights, string name, Tensor joined)
    {
        Tensor first = NormedPair.Halved(NormedPair.Run(weights, $"{name}block1", joined)),
            bottom = weights.Convolve(NormedPair.Halved(NormedPair.Run(weights, $"{name}block2", first)), $"{name}pre"),
            large = weights.ConvolveTransposed(weights.ConvolveTransposed(bottom, $"{name}up1", 2, 1).relu(),
                $"{name}up2", 2, 1).relu(),
            inner = ResidualUnits.Run(weights, $"{name}res", weights.Convolve(large, $"{name}conv", padding: 1));
        return weights.ConvolveTransposed(weights.ConvolveTransposed(inner, $"{name}trans_1", 2, 1).relu(),
            $"{name}trans_2", 2, 1);
    }
}
