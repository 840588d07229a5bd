namespace Pipeline3D.Detection.ThreeDSt.Network;

/// <summary>Where a layer's padded weights stand in a packed network.</summary>
/// <param name="Spec">The layer.</param>
/// <param name="InputSlots">Padded place of every input channel.</param>
/// <param name="Inputs">Padded inputs.</param>
/// <param name="Outputs">Padded outputs.</param>
/// <param name="ForwardStart">First element of the transposed weight [Inputs, Outputs].</param>
/// <param name="BackwardStart">First element of the weight [Outputs, Inputs]; not used by geometry layers.</param>
/// <param name="BiasStart">First element of the bias [Outputs].</param>
/// <param name="GradientStart">First element in a gradient: the weight [Outputs, Inputs] ([Inputs, Outputs] for
/// geometry layers), then the bias [Outputs].</param>
internal sealed record PackedLayer(
    LayerSpec Spec, int[] InputSlots, int Inputs, int Outputs,
    int ForwardStart, int BackwardStart, int BiasStart, int GradientStart)
{
    /// <summary>Whether the layer is the geometry MLP of an LFA.</summary>
    public bool IsGeometry => Spec.Kind is LayerKind.Lfa1 or LayerKind.Lfa2;

    /// <summary>First element of the bias in a gradient.</summary>
    public int GradientBiasStart => GradientStart + (Inputs * Outputs);

    /// <summary>First element after the layer in a gradient.</summary>
    public int GradientEnd => GradientBiasStart + Outputs;

    /// <summary>Place of weight (output, input) in a gradient.</summary>
    public int GradientOf(int output, int input) => GradientStart + (IsGeometry
        ? (input * Outputs) + output : (output * Inputs) + InputSlots[input]);
}
