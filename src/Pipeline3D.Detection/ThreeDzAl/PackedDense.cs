using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Pipeline3D.Detection.ThreeDSt.Lanes;
using Pipeline3D.Detection.ThreeDSt.Network;
using Pipeline3D.Networks.Training;

namespace Pipeline3D.Detection.ThreeDzAl;

/// <summary>A learnt linear layer as the fused products of <see cref="Dense{TL, TV}"/> take it, the batch norm behind
/// it folded in by its kept statistics.</summary>
/// <remarks>Rows of numbers are padded to whole registers, with zeros that stay zeros.</remarks>
internal sealed class PackedDense
{
    private const int Register = 16;
    private readonly float[] _forward, _backward, _bias;

    private PackedDense(float[] weight, float[] bias)
    {
        (Outputs, Inputs) = (bias.Length, weight.Length / bias.Length);
        (OutputStride, InputStride) = (Padded(Outputs), Padded(Inputs));
        _forward = new float[Inputs * OutputStride];
        _backward = new float[Outputs * InputStride];
        _bias = new float[OutputStride];
        bias.CopyTo(_bias, 0);
        for (int output = 0; output < Outputs; output++)
            for (int input = 0; input < Inputs; input++)
                _forward[(input * OutputStride) + output] = _backward[(output * InputStride) + input]
                    = weight[(output * Inputs) + input];
    }

    /// <summary>Numbers of its input.</summary>
    public int Inputs { get; }

    /// <summary>Numbers of its output.</summary>
    public int Outputs { get; }

    /// <summary>Numbers from row to row of its input.</summary>
    public int InputStride { get; }

    /// <summary>Numbers from row to row of its output.</summary>
    public int OutputStride { get; }

    /// <summary>Numbers from row to row for a width.</summary>
    public static int Padded(int width) => (width + Register - 1) / Register * Register;

    /// <summary>Rows that memory is taken for: whole fours.</summary>
    public static int PaddedRows(int rows) => (rows + 3) / 4 * 4;

    /// <summary>Layers in a row with their norms, <c>LAYER.i</c> and <c>NORM.i</c>.</summary>
    public static ImmutableArray<PackedDense> Of(FlatLayout layout, ReadOnlySpan<float> weights, string layer,
        string norm, int count)
    {
        var packed = ImmutableArray.CreateBuilder<PackedDense>();
        for (int i = 0; i < count; i++)
        {
            (float[] weight, float[] bias) = layout.Fold(weights, $"{layer}.{i}", $"{norm}.{i}");
            packed.Add(new PackedDense(weight, bias));
        }
        return packed.ToImmutable();
    }

    /// <summary>A layer without a norm.</summary>
    public static PackedDense Of(FlatLayout layout, ReadOnlySpan<float> weights, string name)
        => new(Plain(layout, weights, $"{name}.weight"), Plain(layout, weights, $"{name}.bias"));

    /// <summary>Takes rows through the layer.</summary>
    /// <param name="source">Shape [rows, <see cref="InputStride"/>] or longer, whole fours of rows.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="target">Shape [rows, <see cref="OutputStride"/>] or longer, whole fours of rows;
    /// overwritten.</param>
    /// <param name="cuts">Whether numbers below 0 become 0.</param>
    public void Run(ReadOnlySpan<float> source, int rows, Span<float> target, bool cuts = true)
        => Product(source, InputStride, rows, _forward, Inputs, OutputStride, _bias, target, cuts);

    /// <summary>Takes gradients back through the layer.</summary>
    /// <param name="upstream">Shape [rows, <see cref="OutputStride"/>] or longer, whole fours of rows.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="target">Shape [rows, <see cref="InputStride"/>] or longer, whole fours of rows;
    /// overwritten.</param>
    /// <param name="zeros"><see cref="InputStride"/> zeros or more.</param>
    public void Back(ReadOnlySpan<float> upstream, int rows, Span<float> target, float[] zeros)
        => Product(upstream, OutputStride, rows, _backward, Outputs, InputStride, zeros, target, cuts: false);

    /// <summary>The weights of one number of the output; shape [<see cref="InputStride"/>].</summary>
    public ReadOnlySpan<float> RowOf(int output) => _backward.AsSpan(output * InputStride, InputStride);

    private static void Product(ReadOnlySpan<float> source, int sourceStride, int rows, float[] weight, int inputs,
        int outputs, float[] bias, Span<float> target, bool cuts)
    {
        int whole = PaddedRows(rows);
        // The products look at no bounds.
        ArgumentOutOfRangeException.ThrowIfLessThan(source.Length, whole * sourceStride);
        ArgumentOutOfRangeException.ThrowIfLessThan(target.Length, whole * outputs);
        if (Vector512.IsHardwareAccelerated)
            Product<Lanes512, Vector512<float>>(source, sourceStride, whole, weight, inputs, outputs, bias, target,
                cuts);
        else if (Vector256.IsHardwareAccelerated)
            Product<Lanes256, Vector256<float>>(source, sourceStride, whole, weight, inputs, outputs, bias, target,
                cuts);
        else
            Product<LanesScalar, float>(source, sourceStride, whole, weight, inputs, outputs, bias, target,
                cuts);
    }

    private static void Product<TL, TV>(ReadOnlySpan<float> source, int sourceStride, int rows, float[] weight,
        int inputs, int outputs, float[] bias, Span<float> target, bool cuts)
        where TL : struct, ILanes<TV>
        where TV : struct
    {
        ref float from = ref MemoryMarshal.GetReference(source), to = ref MemoryMarshal.GetReference(target);
        if (cuts)
            Dense<TL, TV>.Apply<DenseEnds<TL, TV>.Leaky>(ref from, sourceStride, rows, ref weight[0], inputs, outputs,
                ref bias[0], ref to, outputs, slope: 0);
        else
            Dense<TL, TV>.Apply<DenseEnds<TL, TV>.Linear>(ref from, sourceStride, rows, ref weight[0], inputs, outputs,
                ref bias[0], ref to, outputs, slope: 0);
    }

    private static float[] Plain(FlatLayout layout, ReadOnlySpan<float> weights, string name)
        => layout[name].Of(weights).ToArray();
}
