using TorchSharp;
using static TorchSharp.torch;

namespace Pipeline3D.Detection.ThreeDsr;

/// <summary>What 3DSR's segmentation learns by, and what is made of its answer.</summary>
/// <remarks>Source: the public code.</remarks>
internal static class DsrLosses
{
    private const double Smooth = 1e-5;

    /// <summary>Focal loss of gamma 2 and alpha 1: mean of -(1 - p)^2 log p, p being the probability of the true
    /// class.</summary>
    /// <param name="probabilities">Shape [b, 2, h, w]: normal, anomalous.</param>
    /// <param name="mask">Shape [b, 1, h, w]: 1 where anomalous, else 0.</param>
    public static Tensor Focal(Tensor probabilities, Tensor mask)
    {
        Tensor wanted = OneHot(mask).clamp(Smooth, 1 - Smooth),
            right = (wanted * probabilities).sum(1).add(Smooth);
        return (right.neg().add(1).square() * right.log()).mean().neg();
    }

    /// <summary>Mean distance of the probabilities to the truth of both classes.</summary>
    /// <inheritdoc cref="Focal"/>
    public static Tensor Segment(Tensor probabilities, Tensor mask) => (probabilities - OneHot(mask)).abs().mean();

    /// <summary>Anomaly maps: the probability of anomalous, averaged over squares; beyond the border it counts as
    /// 0.</summary>
    /// <param name="probabilities">Shape [b, 2, h, w].</param>
    /// <param name="window">Side of the squares, pixels; odd.</param>
    /// <returns>Shape [b, 1, h, w].</returns>
    public static Tensor Map(Tensor probabilities, int window) => nn.functional.avg_pool2d(
        probabilities.narrow(1, 1, 1), window, stride: 1, padding: window / 2);

    private static Tensor OneHot(Tensor mask) => cat([mask.neg().add(1), mask], 1);
}
