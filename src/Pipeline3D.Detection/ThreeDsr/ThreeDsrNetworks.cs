using Pipeline3D.Networks.Dsr;
using Pipeline3D.Networks.Training;
using static TorchSharp.torch;

namespace Pipeline3D.Detection.ThreeDsr;

/// <summary>What 3DSR learns of an object: two restrictions of codes, a decoder and a U-Net, on an autoencoder that
/// stays as it is.</summary>
internal sealed class ThreeDsrNetworks
{
    private const string Low = "subres_lo.", High = "subres_hi.", Decoder = "decoder.", Segmentation = "segment.";

    /// <summary>Lays the networks out.</summary>
    /// <param name="shape">The autoencoder's sizes.</param>
    /// <param name="options">The other sizes.</param>
    public ThreeDsrNetworks(DsrShape shape, ThreeDsrOptions options)
    {
        Layout = new FlatLayout();
        DsrRestriction.AddTo(Layout, Low, shape.Embedding);
        DsrRestriction.AddTo(Layout, High, shape.Embedding);
        DsrObjectDecoder.AddTo(Layout, Decoder, shape, options.Bottleneck);
        DsrSegmentation.AddTo(Layout, Segmentation, options.SegmentationWidth);
    }

    /// <summary>Where each tensor lies.</summary>
    public FlatLayout Layout { get; }

    /// <summary>Weights to begin with: of the restrictions PyTorch's, of the others of deviation 0.02.</summary>
    public float[] Start(int seed) => DsrStart.Draw(Layout, seed, name
        => name.StartsWith(Decoder, StringComparison.Ordinal)
            || name.StartsWith(Segmentation, StringComparison.Ordinal));

    /// <summary>Brings codes back to those of a normal object, makes pictures of both and compares them.</summary>
    /// <param name="autoencoder">The autoencoder's tensors.</param>
    /// <param name="weights">Of <see cref="Layout"/>.</param>
    /// <param name="lowCodes">Shape [b, embedding, side / 8, side / 8].</param>
    /// <param name="highCodes">Shape [b, embedding, side / 4, side / 4].</param>
    /// <remarks>The comparison teaches the U-Net alone: no gradient goes from it into the pictures.</remarks>
    public static ThreeDsrPass Run(FlatTensors autoencoder, FlatTensors weights, Tensor lowCodes, Tensor highCodes)
    {
        Tensor low = DsrRestriction.Run(weights, Low, lowCodes), high = DsrRestriction.Run(weights, High, highCodes);
        Tensor ofObject = DsrObjectDecoder.Run(weights, Decoder, DsrAutoencoder.Joined(autoencoder,
            VectorQuantiser.Quantise(low, autoencoder[DsrAutoencoder.LowCodes]).Codes,
            VectorQuantiser.Quantise(high, autoencoder[DsrAutoencoder.HighCodes]).Codes));
        Tensor general = DsrAutoencoder.Decode(autoencoder, DsrAutoencoder.Joined(autoencoder, lowCodes, highCodes));
        return new ThreeDsrPass(low, high, ofObject, nn.functional.softmax(
            DsrSegmentation.Run(weights, Segmentation, ofObject.detach(), general.detach()), 1));
    }
}

/// <summary>What <see cref="ThreeDsrNetworks.Run"/> gives.</summary>
/// <param name="Low">Restored low features, before they were quantised.</param>
/// <param name="High">Restored high features, likewise.</param>
/// <param name="Picture">The object without anomalies; shape [b, 1, side, side].</param>
/// <param name="Probabilities">Of normal and anomalous; shape [b, 2, side, side].</param>
internal sealed record ThreeDsrPass(Tensor Low, Tensor High, Tensor Picture, Tensor Probabilities);
