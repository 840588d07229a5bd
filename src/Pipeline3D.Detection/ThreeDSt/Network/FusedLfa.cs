using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Pipeline3D.Detection.ThreeDSt.Lanes;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Detection.ThreeDSt.Network;

/// <summary>The local feature aggregation as one operator on dense matrices, forward and backward, for models that are
/// put together of single layers.</summary>
/// <remarks>out_i = mean over the k neighbours j of [ LeakyReLU(W g_ij + b) || f_j ]. Nothing per neighbour is stored:
/// backward computes the slopes again. Rows lie in the graph's order. Sums have one order, so the result does not
/// depend on threads or registers. Source: methods specification 1.9.</remarks>
internal abstract class FusedLfa
{
    /// <summary>The operator for features of this width, in the widest registers that it fills.</summary>
    public static FusedLfa For(int width)
        => Vector512.IsHardwareAccelerated && width % 16 == 0 ? new FusedLfa<Lanes512, Vector512<float>>()
            : Vector256.IsHardwareAccelerated && width % 8 == 0 ? new FusedLfa<Lanes256, Vector256<float>>()
            : new FusedLfa<LanesScalar, float>();

    /// <summary>Forward.</summary>
    /// <param name="graph">The cloud with its neighbours.</param>
    /// <param name="scale">One unit of the network in the cloud's unit.</param>
    /// <param name="weight">W [c, 4], row-major.</param>
    /// <param name="bias">b [c].</param>
    /// <param name="feature">f [n, c].</param>
    /// <param name="output">[n, 2c], overwritten.</param>
    /// <param name="threads">Most threads to use; 0 = one per core.</param>
    public abstract void Forward(PointGraph graph, double scale, ReadOnlySpan<float> weight,
        ReadOnlySpan<float> bias, Memory<float> feature, Memory<float> output, int threads);

    /// <summary>Backward.</summary>
    /// <param name="graph">The cloud of the forward pass.</param>
    /// <param name="scale">Its scale.</param>
    /// <param name="weight">W [c, 4].</param>
    /// <param name="bias">b [c].</param>
    /// <param name="upstream">Gradient of the output [n, 2c].</param>
    /// <param name="weightGradient">[c, 4], overwritten.</param>
    /// <param name="biasGradient">[c], overwritten.</param>
    /// <param name="featureGradient">[n, c], overwritten.</param>
    /// <param name="threads">Most threads to use; 0 = one per core.</param>
    public abstract void Backward(PointGraph graph, double scale, ReadOnlySpan<float> weight,
        ReadOnlySpan<float> bias, Memory<float> upstream, Span<float> weightGradient, Span<float> biasGradient,
        Memory<float> featureGradient, int threads);

    /// <summary>W as the kernels read it: [4, c].</summary>
    protected static float[] Transposed(ReadOnlySpan<float> weight, int c)
    {
        var transposed = new float[4 * c];
        for (int channel = 0; channel < c; channel++)
            for (int input = 0; input < 4; input++)
                transposed[(input * c) + channel] = weight[(4 * channel) + input];
        return transposed;
    }
}

/// <summary>The operator over one kind of register; the width is a whole number of them.</summary>
internal sealed class FusedLfa<TL, TV> : FusedLfa
    where TL : struct, ILanes<TV>
    where TV : struct
{
    public override void Forward(PointGraph graph, double scale, ReadOnlySpan<float> weight,
        ReadOnlySpan<float> bias, Memory<float> feature, Memory<float> output, int threads)
    {
        int c = bias.Length;
        float inverse = DescriptorNetwork.InverseOf(scale);
        float[] transposed = Transposed(weight, c), shift = bias.ToArray();
        Ranges.Run(graph.Count, FusedForward.Grain, (start, end) =>
        {
            Span<float> geometry = stackalloc float[4 * graph.K];
            ref float rows = ref MemoryMarshal.GetReference(feature.Span);
            ref float target = ref MemoryMarshal.GetReference(output.Span);
            var neighbours = new NeighbourGeometry(graph, inverse, NeighbourEncoding.Relative);
            for (int i = start; i < end; i++)
            {
                ref float row = ref Unsafe.Add(ref target, (nint)2 * c * i);
                neighbours.Write(i, ref geometry[0]);
                LocalFeatures<TL, TV>.Geometry(ref geometry[0], graph.K, ref transposed[0], ref shift[0], c,
                    FusedForward.Slope, ref row);
                LocalFeatures<TL, TV>.Mean(ref rows, c, ref neighbours.Of(i), graph.K, c, 1f / graph.K,
                    ref Unsafe.Add(ref row, c));
            }
        }, threads, CancellationToken.None);
    }

    public override void Backward(PointGraph graph, double scale, ReadOnlySpan<float> weight,
        ReadOnlySpan<float> bias, Memory<float> upstream, Span<float> weightGradient, Span<float> biasGradient,
        Memory<float> featureGradient, int threads)
    {
        int c = bias.Length, length = 5 * c;
        float inverse = DescriptorNetwork.InverseOf(scale);
        float[] transposed = Transposed(weight, c), shift = bias.ToArray();
        var partials = new float[(graph.Count + FusedForward.Grain - 1) / FusedForward.Grain * length];
        (int[] starts, int[] items) = graph.Reverse();
        Ranges.Run(graph.Count, FusedForward.Grain, (start, end) =>
        {
            Span<float> geometry = stackalloc float[4 * graph.K];
            ref float partial = ref partials[start / FusedForward.Grain * length];
            ref float given = ref MemoryMarshal.GetReference(upstream.Span);
            ref float target = ref MemoryMarshal.GetReference(featureGradient.Span);
            var neighbours = new NeighbourGeometry(graph, inverse, NeighbourEncoding.Relative);
            for (int i = start; i < end; i++)
            {
                neighbours.Write(i, ref geometry[0]);
                LocalFeatures<TL, TV>.GeometryGradient(ref geometry[0], graph.K, ref transposed[0], ref shift[0], c,
                    FusedForward.Slope, ref Unsafe.Add(ref given, (nint)2 * c * i), ref partial,
                    ref Unsafe.Add(ref partial, 4 * c));
                // The feature half of an upstream row begins c floats in; rows are 2c apart.
                LocalFeatures<TL, TV>.Mean(ref Unsafe.Add(ref given, c), 2 * c,
                    ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(items), starts[i]),
                    starts[i + 1] - starts[i], c, 1f / graph.K, ref Unsafe.Add(ref target, (nint)c * i));
            }
        }, threads, CancellationToken.None);
        for (int channel = 0; channel < c; channel++)
        {
            for (int input = 0; input < 4; input++)
                weightGradient[(4 * channel) + input] = Sum(partials, length, (input * c) + channel);
            biasGradient[channel] = Sum(partials, length, (4 * c) + channel);
        }
    }

    private static float Sum(float[] partials, int length, int place)
    {
        double sum = 0;
        for (int at = place; at < partials.Length; at += length)
            sum += partials[at];
        return (float)sum;
    }
}
