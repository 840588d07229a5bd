using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Pipeline3D.Detection.ThreeDSt.Lanes;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Detection.ThreeDSt.Network;

/// <summary>Sizes that the passes share.</summary>
internal static class FusedForward
{
    /// <summary>Points that the dense layers take at a time: what a core's first cache holds.</summary>
    public const int TileRows = 32;

    /// <summary>Points per unit of parallel work.</summary>
    public const int Grain = 256;

    /// <summary>LeakyReLU of the network, below zero.</summary>
    public const float Slope = 0.2f;
}

/// <summary>A network's forward pass: two sweeps over the points per block, the first aggregation, then everything
/// else.</summary>
/// <remarks>The first block's input is zero, so its reduced feature and its shortcut are the same for all points and
/// need neither a product nor a gather.</remarks>
internal sealed class FusedForward<TL, TV>(
    PackedNetwork network, PointGraph graph, float inverseScale, NetworkBuffers buffers)
    where TL : struct, ILanes<TV>
    where TV : struct
{
    private readonly NeighbourEncoding _encoding = network.Layout.Shape.Encoding;

    public void Run(int threads, CancellationToken stop)
    {
        int blocks = network.Layout.Shape.Blocks;
        for (int block = 0; block < blocks; block++)
        {
            int current = block;
            Ranges.Run(graph.Count, FusedForward.Grain, (start, end) =>
                buffers.WithScratch(scratch => FirstAggregation(current, start, end, scratch)), threads, stop);
            Ranges.Run(graph.Count, FusedForward.Grain, (start, end) =>
                buffers.WithScratch(scratch => RestOfBlock(current, start, end, scratch)), threads, stop);
        }
    }

    private void FirstAggregation(int block, int start, int end, NativeFloats scratch)
    {
        PackedLayer lfa = network[LayerKind.Lfa1, block], reduce = network[LayerKind.Reduce, block];
        ref float geometry = ref scratch.At(0);
        var neighbours = new NeighbourGeometry(graph, inverseScale, _encoding);
        int width = network.Quarter;
        ref float constant = ref scratch.At(4 * PointGraph.MaxNeighbours);
        if (block == 0)
            LeakyBias(reduce, ref constant);
        for (int i = start; i < end; i++)
        {
            ref float target = ref buffers.First(block).At((long)i * network.Lfa1Width);
            neighbours.Write(i, ref geometry);
            LocalFeatures<TL, TV>.Geometry(ref geometry, graph.K, ref network.Values.At(lfa.ForwardStart),
                ref network.Values.At(lfa.BiasStart), width, FusedForward.Slope, ref target);
            if (block == 0)
                Copy(ref constant, ref Unsafe.Add(ref target, width), width);
            else
                LocalFeatures<TL, TV>.Mean(ref buffers.Reduced(block).At(0), width, ref neighbours.Of(i), graph.K,
                    width, 1f / graph.K, ref Unsafe.Add(ref target, width));
        }
    }

    private void RestOfBlock(int block, int start, int end, NativeFloats scratch)
    {
        PackedLayer lfa = network[LayerKind.Lfa2, block];
        int width = network.Lfa2Width, half = network.Half, tileRows = FusedForward.TileRows;
        ref float geometry = ref scratch.At(0);
        ref float tile = ref scratch.At(4 * PointGraph.MaxNeighbours);
        ref float output = ref Unsafe.Add(ref tile, tileRows * width);
        var neighbours = new NeighbourGeometry(graph, inverseScale, _encoding);
        for (int first = start; first < end; first += tileRows)
        {
            int last = Math.Min(end, first + tileRows), rows = (last - first + 3) & ~3;
            ref float second = ref buffers.IsTraining
                ? ref buffers.Second(block).At((long)first * width) : ref tile;
            for (int i = first; i < last; i++)
            {
                ref float target = ref Unsafe.Add(ref second, (i - first) * width);
                neighbours.Write(i, ref geometry);
                LocalFeatures<TL, TV>.Geometry(ref geometry, graph.K, ref network.Values.At(lfa.ForwardStart),
                    ref network.Values.At(lfa.BiasStart), half, FusedForward.Slope, ref target);
                LocalFeatures<TL, TV>.Mean(ref buffers.First(block).At(0), network.Lfa1Width, ref neighbours.Of(i),
                    graph.K, network.Lfa1Width, 1f / graph.K, ref Unsafe.Add(ref target, half));
            }
            Residual(block, first, rows, ref second, ref output);
            AfterBlock(block, first, rows, ref output, scratch);
        }
    }

    // output = shared MLP of the block's input + shared MLP of the second aggregation.
    private void Residual(int block, int first, int rows, ref float second, ref float output)
    {
        PackedLayer shortcut = network[LayerKind.Shortcut, block];
        int full = network.Full;
        if (block == 0)
        {
            LeakyBias(shortcut, ref output);
            for (int row = 1; row < rows; row++)
                Copy(ref output, ref Unsafe.Add(ref output, row * full), full);
        }
        else
        {
            Apply<DenseEnds<TL, TV>.Leaky>(shortcut, ref buffers.Output(block - 1).At((long)first * buffers.Stride),
                buffers.Stride, rows, ref output, full);
        }
        Apply<DenseEnds<TL, TV>.LeakyPlus>(network[LayerKind.Expand, block], ref second, network.Lfa2Width, rows,
            ref output, full);
    }

    private void AfterBlock(int block, int first, int rows, ref float output, NativeFloats scratch)
    {
        NetworkShape shape = network.Layout.Shape;
        int full = network.Full;
        bool isLast = block == shape.Blocks - 1;
        if (!isLast || buffers.IsTraining || shape.HeadOutputs == 0)
            for (int row = 0; row < rows; row++)
                Copy(ref Unsafe.Add(ref output, row * full),
                    ref buffers.Output(block).At((long)(first + row) * buffers.Stride), full);
        if (!isLast)
        {
            Apply<DenseEnds<TL, TV>.Leaky>(network[LayerKind.Reduce, block + 1], ref output, full, rows,
                ref buffers.Reduced(block + 1).At((long)first * network.Quarter), network.Quarter);
            return;
        }
        ref float descriptors = ref buffers.Descriptors.At((long)first * buffers.DescriptorStride);
        if (shape.HeadOutputs > 0)
        {
            ref float hidden = ref scratch.At((4 * PointGraph.MaxNeighbours)
                + (FusedForward.TileRows * (network.Lfa2Width + buffers.Stride)));
            Apply<DenseEnds<TL, TV>.Leaky>(network[LayerKind.HeadHidden, shape.Blocks], ref output, full, rows,
                ref hidden, full);
            Apply<DenseEnds<TL, TV>.Linear>(network[LayerKind.HeadOut, shape.Blocks], ref hidden, full, rows,
                ref descriptors, buffers.DescriptorStride);
        }
        else if (buffers.IsTraining)
        {
            for (int row = 0; row < rows; row++)
                Copy(ref Unsafe.Add(ref output, row * full),
                    ref Unsafe.Add(ref descriptors, row * buffers.DescriptorStride), full);
        }
    }

    private void Apply<TEnd>(PackedLayer layer, ref float source, int sourceStride, int rows, ref float target,
        int targetStride)
        where TEnd : struct, IDenseEnd<TV>
        => Dense<TL, TV>.Apply<TEnd>(ref source, sourceStride, rows, ref network.Values.At(layer.ForwardStart),
            layer.Inputs, layer.Outputs, ref network.Values.At(layer.BiasStart), ref target, targetStride,
            FusedForward.Slope);

    private void LeakyBias(PackedLayer layer, ref float target)
    {
        for (nint channel = 0; channel < layer.Outputs; channel += TL.Width)
            TL.Store(TL.Leaky(TL.Load(ref network.Values.At(layer.BiasStart), channel),
                TL.All(FusedForward.Slope)), ref target, channel);
    }

    private static void Copy(ref float source, ref float target, int length)
        => MemoryMarshal.CreateSpan(ref source, length).CopyTo(MemoryMarshal.CreateSpan(ref target, length));
}
