using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Networks.Guards;
using Pipeline3D.Networks.ResNet;
using Pipeline3D.Networks.Training;
using static TorchSharp.torch;

namespace Pipeline3D.Networks.RegAd;

/// <summary>RegAD's network: three stages of a residual network with a spatial transformer behind each, and encoder and
/// predictor that learn to make two pictures of one category alike.</summary>
/// <remarks>Source: Huang et al. 2022, Registration based Few-Shot Anomaly Detection, arXiv:2207.07361, as its code.
/// Weights are flat, those of the residual network first under torchvision's names.</remarks>
public static class RegAdNetwork
{
    /// <summary>The tensors.</summary>
    /// <exception cref="ArgumentException">The sizes make no network.</exception>
    public static FlatLayout LayoutOf(RegAdShape shape)
    {
        shape.Require();
        FlatLayout layout = ResNetLayout.Of(shape.Backbone);
        for (int stage = 1; stage <= RegAdShape.Stages; stage++)
            SpatialTransformer.Add(layout, Prefix(stage), shape.Backbone.Channels(stage),
                shape.Picture / ResNetShape.Stride(stage), shape.Transformer);
        int wide = shape.Backbone.Channels(RegAdShape.Stages), head = shape.Head;
        AddPointwise("encoder.0", head, wide, "encoder.1");
        AddPointwise("encoder.3", head, head, "encoder.4");
        AddPointwise("encoder.6", head, head, null);
        AddPointwise("predictor.0", head, head, "predictor.1");
        AddPointwise("predictor.3", head, head, null);
        return layout;

        void AddPointwise(string name, int to, int from, string? norm)
        {
            layout.Add($"{name}.weight", to, from, 1, 1);
            if (norm is not null)
                layout.AddNorm(norm, to).AddRunning(norm, to);
        }
    }

    /// <summary>Weights before any training: convolutions as torchvision draws them, transformers that leave pictures
    /// as they are.</summary>
    /// <param name="shape">The sizes.</param>
    /// <param name="backbone">Weights of the residual network; empty to draw them, too.</param>
    /// <param name="seed">Seed of the draws.</param>
    public static float[] Draw(RegAdShape shape, ReadOnlySpan<float> backbone, long seed)
    {
        FlatLayout layout = LayoutOf(shape);
        float[] weights = ResNetDraws.Draw(layout, seed);
        backbone.CopyTo(weights);
        for (int stage = 1; stage <= RegAdShape.Stages; stage++)
        {
            FlatPart hidden = layout[$"{Prefix(stage)}fc.0.weight"];
            double bound = 1 / Math.Sqrt(hidden.Shape[1]);
            var random = new SplitMix64(seed, -stage);
            foreach (FlatPart part in new[] { hidden, layout[$"{Prefix(stage)}fc.0.bias"] })
                foreach (ref float number in part.Of(weights.AsSpan()))
                    number = (float)(bound * ((2 * random.NextUnit()) - 1));
            layout[$"{Prefix(stage)}fc.2.weight"].Of(weights.AsSpan()).Clear();
            // No turn, no stretch.
            new float[] { 0, 1, 1 }.CopyTo(layout[$"{Prefix(stage)}fc.2.bias"].Of(weights.AsSpan()));
        }
        return weights;
    }

    /// <summary>What the last stage gives, turned and stretched.</summary>
    /// <param name="tensors">Weights by <see cref="LayoutOf"/>.</param>
    /// <param name="shape">The sizes.</param>
    /// <param name="pictures">Shape [n, 3, Picture, Picture], 0 to 1.</param>
    /// <returns>Shape [n, channels, Picture / 16, Picture / 16].</returns>
    public static Tensor Registered(FlatTensors tensors, RegAdShape shape, Tensor pictures)
    {
        Tensor at = ResNetNetwork.Stem(tensors, pictures);
        for (int stage = 1; stage <= RegAdShape.Stages; stage++)
            at = SpatialTransformer.Run(tensors, Prefix(stage), ResNetNetwork.Stage(tensors, shape.Backbone, stage, at))
                .Warped;
        return at;
    }

    /// <summary>What every stage gives, turned and stretched and then led back by the matrices of its own and all
    /// stages before, so that places are those of the picture.</summary>
    /// <returns>For each stage shape [n, channels, side, side].</returns>
    /// <inheritdoc cref="Registered"/>
    public static Tensor[] Unwarped(FlatTensors tensors, RegAdShape shape, Tensor pictures)
    {
        var found = new Tensor[RegAdShape.Stages];
        var back = new List<Tensor>();
        Tensor at = ResNetNetwork.Stem(tensors, pictures);
        for (int stage = 1; stage <= found.Length; stage++)
        {
            (at, Tensor theta) = SpatialTransformer.Run(tensors, Prefix(stage),
                ResNetNetwork.Stage(tensors, shape.Backbone, stage, at));
            back.Insert(0, SpatialTransformer.Invert(theta));
            found[stage - 1] = back.Aggregate(at, SpatialTransformer.Warp);
        }
        return found;
    }

    /// <summary>Maps of several sizes at the places of the first: every value of a smaller map stands at all places
    /// that it covers.</summary>
    /// <param name="maps">Shape [n, channels, side, side], sides that divide the first one's.</param>
    /// <returns>Shape [n, all channels, side, side].</returns>
    public static Tensor Embed(IReadOnlyList<Tensor> maps)
    {
        long side = maps[0].shape[^1];
        return cat([.. maps.Select(map => map.shape[^1] is var own && own == side ? map
            : map.repeat_interleave(side / own, 2).repeat_interleave(side / own, 3))], 1);
    }

    /// <summary>What the encoder makes of registered maps.</summary>
    /// <returns>Shape [n, head, side, side].</returns>
    public static Tensor Encode(FlatTensors tensors, Tensor maps)
    {
        Tensor at = tensors.BatchNorm(tensors.Convolve(maps, "encoder.0"), "encoder.1").relu();
        at = tensors.BatchNorm(tensors.Convolve(at, "encoder.3"), "encoder.4").relu();
        return tensors.Convolve(at, "encoder.6");
    }

    /// <summary>What the predictor makes of encoded maps.</summary>
    /// <returns>The same shape.</returns>
    public static Tensor Predict(FlatTensors tensors, Tensor encoded) => tensors.Convolve(
        tensors.BatchNorm(tensors.Convolve(encoded, "predictor.0"), "predictor.1").relu(), "predictor.3");

    /// <summary>The loss of two pictures: each one's prediction against the other's encoding, which no gradient goes
    /// through.</summary>
    /// <returns>One number, -1 (alike) to 1: minus the mean cosine over places.</returns>
    public static Tensor Loss(Tensor predicted, Tensor encoded, Tensor otherPredicted, Tensor otherEncoded)
        => Cosine(predicted, otherEncoded).add(Cosine(otherPredicted, encoded), HeldScalars.One)
            .mul(HeldScalars.MinusHalf);

    private static Tensor Cosine(Tensor predicted, Tensor encoded)
        => nn.functional.cosine_similarity(predicted, encoded.detach(), 1).mean();

    private static string Prefix(int stage) => $"stn{stage}.";
}
