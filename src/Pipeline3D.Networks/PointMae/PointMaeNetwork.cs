using Pipeline3D.Networks.Guards;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Pipeline3D.Networks.PointMae;

/// <summary>The network as operators on named tensors, in forms that can be differentiated.</summary>
/// <remarks>Source: Point-MAE (Pang et al. 2022, arXiv:2203.06604) and its authors' code. Positions are added before
/// every block. Norms of the small network see all groups, hidden ones too.</remarks>
/// <param name="tensors">By the names of <see cref="PointMaeLayout"/>.</param>
/// <param name="shape">Sizes.</param>
internal sealed class PointMaeNetwork(IReadOnlyDictionary<string, Tensor> tensors, PointMaeShape shape)
{
    private const double Epsilon = 1e-5, Momentum = 0.1;
    private const string Mini = "MAE_encoder.encoder.";

    /// <summary>A token of each group.</summary>
    /// <param name="groups">Shape [n, S, 3], relative to the centres.</param>
    /// <param name="isTraining">Norms by the statistics of these groups, which change the running ones.</param>
    /// <returns>Shape [n, width].</returns>
    public Tensor Tokens(Tensor groups, bool isTraining)
    {
        long count = groups.shape[0], size = groups.shape[1];
        Tensor first = BatchNorm(Dense(groups.reshape(count * size, 3), $"{Mini}first_conv.0"), $"{Mini}first_conv.1",
            isTraining);
        Tensor points = Dense(functional.relu(first), $"{Mini}first_conv.3");
        // The largest numbers of a group are the same for all its points, so they meet their weights once a group.
        (Tensor ofGroup, Tensor ofPoint) = Halves();
        Tensor whole = functional.linear(Largest(points, count), ofGroup, tensors[$"{Mini}second_conv.0.bias"]);
        Tensor both = Sum(functional.linear(points, ofPoint).view(count, size, -1), whole.unsqueeze(1))
            .view(count * size, -1);
        Tensor second = BatchNorm(both, $"{Mini}second_conv.1", isTraining);
        return Largest(Dense(functional.relu(second), $"{Mini}second_conv.3"), count);

        Tensor Largest(Tensor rows, long of) => rows.view(of, size, -1).max(1).values;
    }

    /// <summary>Positions of centres for the encoder.</summary>
    /// <param name="centres">Shape [..., 3].</param>
    public Tensor Positions(Tensor centres) => Positions(centres, "MAE_encoder.pos_embed");

    /// <summary>Positions of centres for the decoder.</summary>
    /// <param name="centres">Shape [..., 3].</param>
    public Tensor DecoderPositions(Tensor centres) => Positions(centres, "decoder_pos_embed");

    /// <summary>Tokens after the encoder and its norm.</summary>
    /// <param name="tokens">Shape [b, t, width].</param>
    /// <param name="positions">The same shape.</param>
    /// <param name="drops">What is left out at random; null for nothing.</param>
    public Tensor Encode(Tensor tokens, Tensor positions, DropPaths? drops)
    {
        for (int block = 0; block < shape.Layers; block++)
            tokens = Block(Sum(tokens, positions), $"MAE_encoder.blocks.blocks.{block}.", drops?.Encoder(block));
        return EncoderNorm(tokens);
    }

    /// <summary>One block of the encoder.</summary>
    public Tensor EncoderBlock(Tensor tokens, Tensor positions, int block, DropPaths? drops)
        => Block(Sum(tokens, positions), $"MAE_encoder.blocks.blocks.{block}.", drops?.Encoder(block));

    /// <summary>The norm after the encoder.</summary>
    public Tensor EncoderNorm(Tensor tokens) => LayerNorm(tokens, "MAE_encoder.norm");

    /// <summary>Points of the hidden groups, relative to their centres.</summary>
    /// <param name="visible">What the encoder made of the visible tokens, shape [b, v, width].</param>
    /// <param name="visibleCentres">Their centres, shape [b, v, 3].</param>
    /// <param name="hiddenCentres">Centres of the hidden groups, shape [b, m, 3].</param>
    /// <param name="drops">What is left out at random; null for nothing.</param>
    /// <returns>Shape [b, m, S, 3].</returns>
    public Tensor Decode(Tensor visible, Tensor visibleCentres, Tensor hiddenCentres, DropPaths? drops)
    {
        long samples = visible.shape[0], hidden = hiddenCentres.shape[1];
        Tensor positions = cat([DecoderPositions(visibleCentres), DecoderPositions(hiddenCentres)], 1);
        Tensor tokens = cat([visible, tensors["mask_token"].expand(samples, hidden, shape.Width)], 1);
        for (int block = 0; block < shape.DecoderLayers; block++)
            tokens = Block(Sum(tokens, positions), $"MAE_decoder.blocks.{block}.", drops?.Decoder(block));
        Tensor last = LayerNorm(tokens.narrow(1, tokens.shape[1] - hidden, hidden), "MAE_decoder.norm");
        return Dense(last, "increase_dim.0").view(samples, hidden, shape.GroupSize, 3);
    }

    private static Tensor Sum(Tensor one, Tensor other) => one.add(other, HeldScalars.One);

    private Tensor Block(Tensor tokens, string prefix, (Tensor Attention, Tensor Mlp)? drop)
    {
        Tensor beside = Attend(LayerNorm(tokens, $"{prefix}norm1"), prefix);
        tokens = Sum(tokens, drop is { } first ? beside.mul(first.Attention) : beside);
        Tensor inner = functional.gelu(Dense(LayerNorm(tokens, $"{prefix}norm2"), $"{prefix}mlp.fc1"));
        beside = Dense(inner, $"{prefix}mlp.fc2");
        return Sum(tokens, drop is { } second ? beside.mul(second.Mlp) : beside);
    }

    private Tensor Attend(Tensor tokens, string prefix)
    {
        long samples = tokens.shape[0], count = tokens.shape[1];
        Tensor[] parts = functional.linear(tokens, tensors[$"{prefix}attn.qkv.weight"])
            .view(samples, count, 3, shape.Heads, shape.Width / shape.Heads).permute(2, 0, 3, 1, 4).unbind(0);
        Tensor mixed = functional.scaled_dot_product_attention(parts[0], parts[1], parts[2]);
        return Dense(mixed.transpose(1, 2).reshape(samples, count, shape.Width), $"{prefix}attn.proj");
    }

    private Tensor Positions(Tensor centres, string name)
        => Dense(functional.gelu(Dense(centres, $"{name}.0")), $"{name}.2");

    private Tensor Dense(Tensor rows, string name)
    {
        Tensor weight = tensors[$"{name}.weight"];
        return functional.linear(rows, weight.dim() == 3 ? weight.squeeze(2) : weight, tensors[$"{name}.bias"]);
    }

    private (Tensor OfGroup, Tensor OfPoint) Halves()
    {
        Tensor both = tensors[$"{Mini}second_conv.0.weight"].squeeze(2);
        long half = both.shape[1] / 2;
        return (both.narrow(1, 0, half), both.narrow(1, half, half));
    }

    private Tensor LayerNorm(Tensor tokens, string name) => functional.layer_norm(tokens, [shape.Width],
        tensors[$"{name}.weight"], tensors[$"{name}.bias"], Epsilon);

    private Tensor BatchNorm(Tensor rows, string name, bool isTraining) => functional.batch_norm(rows,
        tensors[$"{name}.running_mean"], tensors[$"{name}.running_var"], tensors[$"{name}.weight"],
        tensors[$"{name}.bias"], isTraining, Momentum, Epsilon);
}
