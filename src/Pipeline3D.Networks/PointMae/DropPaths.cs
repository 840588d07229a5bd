using static TorchSharp.torch;

namespace Pipeline3D.Networks.PointMae;

/// <summary>Stochastic depth: branches of blocks that are left out for a sample, more of them the deeper; the others
/// are scaled up for it.</summary>
/// <remarks>Source: Huang et al. 2016. The rate rises evenly from 0 at the first block to the highest at the last, in
/// encoder and decoder each.</remarks>
/// <param name="shape">Sizes.</param>
/// <param name="highest">Rate of the last block; in [0, 1).</param>
/// <param name="samples">Samples of a batch.</param>
/// <param name="draw">The next number in [0, 1); called for all blocks in order.</param>
internal sealed class DropPaths(PointMaeShape shape, double highest, int samples, Func<double> draw)
{
    /// <summary>Factors of both branches of a block of the encoder, shape [samples, 1, 1] each.</summary>
    public (Tensor Attention, Tensor Mlp) Encoder(int block) => Of(block, shape.Layers);

    /// <summary>Factors of both branches of a block of the decoder.</summary>
    public (Tensor Attention, Tensor Mlp) Decoder(int block) => Of(block, shape.DecoderLayers);

    private (Tensor Attention, Tensor Mlp) Of(int block, int blocks)
    {
        double keep = 1 - (blocks == 1 ? 0 : highest * block / (blocks - 1));
        return (Factors(keep), Factors(keep));
    }

    private Tensor Factors(double keep)
    {
        var factors = new float[samples];
        for (int i = 0; i < samples; i++)
            factors[i] = draw() < keep ? (float)(1 / keep) : 0;
        return Tensors.From(factors, samples, 1, 1);
    }
}
