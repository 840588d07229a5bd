namespace Pipeline3D.Detection.ThreeDSt.Network;

/// <summary>A network's weights as the kernels want them: channels padded to whole registers, weights
/// transposed.</summary>
/// <remarks>Padding channels have zero weights and zero bias, so they stay zero through every layer and change no
/// sum.</remarks>
internal sealed class PackedNetwork : IDisposable
{
    private readonly List<PackedLayer> _layers = [];
    private readonly NativeFloats _values;
    private readonly int _lanes;

    /// <param name="layout">The network.</param>
    /// <param name="lanes">Floats per register of the kernels that will read it.</param>
    public PackedNetwork(NetworkLayout layout, int lanes)
    {
        Layout = layout;
        // Kernels work on four output channels at a time, whatever the register.
        _lanes = Math.Max(lanes, 4);
        int d = layout.Shape.Width;
        (Full, Quarter, Half) = (Pad(d), Pad(d / 4), Pad(d / 2));
        foreach (LayerSpec spec in layout.Layers)
            Add(spec);
        ZeroStart = _layers[^1].BiasStart + _layers[^1].Outputs;
        _values = new NativeFloats(ZeroStart + Math.Max(Lfa2Width, OutputWidth));
    }

    /// <summary>The network.</summary>
    public NetworkLayout Layout { get; }

    /// <summary>Padded d.</summary>
    public int Full { get; }

    /// <summary>Padded d/4.</summary>
    public int Quarter { get; }

    /// <summary>Padded d/2.</summary>
    public int Half { get; }

    /// <summary>Width of the first LFA's output: geometry, then feature, each padded.</summary>
    public int Lfa1Width => 2 * Quarter;

    /// <summary>Width of the second LFA's output.</summary>
    public int Lfa2Width => Half + Lfa1Width;

    /// <summary>Padded length of a descriptor.</summary>
    public int OutputWidth => Pad(Layout.Shape.Outputs);

    /// <summary>First of as many zeros as the widest layer has channels: the bias of a product without one.</summary>
    public int ZeroStart { get; }

    /// <summary>Floats of a gradient.</summary>
    public int GradientLength => _layers[^1].GradientEnd;

    /// <summary>All layers.</summary>
    public IReadOnlyList<PackedLayer> Layers => _layers;

    /// <summary>The padded weights.</summary>
    public NativeFloats Values => _values;

    /// <summary>A layer of a block.</summary>
    public PackedLayer this[LayerKind kind, int block]
        => _layers.Find(layer => layer.Spec.Kind == kind && layer.Spec.Block == block)!;

    /// <summary>Takes new weights.</summary>
    /// <param name="weights">Flat, in the layout's order.</param>
    public void Pack(ReadOnlySpan<float> weights)
    {
        foreach (PackedLayer layer in _layers)
        {
            LayerSpec spec = layer.Spec;
            for (int output = 0; output < spec.Outputs; output++)
            {
                for (int input = 0; input < spec.Inputs; input++)
                {
                    float value = weights[spec.WeightStart + (output * spec.Inputs) + input];
                    int slot = layer.InputSlots[input];
                    _values.At(layer.ForwardStart + (slot * layer.Outputs) + output) = value;
                    if (!layer.IsGeometry)
                        _values.At(layer.BackwardStart + (output * layer.Inputs) + slot) = value;
                }
                _values.At(layer.BiasStart + output) = weights[spec.BiasStart + output];
            }
        }
    }

    public void Dispose() => _values.Dispose();

    /// <summary>The next whole number of registers.</summary>
    public int Pad(int channels) => (channels + _lanes - 1) / _lanes * _lanes;

    private void Add(LayerSpec spec)
    {
        bool isGeometry = spec.Kind is LayerKind.Lfa1 or LayerKind.Lfa2;
        int inputs = isGeometry ? 4 : spec.Kind == LayerKind.Expand ? Lfa2Width : Full, outputs = Pad(spec.Outputs);
        int start = _layers.Count == 0 ? 0 : _layers[^1].BiasStart + _layers[^1].Outputs;
        int backward = start + (inputs * outputs), bias = backward + (isGeometry ? 0 : inputs * outputs);
        _layers.Add(new PackedLayer(spec, Slots(spec), inputs, outputs, start, backward, bias,
            _layers.Count == 0 ? 0 : _layers[^1].GradientEnd));
    }

    private int[] Slots(LayerSpec spec)
    {
        int d = Layout.Shape.Width;
        var slots = new int[spec.Inputs];
        for (int i = 0; i < slots.Length; i++)
        {
            slots[i] = spec.Kind != LayerKind.Expand || i < d / 2 ? i
                : i < d / 2 + d / 4 ? Half + i - (d / 2)
                : Half + Quarter + i - (d / 2) - (d / 4);
        }
        return slots;
    }
}
