using Pipeline3D.Networks.Guards;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Pipeline3D.Networks.Clip;

/// <summary>One block of a tower: attention and MLP, each behind a norm and beside the stream.</summary>
internal sealed class ClipBlock
{
    private const double Epsilon = 1e-5;
    private readonly (Tensor Weight, Tensor Bias) _norm1, _norm2, _in, _out, _up, _down;
    private readonly long _width, _heads;
    private readonly ClipActivation _activation;

    public ClipBlock(ClipTensors tensors, string prefix, int width, int heads, ClipActivation activation)
    {
        (_width, _heads, _activation) = (width, heads, activation);
        _norm1 = Pair("ln_1.", "");
        _norm2 = Pair("ln_2.", "");
        _in = Pair("attn.", "in_proj_");
        _out = Pair("attn.out_proj.", "");
        _up = Pair("mlp.c_fc.", "");
        _down = Pair("mlp.c_proj.", "");
        (Tensor, Tensor) Pair(string layer, string stem) => (tensors[$"{prefix}{layer}{stem}weight"],
            tensors[$"{prefix}{layer}{stem}bias"]);
    }

    /// <summary>The stream after the block, a new tensor that can be differentiated; a token sees none after
    /// it.</summary>
    /// <param name="stream">Shape [n, tokens, width].</param>
    public Tensor Causal(Tensor stream)
    {
        Tensor[] parts = Parts(stream);
        Tensor after = Sum(stream, Attend(parts[0], parts[1], parts[2], causal: true));
        return Sum(after, Mlp(after));
    }

    /// <summary>Both streams after the block, new tensors that can be differentiated; every token sees all.</summary>
    /// <param name="stream">Shape [n, tokens, width].</param>
    /// <param name="local">The second stream, as in <see cref="InPlace"/>; null: there is none.</param>
    public (Tensor Stream, Tensor? Local) Both(Tensor stream, Tensor? local)
    {
        Tensor[] parts = Parts(stream);
        Tensor? beside = local is null ? null
            : Sum(local, Attend(parts[2], parts[2], parts[2], causal: false));
        Tensor after = Sum(stream, Attend(parts[0], parts[1], parts[2], causal: false));
        return (Sum(after, Mlp(after)), beside);
    }

    /// <summary>Takes the stream through the block, in its own memory.</summary>
    /// <param name="stream">Shape [n, tokens, width]; overwritten.</param>
    /// <param name="local">The second stream, overwritten likewise: it takes values attending to values of the first
    /// stream before the block, by the same weights, and no MLP. Null: there is none.</param>
    public void InPlace(Tensor stream, Tensor? local)
    {
        using (NewDisposeScope())
        {
            Tensor[] parts = Parts(stream);
            using (DisposeScope values = NewDisposeScope())
                local?.add_(Attend(parts[2], parts[2], parts[2], causal: false), HeldScalars.One);
            using (DisposeScope all = NewDisposeScope())
                stream.add_(Attend(parts[0], parts[1], parts[2], causal: false), HeldScalars.One);
        }
        using (NewDisposeScope())
            stream.add_(Mlp(stream), HeldScalars.One);
    }

    /// <summary>The sum of two tensors; whoever uses + has libtorch read a number that nobody holds.</summary>
    public static Tensor Sum(Tensor one, Tensor other) => one.add(other, HeldScalars.One);

    /// <summary>Layer norm over the last axis, with CLIP's epsilon.</summary>
    public static Tensor Norm(Tensor tokens, Tensor weight, Tensor bias)
        => functional.layer_norm(tokens, [weight.shape[0]], weight, bias, Epsilon);

    // Queries, keys and values, each [n, heads, tokens, width / heads].
    private Tensor[] Parts(Tensor stream)
    {
        long[] shape = stream.shape;
        using DisposeScope scope = NewDisposeScope();
        Tensor all = functional.linear(Norm(stream, _norm1.Weight, _norm1.Bias), _in.Weight, _in.Bias)
            .view(shape[0], shape[1], 3, _heads, _width / _heads).permute(2, 0, 3, 1, 4);
        Tensor[] parts = all.unbind(0);
        foreach (Tensor part in parts)
            part.MoveToOuterDisposeScope();
        return parts;
    }

    private Tensor Attend(Tensor queries, Tensor keys, Tensor values, bool causal)
    {
        Tensor mixed = functional.scaled_dot_product_attention(queries, keys, values, is_casual: causal);
        return functional.linear(mixed.transpose(1, 2).reshape(queries.shape[0], queries.shape[2], _width),
            _out.Weight, _out.Bias);
    }

    private Tensor Mlp(Tensor stream)
    {
        Tensor inner = functional.linear(Norm(stream, _norm2.Weight, _norm2.Bias), _up.Weight, _up.Bias);
        if (_activation == ClipActivation.Gelu)
            inner = functional.gelu(inner);
        else if (inner.requires_grad)
            inner = inner * inner.mul(HeldScalars.QuickGelu).sigmoid();
        else
            inner.mul_(inner.mul(HeldScalars.QuickGelu).sigmoid_());
        return functional.linear(inner, _down.Weight, _down.Bias);
    }
}
