using Pipeline3D.Networks.Training;
using static TorchSharp.torch;

namespace Pipeline3D.Networks.Dsr;

/// <summary>The discrete autoencoder of DSR for depth pictures: two levels of codes, the high one a quarter of the
/// picture's side, the low one an eighth.</summary>
/// <remarks>Source: Zavrtanik et al. 2022 (DSR) and 2024 (3DSR), and their public code, whose depth-only network is
/// VQ-VAE-2 with one channel. Names of tensors are this project's own. Pictures have a side that 8 divides.</remarks>
public static class DsrAutoencoder
{
    /// <summary>Name of the low codebook.</summary>
    public const string LowCodes = "codebook_lo";

    /// <summary>Name of the high codebook.</summary>
    public const string HighCodes = "codebook_hi";

    /// <summary>Pixels of the side of a place of the high level.</summary>
    public const int HighRatio = 4;

    /// <summary>Pixels of the side of a place of the low level.</summary>
    public const int LowRatio = 8;

    /// <summary>The weights and both codebooks.</summary>
    /// <param name="shape">Sizes.</param>
    /// <exception cref="ArgumentException">No network has them.</exception>
    public static FlatLayout Layout(DsrShape shape)
    {
        shape.Require();
        (int hidden, int half, int inner, int width) = (shape.Hidden, shape.Hidden / 2, shape.Residual,
            shape.Embedding);
        var layout = new FlatLayout();
        layout.AddDense("b1", half, 1, 4, 4).AddDense("b2", hidden, half, 4, 4).AddDense("b3", hidden, hidden, 3, 3);
        ResidualUnits.AddTo(layout, "br", hidden, inner);
        layout.AddDense("t1", hidden, hidden, 4, 4).AddDense("t2", hidden, hidden, 3, 3);
        ResidualUnits.AddTo(layout, "tr", hidden, inner);
        layout.AddDense("pre_top", width, hidden, 1, 1).AddDense("pre_bot", width, hidden + width, 1, 1)
            .AddTransposed("trans_up", width, width, 4).AddDense("d1", hidden, 2 * width, 3, 3);
        ResidualUnits.AddTo(layout, "dr", hidden, inner);
        layout.AddTransposed("trans_1", hidden, half, 4).AddTransposed("trans_2", half, 1, 4);
        return layout.AddState(LowCodes, shape.Codes, width).AddState(HighCodes, shape.Codes, width);
    }

    /// <summary>The high encoder; shape [b, hidden, h / 4, w / 4].</summary>
    /// <param name="weights">Of <see cref="Layout"/>.</param>
    /// <param name="pictures">Shape [b, 1, h, w].</param>
    public static Tensor High(FlatTensors weights, Tensor pictures)
    {
        Tensor half = weights.Convolve(pictures, "b1", 2, 1).relu();
        return ResidualUnits.Run(weights, "br",
            weights.Convolve(weights.Convolve(half, "b2", 2, 1).relu(), "b3", padding: 1));
    }

    /// <summary>The low encoder on top of the high one; shape [b, hidden, h / 8, w / 8].</summary>
    public static Tensor Low(FlatTensors weights, Tensor high) => ResidualUnits.Run(weights, "tr",
        weights.Convolve(weights.Convolve(high, "t1", 2, 1).relu(), "t2", padding: 1).relu());

    /// <summary>Low features, to be quantised; shape [b, embedding, h / 8, w / 8].</summary>
    public static Tensor LowFeatures(FlatTensors weights, Tensor low) => weights.Convolve(low, "pre_top");

    /// <summary>High features, to be quantised; they see the low codes.</summary>
    /// <param name="weights">Of <see cref="Layout"/>.</param>
    /// <param name="high">What <see cref="High"/> gave.</param>
    /// <param name="lowCodes">Shape [b, embedding, h / 8, w / 8].</param>
    /// <returns>Shape [b, embedding, h / 4, w / 4].</returns>
    public static Tensor HighFeatures(FlatTensors weights, Tensor high, Tensor lowCodes)
        => weights.Convolve(cat([high, Up(weights, lowCodes)], 1), "pre_bot");

    /// <summary>Both levels as a decoder takes them, the low one enlarged; shape [b, 2 embedding, h / 4, w /
    /// 4].</summary>
    public static Tensor Joined(FlatTensors weights, Tensor lowCodes, Tensor highCodes)
        => cat([Up(weights, lowCodes), highCodes], 1);

    /// <summary>The general decoder; shape [b, 1, h, w].</summary>
    /// <param name="weights">Of <see cref="Layout"/>.</param>
    /// <param name="joined">What <see cref="Joined"/> gave.</param>
    public static Tensor Decode(FlatTensors weights, Tensor joined)
    {
        Tensor inner = ResidualUnits.Run(weights, "dr", weights.Convolve(joined, "d1", padding: 1));
        return weights.ConvolveTransposed(weights.ConvolveTransposed(inner, "trans_1", 2, 1).relu(), "trans_2", 2, 1);
    }

    /// <summary>Features and codes of pictures on both levels.</summary>
    /// <param name="weights">Of <see cref="Layout"/>.</param>
    /// <param name="pictures">Shape [b, 1, h, w]; 8 divides h and w.</param>
    public static DsrEncoding Encode(FlatTensors weights, Tensor pictures)
    {
        Tensor high = High(weights, pictures), low = Low(weights, high), lowFeatures = LowFeatures(weights, low);
        QuantisedMap lowCodes = VectorQuantiser.Quantise(lowFeatures, weights[LowCodes]);
        Tensor highFeatures = HighFeatures(weights, high, lowCodes.Codes);
        return new DsrEncoding(high, low, lowFeatures, lowCodes, highFeatures,
            VectorQuantiser.Quantise(highFeatures, weights[HighCodes]));
    }

    private static Tensor Up(FlatTensors weights, Tensor lowCodes)
        => weights.ConvolveTransposed(lowCodes, "trans_up", 2, 1);
}

/// <summary>What <see cref="DsrAutoencoder.Encode"/> makes of pictures.</summary>
/// <param name="High">Of the high encoder.</param>
/// <param name="Low">Of the low encoder.</param>
/// <param name="LowFeatures">Low features before they were quantised.</param>
/// <param name="LowCodes">Low codes.</param>
/// <param name="HighFeatures">High features before they were quantised.</param>
/// <param name="HighCodes">High codes.</param>
public sealed record DsrEncoding(Tensor High, Tensor Low, Tensor LowFeatures, QuantisedMap LowCodes,
    Tensor HighFeatures, QuantisedMap HighCodes);
