using System.Collections.Immutable;

namespace Pipeline3D.Kernels.Descriptors;

/// <summary>One linear layer in a flat vector of weights.</summary>
/// <param name="Outputs">Rows of the weight.</param>
/// <param name="Inputs">Columns of the weight.</param>
/// <param name="WeightStart">First element of the weight, row-major [Outputs, Inputs].</param>
/// <param name="BiasStart">First element of the bias [Outputs].</param>
public readonly record struct PlannedLayer(int Outputs, int Inputs, int WeightStart, int BiasStart);

/// <summary>One residual block: y = f(Expand a) + f(Shortcut x), where a is the second aggregation of the first of
/// f(Reduce x), and f is LeakyReLU.</summary>
/// <param name="Reduce">Input to the first aggregation's feature, d to c.</param>
/// <param name="First">Geometry of the first aggregation, 4 to c.</param>
/// <param name="Second">Geometry of the second aggregation, 4 to 2c.</param>
/// <param name="Expand">Second aggregation to output, 4c to d.</param>
/// <param name="Shortcut">Input to output, d to d.</param>
public readonly record struct PlannedBlock(
    PlannedLayer Reduce, PlannedLayer First, PlannedLayer Second, PlannedLayer Expand, PlannedLayer Shortcut);

/// <summary>A descriptor network for a device: its weights and what is computed of them. Stays on the device: the same
/// object is not copied again.</summary>
/// <param name="Weights">All weights, flat; not to be changed.</param>
/// <param name="Blocks">At least one; the input of the first is zero.</param>
/// <param name="Head">Layers after the last block, with LeakyReLU between them and none at the end; may be
/// empty.</param>
/// <param name="Slope">Slope of LeakyReLU below zero.</param>
/// <param name="IsRelative">Whether an aggregation sees the offset of a neighbour, or else its place.</param>
public sealed record NetworkPlan(float[] Weights, ImmutableArray<PlannedBlock> Blocks,
    ImmutableArray<PlannedLayer> Head, float Slope, bool IsRelative)
{
    /// <summary>Length of a descriptor.</summary>
    public int Outputs => Head.IsDefaultOrEmpty ? Blocks[^1].Expand.Outputs : Head[^1].Outputs;

    internal IEnumerable<PlannedLayer> Layers => Blocks
        .SelectMany(block => (PlannedLayer[])[block.Reduce, block.First, block.Second, block.Expand, block.Shortcut])
        .Concat(Head.IsDefault ? [] : Head);

    /// <summary>Fails unless every layer lies in the weights and takes what comes before it.</summary>
    internal void Check()
    {
        if (Blocks.IsDefaultOrEmpty)
            throw new ArgumentException("a descriptor network needs at least one block", nameof(Blocks));
        foreach (PlannedLayer layer in Layers)
            if (layer.Outputs < 1 || layer.Inputs < 1 || layer.WeightStart < 0 || layer.BiasStart < 0
                || (long)layer.WeightStart + ((long)layer.Outputs * layer.Inputs) > Weights.Length
                || (long)layer.BiasStart + layer.Outputs > Weights.Length)
                throw new ArgumentException($"{layer} does not lie within {Weights.Length} weights", nameof(Blocks));
        int width = Blocks[0].Expand.Outputs;
        foreach (PlannedBlock block in Blocks)
        {
            int narrow = block.Reduce.Outputs;
            Fits(block.Reduce, width, narrow);
            Fits(block.First, 4, narrow);
            Fits(block.Second, 4, 2 * narrow);
            Fits(block.Expand, 4 * narrow, width);
            Fits(block.Shortcut, width, width);
        }
        foreach (PlannedLayer layer in Head.IsDefault ? [] : Head)
        {
            Fits(layer, width, layer.Outputs);
            width = layer.Outputs;
        }
    }

    private static void Fits(PlannedLayer layer, int inputs, int outputs)
    {
        if (layer.Inputs != inputs || layer.Outputs != outputs)
            throw new ArgumentException($"{layer} stands where {inputs} inputs and {outputs} outputs are needed");
    }
}
