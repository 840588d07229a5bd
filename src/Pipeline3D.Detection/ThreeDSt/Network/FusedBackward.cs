using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Pipeline3D.Detection.ThreeDSt.Lanes;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Detection.ThreeDSt.Network;

/// <summary>A network's backward pass: three sweeps over the points per block, from the last block to the
/// first.</summary>
/// <remarks>What a neighbour's feature passed on comes back along the graph's reverse lists, as a gather: no two
/// threads write to one place, and every sum has one order. Activations whose sign alone matters are computed
/// again.</remarks>
internal sealed class FusedBackward<TL, TV>(
    PackedNetwork network, PointGraph graph, float inverseScale, NetworkBuffers buffers, GradientPartials partials)
    where TL : struct, ILanes<TV>
    where TV : struct
{
    private readonly NeighbourEncoding _encoding = network.Layout.Shape.Encoding;
    private readonly (int[] Starts, int[] Items) _reverse = graph.Reverse();
    private readonly float _share = 1f / graph.K;

    public void Run(float[] gradient, int threads, CancellationToken stop)
    {
        partials.Clear();
        Sweep(Head, -1, threads, stop);
        for (int block = network.Layout.Shape.Blocks - 1; block >= 0; block--)
        {
            Sweep(Residual, block, threads, stop);
            Sweep(FirstAggregation, block, threads, stop);
            if (block > 0)
                Sweep(Reduce, block, threads, stop);
        }
        partials.Sum(network, gradient, threads);
    }

    private void Sweep(Action<int, int, int, NativeFloats> tile, int block, int threads, CancellationToken stop)
        => Ranges.Run(graph.Count, partials.ChunkRows, (start, end) => buffers.WithScratch(scratch =>
        {
            for (int first = start; first < end; first += FusedForward.TileRows)
                tile(block, first, Math.Min(end, first + FusedForward.TileRows), scratch);
        }), threads, stop);

    private void Head(int _, int first, int last, NativeFloats scratch)
    {
        int blocks = network.Layout.Shape.Blocks, rows = (last - first + 3) & ~3, full = network.Full;
        ref float upstream = ref buffers.Upstream!.At((long)first * full);
        ref float given = ref buffers.Descriptors.At((long)first * buffers.DescriptorStride);
        // Rows that only fill up a four hold what the forward pass made of nothing; they must not be learnt from.
        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref given, (last - first) * buffers.DescriptorStride),
            (rows - last + first) * buffers.DescriptorStride).Clear();
        if (network.Layout.Shape.HeadOutputs == 0)
        {
            for (int row = 0; row < rows; row++)
                Copy(ref Unsafe.Add(ref given, row * buffers.DescriptorStride),
                    ref Unsafe.Add(ref upstream, row * full), full);
            return;
        }
        PackedLayer inner = network[LayerKind.HeadHidden, blocks], outer = network[LayerKind.HeadOut, blocks];
        ref float input = ref buffers.Output(blocks - 1).At((long)first * buffers.Stride);
        ref float hidden = ref scratch.At(4 * PointGraph.MaxNeighbours);
        ref float back = ref Unsafe.Add(ref hidden, FusedForward.TileRows * full);
        Activate(inner, ref input, buffers.Stride, rows, ref hidden);
        Gradient(outer, first, ref given, buffers.DescriptorStride, ref hidden, full, rows);
        Back<DenseEnds<TL, TV>.Linear>(outer, ref given, buffers.DescriptorStride, rows, ref back, full);
        Dense<TL, TV>.ThroughLeaky(ref back, full, ref hidden, full, rows, full, FusedForward.Slope);
        Gradient(inner, first, ref back, full, ref input, buffers.Stride, rows);
        Back<DenseEnds<TL, TV>.Linear>(inner, ref back, full, rows, ref upstream, full);
    }

    // The two dense layers at the end of a block, and the second aggregation's geometry.
    private void Residual(int block, int first, int last, NativeFloats scratch)
    {
        int rows = (last - first + 3) & ~3, full = network.Full, width = network.Lfa2Width;
        PackedLayer expand = network[LayerKind.Expand, block], shortcut = network[LayerKind.Shortcut, block];
        ref float upstream = ref buffers.Upstream!.At((long)first * full);
        ref float second = ref buffers.Second(block).At((long)first * width);
        ref float back = ref scratch.At(4 * PointGraph.MaxNeighbours);
        ref float activated = ref Unsafe.Add(ref back, FusedForward.TileRows * full);
        ref float secondBack = ref Unsafe.Add(ref activated, FusedForward.TileRows * full);
        Activate(expand, ref second, width, rows, ref activated);
        Copy(ref upstream, ref back, rows * full);
        Dense<TL, TV>.ThroughLeaky(ref back, full, ref activated, full, rows, full, FusedForward.Slope);
        Gradient(expand, first, ref back, full, ref second, width, rows);
        Back<DenseEnds<TL, TV>.Linear>(expand, ref back, full, rows, ref secondBack, width);
        SecondGeometry(block, first, last, ref secondBack, scratch);
        Copy(ref upstream, ref back, rows * full);
        if (block == 0)
        {
            // Its input is zero: the bias alone decides the sign, and the weight has no gradient.
            Dense<TL, TV>.ThroughLeaky(ref back, full, ref network.Values.At(shortcut.BiasStart), 0, rows, full,
                FusedForward.Slope);
            Dense<TL, TV>.BiasGradient(ref back, full, rows, full,
                ref partials.At(first, shortcut.GradientBiasStart));
            return;
        }
        ref float input = ref buffers.Output(block - 1).At((long)first * buffers.Stride);
        Activate(shortcut, ref input, buffers.Stride, rows, ref activated);
        Dense<TL, TV>.ThroughLeaky(ref back, full, ref activated, full, rows, full, FusedForward.Slope);
        Gradient(shortcut, first, ref back, full, ref input, buffers.Stride, rows);
        Back<DenseEnds<TL, TV>.Linear>(shortcut, ref back, full, rows, ref upstream, full);
    }

    private void SecondGeometry(int block, int first, int last, ref float secondBack, NativeFloats scratch)
    {
        PackedLayer lfa = network[LayerKind.Lfa2, block];
        ref float geometry = ref scratch.At(0);
        var neighbours = new NeighbourGeometry(graph, inverseScale, _encoding);
        int width = network.Lfa2Width, half = network.Half, passed = network.Lfa1Width;
        for (int i = first; i < last; i++)
        {
            ref float row = ref Unsafe.Add(ref secondBack, (i - first) * width);
            neighbours.Write(i, ref geometry);
            GeometryGradient(lfa, first, ref geometry, half, ref row);
            Copy(ref Unsafe.Add(ref row, half), ref buffers.UpstreamFirst!.At((long)i * passed), passed);
        }
    }

    private void FirstAggregation(int block, int first, int last, NativeFloats scratch)
    {
        PackedLayer lfa = network[LayerKind.Lfa1, block], reduce = network[LayerKind.Reduce, block];
        ref float geometry = ref scratch.At(0);
        ref float back = ref scratch.At(4 * PointGraph.MaxNeighbours);
        var neighbours = new NeighbourGeometry(graph, inverseScale, _encoding);
        int width = network.Lfa1Width, quarter = network.Quarter;
        for (int i = first; i < last; i++)
        {
            Gather(buffers.UpstreamFirst!, i, width, ref back);
            neighbours.Write(i, ref geometry);
            GeometryGradient(lfa, first, ref geometry, quarter, ref back);
            ref float feature = ref Unsafe.Add(ref back, quarter);
            if (block > 0)
            {
                Copy(ref feature, ref buffers.UpstreamReduced!.At((long)i * quarter), quarter);
                continue;
            }
            // All points have the same reduced feature here, the bias alone.
            Dense<TL, TV>.ThroughLeaky(ref feature, 0, ref network.Values.At(reduce.BiasStart), 0, 1, quarter,
                FusedForward.Slope);
            Dense<TL, TV>.BiasGradient(ref feature, 0, 1, quarter, ref partials.At(first, reduce.GradientBiasStart));
        }
    }

    private void Reduce(int block, int first, int last, NativeFloats scratch)
    {
        PackedLayer reduce = network[LayerKind.Reduce, block];
        int rows = (last - first + 3) & ~3, full = network.Full, quarter = network.Quarter;
        ref float back = ref scratch.At(4 * PointGraph.MaxNeighbours);
        MemoryMarshal.CreateSpan(ref back, rows * quarter).Clear();
        for (int i = first; i < last; i++)
            Gather(buffers.UpstreamReduced!, i, quarter, ref Unsafe.Add(ref back, (i - first) * quarter));
        Dense<TL, TV>.ThroughLeaky(ref back, quarter, ref buffers.Reduced(block).At((long)first * quarter), quarter,
            rows, quarter, FusedForward.Slope);
        Gradient(reduce, first, ref back, quarter, ref buffers.Output(block - 1).At((long)first * buffers.Stride),
            buffers.Stride, rows);
        Back<DenseEnds<TL, TV>.Plus>(reduce, ref back, quarter, rows,
            ref buffers.Upstream!.At((long)first * full), full);
    }

    private void Gather(NativeFloats rows, int point, int width, ref float target)
    {
        int start = _reverse.Starts[point], count = _reverse.Starts[point + 1] - start;
        LocalFeatures<TL, TV>.Mean(ref rows.At(0), width,
            ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_reverse.Items), start), count, width, _share,
            ref target);
    }

    private void GeometryGradient(PackedLayer lfa, int first, ref float geometry, int width, ref float upstream)
        => LocalFeatures<TL, TV>.GeometryGradient(ref geometry, graph.K, ref network.Values.At(lfa.ForwardStart),
            ref network.Values.At(lfa.BiasStart), width, FusedForward.Slope, ref upstream,
            ref partials.At(first, lfa.GradientStart), ref partials.At(first, lfa.GradientBiasStart));

    private void Activate(PackedLayer layer, ref float source, int stride, int rows, ref float target)
        => Dense<TL, TV>.Apply<DenseEnds<TL, TV>.Leaky>(ref source, stride, rows,
            ref network.Values.At(layer.ForwardStart), layer.Inputs, layer.Outputs,
            ref network.Values.At(layer.BiasStart), ref target, layer.Outputs, FusedForward.Slope);

    private void Gradient(PackedLayer layer, int first, ref float upstream, int upstreamStride, ref float source,
        int sourceStride, int rows)
        => Dense<TL, TV>.Gradient(ref upstream, upstreamStride, ref source, sourceStride, rows, layer.Outputs,
            layer.Inputs, ref partials.At(first, layer.GradientStart), ref partials.At(first, layer.GradientBiasStart));

    // upstream * weight, without a bias.
    private void Back<TEnd>(PackedLayer layer, ref float upstream, int stride, int rows, ref float target,
        int targetStride)
        where TEnd : struct, IDenseEnd<TV>
        => Dense<TL, TV>.Apply<TEnd>(ref upstream, stride, rows, ref network.Values.At(layer.BackwardStart),
            layer.Outputs, layer.Inputs, ref network.Values.At(network.ZeroStart), ref target, targetStride,
            FusedForward.Slope);

    private static void Copy(ref float source, ref float target, int length)
        => MemoryMarshal.CreateSpan(ref source, length).CopyTo(MemoryMarshal.CreateSpan(ref target, length));
}
