using System.Collections.Immutable;
using Pipeline3D.Networks.Training;
using static TorchSharp.torch;

namespace Pipeline3D.Networks.PointNet2;

/// <summary>A linear layer with the batch norm behind it folded in, by its kept statistics.</summary>
/// <param name="Weight">Shape [Out, In].</param>
/// <param name="Bias">Shape [Out].</param>
internal sealed record FoldedLayer(float[] Weight, float[] Bias)
{
    private const double Epsilon = 1e-5;

    /// <summary>Numbers of its output.</summary>
    public int Out => Bias.Length;

    /// <summary>Numbers of its input.</summary>
    public int In => Weight.Length / Bias.Length;

    /// <summary>Folds layers in a row.</summary>
    public static ImmutableArray<FoldedLayer> Of(FlatLayout layout, ReadOnlySpan<float> weights, string layer,
        string norm, int count)
    {
        var folded = ImmutableArray.CreateBuilder<FoldedLayer>();
        for (int i = 0; i < count; i++)
        {
            (float[] weight, float[] bias) = (Plain(layout, weights, $"{layer}.{i}.weight"),
                Plain(layout, weights, $"{layer}.{i}.bias"));
            float[] scale = Plain(layout, weights, $"{norm}.{i}.weight"),
                shift = Plain(layout, weights, $"{norm}.{i}.bias"),
                mean = Plain(layout, weights, $"{norm}.{i}.running_mean"),
                variance = Plain(layout, weights, $"{norm}.{i}.running_var");
            int width = weight.Length / bias.Length;
            for (int row = 0; row < bias.Length; row++)
            {
                double factor = scale[row] / Math.Sqrt(variance[row] + Epsilon);
                for (int column = 0; column < width; column++)
                    weight[(row * width) + column] = (float)(weight[(row * width) + column] * factor);
                bias[row] = (float)(((bias[row] - mean[row]) * factor) + shift[row]);
            }
            folded.Add(new FoldedLayer(weight, bias));
        }
        return folded.ToImmutable();
    }

    /// <summary>A layer without a norm.</summary>
    public static FoldedLayer Of(FlatLayout layout, ReadOnlySpan<float> weights, string name)
        => new(Plain(layout, weights, $"{name}.weight"), Plain(layout, weights, $"{name}.bias"));

    /// <summary>The first inputs of the layer, with its bias, and the others with none.</summary>
    public (FoldedLayer Head, FoldedLayer Tail) Split(int first)
    {
        (float[] left, float[] right) = (new float[Out * first], new float[Out * (In - first)]);
        for (int row = 0; row < Out; row++)
        {
            Weight.AsSpan(row * In, first).CopyTo(left.AsSpan(row * first));
            Weight.AsSpan((row * In) + first, In - first).CopyTo(right.AsSpan(row * (In - first)));
        }
        return (new FoldedLayer(left, Bias), new FoldedLayer(right, new float[Out]));
    }

    /// <summary>The layer as tensors of the caller's scope.</summary>
    public OpenLayer Open() => new(Tensors.From(Weight, Out, In), Tensors.From(Bias, Out));

    private static float[] Plain(FlatLayout layout, ReadOnlySpan<float> weights, string name)
        => layout[name].Of(weights).ToArray();
}

/// <summary>A layer as tensors.</summary>
internal readonly record struct OpenLayer(Tensor Weight, Tensor Bias)
{
    public Tensor Run(Tensor rows) => nn.functional.linear(rows, Weight, Bias);
}
