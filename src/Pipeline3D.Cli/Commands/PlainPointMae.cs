using Pipeline3D.Networks;
using Pipeline3D.Networks.Guards;
using Pipeline3D.Networks.PointMae;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Pipeline3D.Cli.Commands;

/// <summary>Point-MAE's encoder as its authors' code computes it: convolutions over all points at once, a group's
/// largest numbers copied to each of its points, attention as a whole table. What ours is timed against.</summary>
internal sealed class PlainPointMae : IDisposable
{
    private const string Mini = "MAE_encoder.encoder.";
    private readonly Dictionary<string, Tensor> _tensors = new(StringComparer.Ordinal);
    private readonly PointMaeShape _shape;

    public PlainPointMae(PointMaeModel model)
    {
        _shape = model.Shape;
        var layout = new PointMaeLayout(_shape);
        var weights = new float[layout.Count];
        model.CopyInto(layout, weights);
        foreach (PointMaePart part in layout.Parts)
            _tensors.Add(part.Name, Tensors.From(weights.AsSpan(part.Start, part.Count), part.Shape));
    }

    /// <summary>Features of groups, shape [groups, length].</summary>
    public float[] Features(float[] points, float[] centres, int groups)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable quiet = no_grad();
        Tensor tokens = Tokens(Tensors.From(points, groups, points.Length / groups / 3, 3)).unsqueeze(0),
            positions = Dense(functional.gelu(Dense(Tensors.From(centres, 1, groups, 3), "MAE_encoder.pos_embed.0")),
                "MAE_encoder.pos_embed.2");
        var taps = new List<Tensor>();
        for (int block = 0; block < _shape.Layers; block++)
        {
            // As reference counting frees what a block made.
            using DisposeScope inner = NewDisposeScope();
            tokens = Block(tokens.add(positions, HeldScalars.One), $"MAE_encoder.blocks.blocks.{block}.")
                    .MoveToOuterDisposeScope();
            if (_shape.Taps.Contains(block))
                taps.Add(Norm(tokens, "MAE_encoder.norm").MoveToOuterDisposeScope());
        }
        return Tensors.ToFloats(cat(taps, 2));
    }

    public void Dispose()
    {
        foreach (Tensor tensor in _tensors.Values)
            tensor.Dispose();
        _tensors.Clear();
    }

    private Tensor Tokens(Tensor groups)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor first = functional.relu(BatchNorm(Convolution(groups.transpose(2, 1), "first_conv.0"), "first_conv.1"));
        Tensor points = Convolution(first, "first_conv.3");
        first.Dispose();
        Tensor whole = points.max(2, keepdim: true).values;
        Tensor both = cat([whole.expand(-1, -1, points.shape[2]), points], 1);
        points.Dispose();
        Tensor inner = Convolution(both, "second_conv.0");
        both.Dispose();
        Tensor second = functional.relu(BatchNorm(inner, "second_conv.1"));
        inner.Dispose();
        return Convolution(second, "second_conv.3").max(2).values.MoveToOuterDisposeScope();
    }

    private Tensor Block(Tensor tokens, string prefix)
    {
        tokens = tokens.add(Attend(Norm(tokens, $"{prefix}norm1"), prefix), HeldScalars.One);
        return tokens.add(Dense(functional.gelu(Dense(Norm(tokens, $"{prefix}norm2"), $"{prefix}mlp.fc1")),
            $"{prefix}mlp.fc2"), HeldScalars.One);
    }

    private Tensor Attend(Tensor tokens, string prefix)
    {
        long samples = tokens.shape[0], count = tokens.shape[1], each = _shape.Width / _shape.Heads;
        Tensor[] parts = functional.linear(tokens, _tensors[$"{prefix}attn.qkv.weight"])
            .reshape(samples, count, 3, _shape.Heads, each).permute(2, 0, 3, 1, 4).unbind(0);
        Tensor table = MatrixProduct.Matmul(parts[0], parts[1].transpose(-2, -1)).mul(Math.Pow(each, -0.5)).softmax(-1);
        return Dense(MatrixProduct.Matmul(table, parts[2]).transpose(1, 2).reshape(samples, count, _shape.Width),
            $"{prefix}attn.proj");
    }

    private Tensor Convolution(Tensor rows, string name)
        => functional.conv1d(rows, _tensors[$"{Mini}{name}.weight"], _tensors[$"{Mini}{name}.bias"]);

    private Tensor BatchNorm(Tensor rows, string name) => functional.batch_norm(rows,
        _tensors[$"{Mini}{name}.running_mean"], _tensors[$"{Mini}{name}.running_var"],
        _tensors[$"{Mini}{name}.weight"], _tensors[$"{Mini}{name}.bias"]);

    private Tensor Norm(Tensor tokens, string name) => functional.layer_norm(tokens, [_shape.Width],
        _tensors[$"{name}.weight"], _tensors[$"{name}.bias"]);

    private Tensor Dense(Tensor rows, string name)
        => functional.linear(rows, _tensors[$"{name}.weight"], _tensors[$"{name}.bias"]);
}
