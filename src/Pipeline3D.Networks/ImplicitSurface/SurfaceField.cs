using Pipeline3D.Networks.Guards;
using Pipeline3D.Networks.Training;
using static TorchSharp.torch;

namespace Pipeline3D.Networks.ImplicitSurface;

/// <summary>A signed distance field that a code shapes: for a place it tells how far the surface is and on which
/// side.</summary>
/// <remarks>Source: Shape-Guided (Chu and others 2023) on Neural-Pull (Ma and others 2021). Code and place go through a
/// layer each, both together through one more, then through layers whose rows are a direction v and a length g (weight
/// norm: w = g v / |v|), ReLU behind each; a last layer gives the distance. Names: <c>fc1</c> (code), <c>fc2</c>
/// (place), <c>fc3</c>, <c>v.0</c>, <c>g.0</c>, <c>bias.0</c>, ..., <c>fc5</c>.</remarks>
/// <param name="shape">Its sizes.</param>
/// <param name="name">What its tensors' names begin with.</param>
public sealed class SurfaceField(ImplicitSurfaceShape shape, string name = SurfaceField.Prefix)
{
    /// <summary>What the names of its tensors begin with in weight files.</summary>
    public const string Prefix = "field.";

    /// <summary>Adds its tensors to a layout.</summary>
    public void AddTo(FlatLayout layout)
    {
        int width = shape.Hidden;
        layout.AddDense($"{name}fc1", width, shape.Code).AddDense($"{name}fc2", width, 3)
            .AddDense($"{name}fc3", width, 2 * width);
        for (int i = 0; i < shape.Layers; i++)
            layout.Add($"{name}v.{i}", width, width);
        for (int i = 0; i < shape.Layers; i++)
            layout.Add($"{name}g.{i}", width, 1);
        for (int i = 0; i < shape.Layers; i++)
            layout.Add($"{name}bias.{i}", width);
        layout.AddDense($"{name}fc5", 1, width);
    }

    /// <summary>Signed distances and their gradients.</summary>
    /// <remarks>The gradient is written out as products of the layers' weights, each row where its ReLU is open, so
    /// that a loss of it is differentiated like any other: no pass through the graph of a pass is needed.</remarks>
    /// <param name="tensors">The network's.</param>
    /// <param name="codes">Shape [n, Code].</param>
    /// <param name="queries">Places in the frame of each patch; shape [n, queries, 3].</param>
    /// <returns>Shape [n, queries, 1], and by the place, [n, queries, 3].</returns>
    public (Tensor Distance, Tensor Gradient) Run(FlatTensors tensors, Tensor codes, Tensor queries)
    {
        var layers = new List<(Tensor Weight, Tensor Bias)>();
        foreach (string dense in new[] { "fc1", "fc2", "fc3" })
            layers.Add((tensors[$"{name}{dense}.weight"], tensors[$"{name}{dense}.bias"]));
        for (int i = 0; i < shape.Layers; i++)
        {
            Tensor v = tensors[$"{name}v.{i}"];
            layers.Add((v * (tensors[$"{name}g.{i}"] / (v * v).sum(1, keepdim: true).sqrt()),
                tensors[$"{name}bias.{i}"]));
        }
        layers.Add((tensors[$"{name}fc5.weight"], tensors[$"{name}fc5.bias"]));
        var open = new Stack<Tensor>();
        Tensor distance = Run([.. layers], codes, queries, open), gradient = layers[^1].Weight;
        for (int i = layers.Count - 2; i > 1; i--)
            gradient = MatrixProduct.Matmul(open.Pop() * gradient, i > 2 ? layers[i].Weight
                : layers[i].Weight.narrow(1, 0, shape.Hidden));
        return (distance, MatrixProduct.Matmul(open.Pop() * gradient, layers[1].Weight));
    }

    /// <summary>The pass over plain layers, each a weight [out, in] and a bias: code, place, both, the others, the
    /// last.</summary>
    /// <param name="layers">The layers.</param>
    /// <param name="codes">Shape [n, Code].</param>
    /// <param name="queries">Shape [n, queries, 3].</param>
    /// <param name="open">Takes, from the place on, which ReLUs are open: 1, others 0; null where nobody asks.</param>
    internal static Tensor Run(ReadOnlySpan<(Tensor Weight, Tensor Bias)> layers, Tensor codes, Tensor queries,
        Stack<Tensor>? open = null)
    {
        ((Tensor code, Tensor codeBias), (Tensor place, Tensor placeBias), (Tensor both, Tensor bothBias))
            = (layers[0], layers[1], layers[2]);
        long width = both.shape[0];
        Tensor first = nn.functional.linear(queries, place, placeBias).relu();
        // The code's half of the layer over both is the same for all places of a patch, so it is taken once.
        Tensor shared = nn.functional.linear(nn.functional.linear(codes, code, codeBias).relu(),
            both.narrow(1, width, width), bothBias).unsqueeze(1);
        Tensor rows = nn.functional.linear(first, both.narrow(1, 0, width), null).add(shared, HeldScalars.One)
            .relu();
        open?.Push(first.detach().sign());
        open?.Push(rows.detach().sign());
        foreach ((Tensor weight, Tensor bias) in layers[3..^1])
        {
            rows = nn.functional.linear(rows, weight, bias).relu();
            open?.Push(rows.detach().sign());
        }
        return nn.functional.linear(rows, layers[^1].Weight, layers[^1].Bias);
    }

    /// <summary>The layers as weights [out, in] and biases, directions and lengths multiplied.</summary>
    /// <param name="layout">With the tensors of <see cref="AddTo"/>.</param>
    /// <param name="weights">Its numbers.</param>
    internal (float[] Weight, float[] Bias, long[] Shape)[] Folded(FlatLayout layout, ReadOnlySpan<float> weights)
    {
        var layers = new List<(float[], float[], long[])>();
        foreach (string dense in new[] { "fc1", "fc2", "fc3" })
            layers.Add(Plain(layout, weights, dense));
        int width = shape.Hidden;
        for (int i = 0; i < shape.Layers; i++)
        {
            float[] weight = layout[$"{name}v.{i}"].Of(weights).ToArray();
            ReadOnlySpan<float> lengths = layout[$"{name}g.{i}"].Of(weights);
            for (int row = 0; row < width; row++)
            {
                Span<float> numbers = weight.AsSpan(row * width, width);
                double length = Length(numbers), factor = length > 0 ? lengths[row] / length : 0;
                foreach (ref float number in numbers)
                    number = (float)(number * factor);
            }
            layers.Add((weight, layout[$"{name}bias.{i}"].Of(weights).ToArray(), [width, width]));
        }
        layers.Add(Plain(layout, weights, "fc5"));
        return [.. layers];
    }

    /// <summary>Euclidean length of a row.</summary>
    internal static double Length(ReadOnlySpan<float> row)
    {
        double squared = 0;
        foreach (float number in row)
            squared += (double)number * number;
        return Math.Sqrt(squared);
    }

    private (float[], float[], long[]) Plain(FlatLayout layout, ReadOnlySpan<float> weights, string dense)
    {
        FlatPart weight = layout[$"{name}{dense}.weight"];
        return (weight.Of(weights).ToArray(), layout[$"{name}{dense}.bias"].Of(weights).ToArray(), [.. weight.Shape]);
    }
}
