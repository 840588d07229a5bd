using Pipeline3D.Networks.Training;
using static TorchSharp.torch;

namespace Pipeline3D.Networks.ImplicitSurface;

/// <summary>A PointNet that turns a patch of points into a code: what kind of surface it is.</summary>
/// <remarks>Source: Shape-Guided (Chu and others 2023) on PointNet (Qi and others 2017), without the small networks
/// that turn points. Three layers a point, the largest of each number, two layers more; batch norm behind each, ReLU
/// behind all but the third, so that codes are not negative. Names: <c>conv1</c> to <c>conv3</c>, <c>fc1</c>,
/// <c>fc2</c>, <c>bn1</c> to <c>bn5</c>.</remarks>
/// <param name="shape">Its sizes.</param>
/// <param name="name">What its tensors' names begin with.</param>
public sealed class SurfaceEncoder(ImplicitSurfaceShape shape, string name = SurfaceEncoder.Prefix)
{
    /// <summary>What the names of its tensors begin with in weight files.</summary>
    public const string Prefix = "encoder.";

    /// <summary>Adds its tensors to a layout.</summary>
    public void AddTo(FlatLayout layout)
    {
        int from = 3;
        for (int i = 0; i < 3; i++)
        {
            layout.AddDense($"{name}conv{i + 1}", shape.Widths[i], from, 1);
            from = shape.Widths[i];
        }
        layout.AddDense($"{name}fc1", shape.Middle, from).AddDense($"{name}fc2", shape.Code, shape.Middle);
        for (int i = 0; i < 5; i++)
            layout.AddNorm($"{name}bn{i + 1}", WidthOf(i));
        for (int i = 0; i < 5; i++)
            layout.AddRunning($"{name}bn{i + 1}", WidthOf(i));
    }

    /// <summary>Codes of patches, shape [n, Code].</summary>
    /// <param name="tensors">The network's.</param>
    /// <param name="patches">Shape [n, points, 3]; two patches or more while something is learnt.</param>
    public Tensor Run(FlatTensors tensors, Tensor patches)
    {
        (long count, long points) = (patches.shape[0], patches.shape[1]);
        Tensor rows = patches.reshape(-1, 3);
        for (int i = 0; i < 3; i++)
        {
            rows = Normed(tensors, nn.functional.linear(rows, tensors[$"{name}conv{i + 1}.weight"].squeeze(2),
                tensors[$"{name}conv{i + 1}.bias"]), i);
            rows = i < 2 ? rows.relu() : rows;
        }
        rows = rows.reshape(count, points, -1).amax([1]);
        rows = Normed(tensors, tensors.Linear(rows, $"{name}fc1"), 3).relu();
        return Normed(tensors, tensors.Linear(rows, $"{name}fc2"), 4).relu();
    }

    /// <summary>The layers with their norms by the kept statistics in them, as weights [out, in] and biases.</summary>
    /// <param name="layout">With the tensors of <see cref="AddTo"/>.</param>
    /// <param name="weights">Its numbers.</param>
    internal (float[] Weight, float[] Bias, long[] Shape)[] Folded(FlatLayout layout, ReadOnlySpan<float> weights)
    {
        var layers = new (float[], float[], long[])[5];
        for (int i = 0; i < 5; i++)
        {
            string layer = i < 3 ? $"{name}conv{i + 1}" : $"{name}fc{i - 2}";
            (float[] weight, float[] bias) = layout.Fold(weights, layer, $"{name}bn{i + 1}");
            layers[i] = (weight, bias, [bias.Length, weight.Length / bias.Length]);
        }
        return layers;
    }

    private int WidthOf(int norm) => norm < 3 ? shape.Widths[norm] : norm == 3 ? shape.Middle : shape.Code;

    // Channels outermost: there libtorch sums a channel in double, with channels innermost in float.
    private Tensor Normed(FlatTensors tensors, Tensor rows, int norm)
        => tensors.BatchNorm(rows.t().contiguous().unsqueeze(0), $"{name}bn{norm + 1}").squeeze(0).t();
}
