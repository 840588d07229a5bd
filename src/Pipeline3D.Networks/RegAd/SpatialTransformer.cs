using Pipeline3D.Networks.Training;
using static TorchSharp.torch;

namespace Pipeline3D.Networks.RegAd;

/// <summary>A spatial transformer of RegAD in its mode "rotation and scale": maps of a picture are turned and stretched
/// as a small network on them says.</summary>
/// <remarks>
/// Source: Jaderberg et al. 2015, arXiv:1506.02025, in the form of the code of Huang et al. 2022, arXiv:2207.07361:
/// conv3-BN-ReLU-pool twice, two linear layers, and of the angle a and the stretches s, t the matrix
/// [[s cos a, -sin a, 0], [sin a, t cos a, 0]], which is no similarity when s and t differ or are not 1. Bilinear, with
/// reflected borders; corners are not aligned.
/// </remarks>
public static class SpatialTransformer
{
    private const int PoolWindow = 3;

    /// <summary>Adds the transformer's tensors under the reference's names.</summary>
    /// <param name="layout">The network that it is a part of.</param>
    /// <param name="prefix">What stands before the names; may be empty.</param>
    /// <param name="channels">Channels of the maps.</param>
    /// <param name="side">Side of the maps, pixels; 4 or more.</param>
    /// <param name="sizes">Channels of both convolutions, width of the hidden layer.</param>
    /// <exception cref="ArgumentException">The maps are smaller.</exception>
    public static void Add(FlatLayout layout, string prefix, int channels, int side,
        (int First, int Second, int Hidden) sizes)
    {
        int pooled = Halved(Halved(side));
        if (side < 4)
            throw new ArgumentException($"maps of {side} pixels a side, 4 are needed", nameof(side));
        layout.Add($"{prefix}conv.0.weight", sizes.First, channels, 3, 3).AddNorm($"{prefix}conv.1", sizes.First)
            .Add($"{prefix}conv.4.weight", sizes.Second, sizes.First, 3, 3).AddNorm($"{prefix}conv.5", sizes.Second)
            .AddDense($"{prefix}fc.0", sizes.Hidden, (long)sizes.Second * pooled * pooled)
            .AddDense($"{prefix}fc.2", 3, sizes.Hidden)
            .AddRunning($"{prefix}conv.1", sizes.First).AddRunning($"{prefix}conv.5", sizes.Second);
    }

    /// <summary>Turns and stretches maps.</summary>
    /// <param name="tensors">The network's.</param>
    /// <param name="prefix">As in <see cref="Add"/>.</param>
    /// <param name="maps">Shape [n, channels, side, side].</param>
    /// <returns>The maps, and the matrices by which each output place takes its input; shape [n, 2, 3].</returns>
    public static (Tensor Warped, Tensor Theta) Run(FlatTensors tensors, string prefix, Tensor maps)
    {
        Tensor at = Pool(tensors.BatchNorm(tensors.Convolve(maps, $"{prefix}conv.0", padding: 1), $"{prefix}conv.1"));
        at = Pool(tensors.BatchNorm(tensors.Convolve(at, $"{prefix}conv.4", padding: 1), $"{prefix}conv.5"));
        Tensor numbers = tensors.Linear(tensors.Linear(at.flatten(1), $"{prefix}fc.0").relu(), $"{prefix}fc.2");
        Tensor cosine = numbers.select(1, 0).cos(), sine = numbers.select(1, 0).sin(), zero = zeros_like(sine);
        Tensor theta = stack([stack([cosine * numbers.select(1, 1), -sine, zero], 1),
            stack([sine, cosine * numbers.select(1, 2), zero], 1)], 1);
        return (Warp(maps, theta), theta);
    }

    /// <summary>Maps whose places take what lies where a matrix leads.</summary>
    /// <param name="maps">Shape [n, channels, height, width].</param>
    /// <param name="theta">Shape [n, 2, 3]; places run from -1 to 1, x first.</param>
    public static Tensor Warp(Tensor maps, Tensor theta) => nn.functional.grid_sample(maps,
        nn.functional.affine_grid(theta, maps.shape, align_corners: false), GridSampleMode.Bilinear,
        GridSamplePaddingMode.Reflection, align_corners: false);

    /// <summary>The matrices that lead back.</summary>
    /// <param name="theta">Shape [n, 2, 3].</param>
    /// <returns>Shape [n, 2, 3].</returns>
    public static Tensor Invert(Tensor theta)
    {
        Tensor row = tensor(new float[] { 0, 0, 1 }).view(1, 1, 3).expand(theta.shape[0], 1, 3);
        return linalg.inv(cat([theta, row], 1)).narrow(1, 0, 2);
    }

    private static int Halved(int side) => ((side - 1) / 2) + 1;

    private static Tensor Pool(Tensor maps) => nn.functional.max_pool2d(maps.relu(), [PoolWindow, PoolWindow], [2, 2],
        [1, 1]);
}
