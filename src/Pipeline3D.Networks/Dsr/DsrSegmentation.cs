using Pipeline3D.Networks.Training;
using static TorchSharp.torch;

namespace Pipeline3D.Networks.Dsr;

/// <summary>DSR's U-Net, which finds anomalies by comparing two reconstructions of a picture.</summary>
/// <remarks>Source: the public code: four levels of width w, 2w, 4w and 4w, joined across, with instance
/// norms.</remarks>
public static class DsrSegmentation
{
    /// <summary>Adds its tensors.</summary>
    /// <param name="layout">The layout.</param>
    /// <param name="name">What their names begin with.</param>
    /// <param name="width">Channels of the first level; 32 as published.</param>
    public static void AddTo(FlatLayout layout, string name, int width)
    {
        (int two, int four) = (2 * width, 4 * width);
        NormedPair.AddTo(layout, $"{name}block1", 2, width, width);
        NormedPair.AddTo(layout, $"{name}block2", width, two, two);
        NormedPair.AddTo(layout, $"{name}block3", two, four, four);
        NormedPair.AddTo(layout, $"{name}block4", four, four, four);
        NormedPair.AddUpTo(layout, $"{name}up1", four, four);
        NormedPair.AddTo(layout, $"{name}db1", 2 * four, four, four);
        NormedPair.AddUpTo(layout, $"{name}up2", four, two);
        NormedPair.AddTo(layout, $"{name}db2", 2 * two, two, two);
        NormedPair.AddUpTo(layout, $"{name}up3", two, width);
        NormedPair.AddTo(layout, $"{name}db3", two, width, width);
        layout.AddDense($"{name}fin_out", 2, width, 3, 3);
    }

    /// <summary>Logits of normal and anomalous.</summary>
    /// <param name="weights">With the tensors of <see cref="AddTo"/>.</param>
    /// <param name="name">What their names begin with.</param>
    /// <param name="ofObject">Shape [b, 1, h, w]: the object decoder's picture; 8 divides h and w.</param>
    /// <param name="general">Of the same shape: the general decoder's.</param>
    /// <returns>Shape [b, 2, h, w].</returns>
    public static Tensor Run(FlatTensors weights, string name, Tensor ofObject, Tensor general)
    {
        Tensor one = NormedPair.Run(weights, $"{name}block1", cat([ofObject, general], 1)),
            two = NormedPair.Run(weights, $"{name}block2", NormedPair.Halved(one)),
            three = NormedPair.Run(weights, $"{name}block3", NormedPair.Halved(two)),
            bottom = NormedPair.Run(weights, $"{name}block4", NormedPair.Halved(three));
        bottom = NormedPair.Run(weights, $"{name}db1", cat([NormedPair.Up(weights, $"{name}up1", bottom), three], 1));
        bottom = NormedPair.Run(weights, $"{name}db2", cat([NormedPair.Up(weights, $"{name}up2", bottom), two], 1));
        bottom = NormedPair.Run(weights, $"{name}db3", cat([NormedPair.Up(weights, $"{name}up3", bottom), one], 1));
        return weights.Convolve(bottom, $"{name}fin_out", padding: 1);
    }
}
