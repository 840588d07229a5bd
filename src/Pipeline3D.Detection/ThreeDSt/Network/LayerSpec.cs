namespace Pipeline3D.Detection.ThreeDSt.Network;

/// <summary>Where one linear layer stands in a flat vector of weights.</summary>
/// <param name="Kind">What it is for.</param>
/// <param name="Block">Its block, from 0; the number of blocks for the head.</param>
/// <param name="Name">Its name in a state dictionary, without <c>.weight</c> and <c>.bias</c>.</param>
/// <param name="Outputs">Rows of the weight.</param>
/// <param name="Inputs">Columns of the weight.</param>
/// <param name="WeightStart">First element of the weight, row-major [out, in].</param>
internal sealed record LayerSpec(
    LayerKind Kind, int Block, string Name, int Outputs, int Inputs, int WeightStart)
{
    /// <summary>First element of the bias.</summary>
    public int BiasStart => WeightStart + (Outputs * Inputs);

    /// <summary>First element after the layer.</summary>
    public int End => BiasStart + Outputs;
}
