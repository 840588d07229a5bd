using Pipeline3D.Networks.Training;
using static TorchSharp.torch;

namespace Pipeline3D.Networks.Dsr;

/// <summary>The parts that the U-shaped networks of DSR are made of: convolutions of 3 x 3 with an instance norm
/// without weights and a relu behind each, and enlarging by two.</summary>
internal static class NormedPair
{
    /// <summary>Adds two convolutions, <c>NAME.0</c> and <c>NAME.3</c>, as the published modules number them.</summary>
    public static void AddTo(FlatLayout layout, string name, int from, int between, int to)
        => layout.AddDense($"{name}.0", between, from, 3, 3).AddDense($"{name}.3", to, between, 3, 3);

    /// <summary>Adds the convolution behind an enlargement, <c>NAME.1</c>.</summary>
    public static void AddUpTo(FlatLayout layout, string name, int from, int to)
        => layout.AddDense($"{name}.1", to, from, 3, 3);

    public static Tensor Run(FlatTensors weights, string name, Tensor pictures)
        => One(weights, $"{name}.3", One(weights, $"{name}.0", pictures));

    /// <summary>Twice the size, bilinear with aligned corners, then one convolution.</summary>
    public static Tensor Up(FlatTensors weights, string name, Tensor pictures) => One(weights, $"{name}.1",
        nn.functional.interpolate(pictures, size: [2 * pictures.shape[2], 2 * pictures.shape[3]],
            mode: InterpolationMode.Bilinear, align_corners: true));

    public static Tensor Halved(Tensor pictures) => nn.functional.max_pool2d(pictures, 2);

    private static Tensor One(FlatTensors weights, string name, Tensor pictures)
        => nn.functional.instance_norm(weights.Convolve(pictures, name, padding: 1)).relu();
}
