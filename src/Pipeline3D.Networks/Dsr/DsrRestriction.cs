using Pipeline3D.Networks.Training;
using static TorchSharp.torch;

namespace Pipeline3D.Networks.Dsr;

/// <summary>DSR's subspace restriction: an encoder and decoder without skips that brings codes back to those of a
/// normal object.</summary>
/// <remarks>Source: the public code. Half the codes' width at the top, twice their width at the bottom. Maps have sides
/// that 4 divides, and at the bottom more than one place, since an instance norm needs two.</remarks>
public static class DsrRestriction
{
    /// <summary>Adds its tensors.</summary>
    /// <param name="layout">The layout.</param>
    /// <param name="name">What their names begin with.</param>
    /// <param name="width">Numbers of a code; even.</param>
    public static void AddTo(FlatLayout layout, string name, int width)
    {
        int half = width / 2;
        NormedPair.AddTo(layout, $"{name}block1", width, half, half);
        NormedPair.AddTo(layout, $"{name}block2", half, width, width);
        NormedPair.AddTo(layout, $"{name}block3", width, 2 * width, 2 * width);
        NormedPair.AddUpTo(layout, $"{name}up2", 2 * width, width);
        NormedPair.AddTo(layout, $"{name}db2", width, width, width);
        NormedPair.AddUpTo(layout, $"{name}up3", width, half);
        NormedPair.AddTo(layout, $"{name}db3", half, half, half);
        layout.AddDense($"{name}fin_out", width, half, 3, 3);
    }

    /// <summary>The restored features, before they are quantised again.</summary>
    /// <param name="weights">With the tensors of <see cref="AddTo"/>.</param>
    /// <param name="name">What their names begin with.</param>
    /// <param name="codes">Shape [b, width, h, w].</param>
    /// <returns>Of the same shape.</returns>
    public static Tensor Run(FlatTensors weights, string name, Tensor codes)
    {
        Tensor first = NormedPair.Run(weights, $"{name}block1", codes),
            second = NormedPair.Run(weights, $"{name}block2", NormedPair.Halved(first)),
            bottom = NormedPair.Run(weights, $"{name}block3", NormedPair.Halved(second)),
            up = NormedPair.Run(weights, $"{name}db2", NormedPair.Up(weights, $"{name}up2", bottom)),
            top = NormedPair.Run(weights, $"{name}db3", NormedPair.Up(weights, $"{name}up3", up));
        return weights.Convolve(top, $"{name}fin_out", padding: 1);
    }
}
