namespace Pipeline3D.Detection.ThreeDSt.Network;

/// <summary>Order and names of a descriptor network's weights in one flat vector: PyTorch's <c>named_parameters</c>,
/// each weight row-major [out, in], then its bias.</summary>
public sealed class NetworkLayout
{
    private readonly List<LayerSpec> _layers = [];

    /// <summary>Lays out a network.</summary>
    /// <exception cref="ArgumentException">The shape is out of its range.</exception>
    public NetworkLayout(NetworkShape shape)
    {
        shape.Validate();
        Shape = shape;
        int d = shape.Width;
        for (int block = 0; block < shape.Blocks; block++)
        {
            Add(LayerKind.Reduce, block, $"blocks.{block}.reduce.0", d / 4, d);
            Add(LayerKind.Lfa1, block, $"blocks.{block}.lfa1.geometry.0", d / 4, 4);
            Add(LayerKind.Lfa2, block, $"blocks.{block}.lfa2.geometry.0", d / 2, 4);
            Add(LayerKind.Expand, block, $"blocks.{block}.expand.0", d, d);
            Add(LayerKind.Shortcut, block, $"blocks.{block}.shortcut.0", d, d);
        }
        if (shape.HeadOutputs == 0)
            return;
        Add(LayerKind.HeadHidden, shape.Blocks, "head.0", d, d);
        Add(LayerKind.HeadOut, shape.Blocks, "head.2", shape.HeadOutputs, d);
    }

    /// <summary>The architecture.</summary>
    public NetworkShape Shape { get; }

    /// <summary>Number of weights.</summary>
    public int Count => _layers[^1].End;

    /// <summary>Name, shape and first element of every tensor in order; a bias has zero columns.</summary>
    public IEnumerable<(string Name, int Rows, int Columns, int Start)> Tensors()
    {
        foreach (LayerSpec layer in _layers)
        {
            yield return ($"{layer.Name}.weight", layer.Outputs, layer.Inputs, layer.WeightStart);
            yield return ($"{layer.Name}.bias", layer.Outputs, 0, layer.BiasStart);
        }
    }

    /// <summary>The layers in order.</summary>
    internal IReadOnlyList<LayerSpec> Layers => _layers;

    /// <summary>A layer by its place.</summary>
    internal LayerSpec Find(LayerKind kind, int block)
        => _layers.Find(layer => layer.Kind == kind && layer.Block == block)
            ?? throw new ArgumentException($"a network of {Shape} has no layer {kind} in block {block}");

    /// <summary>Fails unless the vector fits the network and is finite throughout.</summary>
    /// <exception cref="ArgumentException">It does not; the message names the first bad weight.</exception>
    internal void Require(ReadOnlySpan<float> weights)
    {
        if (weights.Length != Count)
            throw new ArgumentException($"{weights.Length} weights do not fit a network of {Shape}, which has {Count}");
        for (int i = 0; i < weights.Length; i++)
            if (!float.IsFinite(weights[i]))
                throw new ArgumentException($"weight {i} ({NameOf(i)}) is {weights[i]}; every weight must be finite: "
                    + "the training that made them has diverged, or the file is damaged");
    }

    private string NameOf(int index)
    {
        (string name, _, _, int start) = Tensors().Last(tensor => tensor.Start <= index);
        return $"{name}[{index - start}]";
    }

    private void Add(LayerKind kind, int block, string name, int outputs, int inputs)
        => _layers.Add(new LayerSpec(kind, block, name, outputs, inputs, _layers.Count == 0 ? 0 : _layers[^1].End));
}
