using Pipeline3D.Networks.Clip;
using Pipeline3D.Networks.Guards;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Pipeline3D.Cli.Commands;

/// <summary>CLIP's vision tower as public code computes it: attention as a whole table, a new array for each step,
/// both streams of the dual path from their own product with the weights. What ours is timed against.</summary>
/// <param name="model">The model; its weights are used, not copied.</param>
/// <param name="isDual">With the local path.</param>
internal sealed class PlainClipVision(ClipModel model, bool isDual)
{
    private readonly ClipTensors _tensors = model.Tensors;
    private readonly ClipVisionShape _shape = model.Vision.Shape;

    /// <summary>Tokens of the last layer, projected; shape [n, 1 + patches, embedding].</summary>
    /// <param name="pictures">Shape [n, 3, side, side], of the tower's own side.</param>
    public Tensor Encode(Tensor pictures)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable quiet = no_grad();
        long count = pictures.shape[0], width = _shape.Width;
        Tensor patches = functional.conv2d(pictures, _tensors["visual.conv1.weight"],
            strides: [_shape.Patch, _shape.Patch]).reshape(count, width, -1).permute(0, 2, 1);
        Tensor stream = cat([_tensors["visual.class_embedding"].expand(count, 1, width), patches], 1)
            .add(_tensors["visual.positional_embedding"], HeldScalars.One);
        stream = Norm(stream, "visual.ln_pre");
        Tensor? local = null;
        for (int layer = 1; layer <= _shape.Layers; layer++)
        {
            if (isDual && layer == _shape.DefaultLocalFrom)
                local = stream;
            using DisposeScope inner = NewDisposeScope();
            string prefix = $"visual.transformer.resblocks.{layer - 1}.";
            local = local?.add(Attend(stream, prefix, onlyValues: true), HeldScalars.One)
                    .MoveToOuterDisposeScope();
            Tensor after = stream.add(Attend(stream, prefix, onlyValues: false), HeldScalars.One);
            stream = after.add(Mlp(after, prefix), HeldScalars.One).MoveToOuterDisposeScope();
        }
        return MatrixProduct.Matmul(Norm(local ?? stream, "visual.ln_post"), _tensors["visual.proj"])
            .MoveToOuterDisposeScope();
    }

    private Tensor Attend(Tensor stream, string prefix, bool onlyValues)
    {
        long count = stream.shape[0], tokens = stream.shape[1], each = _shape.Width / _shape.Heads;
        Tensor[] parts = functional.linear(Norm(stream, $"{prefix}ln_1"), _tensors[$"{prefix}attn.in_proj_weight"],
            _tensors[$"{prefix}attn.in_proj_bias"]).view(count, tokens, 3, _shape.Heads, each)
            .permute(2, 0, 3, 1, 4).unbind(0);
        (Tensor queries, Tensor keys) = onlyValues ? (parts[2], parts[2]) : (parts[0], parts[1]);
        Tensor table = MatrixProduct.Matmul(queries, keys.transpose(-2, -1)).mul(Math.Pow(each, -0.5)).softmax(-1);
        Tensor mixed = MatrixProduct.Matmul(table, parts[2]).transpose(1, 2).reshape(count, tokens, _shape.Width);
        return functional.linear(mixed, _tensors[$"{prefix}attn.out_proj.weight"],
            _tensors[$"{prefix}attn.out_proj.bias"]);
    }

    private Tensor Mlp(Tensor stream, string prefix)
    {
        Tensor inner = functional.linear(Norm(stream, $"{prefix}ln_2"), _tensors[$"{prefix}mlp.c_fc.weight"],
            _tensors[$"{prefix}mlp.c_fc.bias"]);
        return functional.linear(inner.mul(inner.mul(1.702).sigmoid()), _tensors[$"{prefix}mlp.c_proj.weight"],
            _tensors[$"{prefix}mlp.c_proj.bias"]);
    }

    private Tensor Norm(Tensor tokens, string name) => functional.layer_norm(tokens, [_shape.Width],
        _tensors[$"{name}.weight"], _tensors[$"{name}.bias"]);
}
