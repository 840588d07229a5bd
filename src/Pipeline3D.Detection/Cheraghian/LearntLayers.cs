using System.Collections.Immutable;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Networks.Training;
using static TorchSharp.torch;

namespace Pipeline3D.Detection.Cheraghian;

/// <summary>Layers in a row, each linear, normalised over the batch, and cut at 0: as flat numbers that a training
/// changes.</summary>
internal sealed class LearntLayers
{
    private const string Head = "head", Linear = "layers", Norm = "norms";

    /// <param name="widths">Numbers of the input and of each layer's output.</param>
    /// <param name="classes">Outputs of a linear layer behind them, by which they are learnt; 0 for none.</param>
    public LearntLayers(ImmutableArray<int> widths, int classes = 0)
    {
        Widths = widths;
        NormedLayers.AddTo(Layout, Linear, Norm, widths[0], widths[1..]);
        Count = Layout.Count;
        if (classes > 0)
            Layout.AddDense(Head, classes, widths[^1]);
    }

    /// <summary>Numbers of the input and of each layer's output.</summary>
    public ImmutableArray<int> Widths { get; }

    /// <summary>The tensors.</summary>
    public FlatLayout Layout { get; } = new();

    /// <summary>Numbers of the layers, which lie before those of the linear layer behind them.</summary>
    public int Count { get; }

    /// <summary>Numbers to begin with: Xavier's uniform weights, no bias.</summary>
    public float[] Start(ref SplitMix64 random)
    {
        var weights = new float[Layout.Count];
        foreach (FlatPart part in Layout.Parts)
            if (part.Shape.Length == 2)
            {
                double bound = Math.Sqrt(6.0 / (part.Shape[0] + part.Shape[1]));
                foreach (ref float weight in part.Of(weights.AsSpan()))
                    weight = (float)(bound * ((2 * random.NextUnit()) - 1));
            }
            else if ((part.Name.StartsWith(Norm, StringComparison.Ordinal)
                && part.Name.EndsWith(".weight", StringComparison.Ordinal))
                || part.Name.EndsWith("running_var", StringComparison.Ordinal))
                part.Of(weights.AsSpan()).Fill(1);
        return weights;
    }

    /// <summary>Takes rows through the layers.</summary>
    /// <param name="tensors">Of <see cref="Layout"/>. While it is learnt, norms look at these rows.</param>
    /// <param name="rows">Shape [n, widths[0]]; 2 or more while it is learnt.</param>
    /// <returns>Shape [n, last width].</returns>
    public Tensor Run(FlatTensors tensors, Tensor rows)
        => NormedLayers.Run(tensors, Linear, Norm, Widths.Length - 1, rows);

    /// <summary>What the linear layer behind them makes of their output.</summary>
    public static Tensor Classify(FlatTensors tensors, Tensor features) => tensors.Linear(features, Head);
}
