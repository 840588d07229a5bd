using System.Collections.Immutable;
using static TorchSharp.torch;

namespace Pipeline3D.Networks.Training;

/// <summary>Layers in a row that rows of numbers go through: linear, batch norm, ReLU.</summary>
public static class NormedLayers
{
    /// <summary>Adds <c>LAYER.i</c> and <c>NORM.i</c> for each width.</summary>
    /// <param name="layout">The network that they are a part of.</param>
    /// <param name="layer">Name of the linear layers.</param>
    /// <param name="norm">Name of the norms.</param>
    /// <param name="from">Numbers of a row.</param>
    /// <param name="widths">Numbers of each layer's output.</param>
    public static void AddTo(FlatLayout layout, string layer, string norm, int from, ImmutableArray<int> widths)
    {
        for (int i = 0; i < widths.Length; i++)
        {
            layout.AddDense($"{layer}.{i}", widths[i], from).AddNorm($"{norm}.{i}", widths[i])
                .AddRunning($"{norm}.{i}", widths[i]);
            from = widths[i];
        }
    }

    /// <summary>Takes rows through the layers.</summary>
    /// <param name="tensors">The network's.</param>
    /// <param name="layer">Name of the linear layers.</param>
    /// <param name="norm">Name of the norms.</param>
    /// <param name="count">How many layers.</param>
    /// <param name="rows">Shape [n, from]; two or more rows while something is learnt.</param>
    /// <returns>Shape [n, last width].</returns>
    public static Tensor Run(FlatTensors tensors, string layer, string norm, int count, Tensor rows)
    {
        for (int i = 0; i < count; i++)
        {
            // Channels outermost: there libtorch sums a channel in double, with channels innermost in float.
            Tensor channels = tensors.Linear(rows, $"{layer}.{i}").t().contiguous().unsqueeze(0);
            rows = tensors.BatchNorm(channels, $"{norm}.{i}").squeeze(0).t().relu();
        }
        return rows;
    }
}
