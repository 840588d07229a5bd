using Pipeline3D.Networks.Training;
using static TorchSharp.torch;

namespace Pipeline3D.Networks.PointNet2;

/// <summary>A PointNet that judges patches of points: above 0 says anomalous.</summary>
/// <remarks>Source: Qi and others 2017, without the small networks that turn points. Every point goes through layers
/// (linear, batch norm, ReLU), the largest of each number through two more. Names: <c>conv.0</c>, <c>bn.0</c>, ...,
/// <c>fc1</c>, <c>fc2</c>.</remarks>
/// <param name="shape">Its sizes.</param>
public sealed class PatchClassifier(PatchClassifierShape shape)
{
    /// <summary>Its sizes.</summary>
    public PatchClassifierShape Shape => shape;

    /// <summary>Adds its tensors to a layout.</summary>
    public void AddTo(FlatLayout layout)
    {
        NormedLayers.AddTo(layout, "conv", "bn", 3, shape.Widths);
        layout.AddDense("fc1", shape.Hidden, shape.Widths[^1]).AddDense("fc2", 1, shape.Hidden);
    }

    /// <summary>A number for each patch, shape [n]; its sigmoid is the probability of an anomaly.</summary>
    /// <param name="tensors">The network's.</param>
    /// <param name="patches">Shape [n, points, 3].</param>
    public Tensor Run(FlatTensors tensors, Tensor patches)
    {
        Tensor rows = NormedLayers.Run(tensors, "conv", "bn", shape.Widths.Length, patches.reshape(-1, 3));
        Tensor whole = PatchEncoder.Largest(rows, patches.shape[0], patches.shape[1]);
        return tensors.Linear(tensors.Linear(whole, "fc1").relu(), "fc2").squeeze(1);
    }
}
