using ILGPU;
using Pipeline3D.Kernels.Devices;
using Pipeline3D.Kernels.Numerics;

namespace Pipeline3D.Kernels.Descriptors;

/// <summary>Local feature aggregation: the mean over a point's neighbours of geometry and feature; one index per point
/// and channel.</summary>
/// <remarks>Index i * Width + c makes element c of both halves of row i: LeakyReLU(W_c . g + b_c) averaged over the
/// neighbours, where g is offset (or place) and distance over the scale, and the neighbours' feature c averaged.
/// Nothing is stored per neighbour.</remarks>
internal struct NetworkAggregation
{
    /// <summary>The cloud and its neighbours.</summary>
    public DeviceGraph Graph;

    /// <summary>Weight W, transposed; shape [4, Width].</summary>
    public ArrayView<float> Weight;

    /// <summary>Bias b; shape [Width].</summary>
    public ArrayView<float> Bias;

    /// <summary>Feature of every point; shape [n, Width].</summary>
    public ArrayView<float> Feature;

    /// <summary>Geometry half, then feature half; shape [n, 2 * Width]; overwritten.</summary>
    public ArrayView<float> Output;

    /// <summary>Channels of either half.</summary>
    public int Width;

    /// <summary>1 / scale: what a unit of the coordinates is in the network's unit.</summary>
    public float Inverse;

    /// <summary>Slope of LeakyReLU below zero.</summary>
    public float Slope;

    /// <summary>1 for offsets, 0 for places.</summary>
    public int IsRelative;

    [Kernel]
    public static void Run(Index1D index, NetworkAggregation args)
    {
        int point = index / args.Width, channel = index - (point * args.Width), k = args.Graph.PerPoint;
        // A place is an offset from the origin, the other way round.
        float sign = args.IsRelative != 0 ? -args.Inverse : args.Inverse;
        Float3 from = args.IsRelative != 0 ? args.Graph.Points.At(point) : new Float3(0, 0, 0);
        float wx = args.Weight[channel], wy = args.Weight[args.Width + channel];
        float wz = args.Weight[(2 * args.Width) + channel], wr = args.Weight[(3 * args.Width) + channel];
        float bias = args.Bias[channel], geometry = 0, feature = 0;
        for (long slot = (long)point * k; slot < ((long)point + 1) * k; slot++)
        {
            int at = args.Graph.Index[slot];
            Float3 offset = Float3.Minus(args.Graph.Points.At(at), from);
            float value = bias + (wr * (args.Graph.Distance[slot] * args.Inverse)) + (wz * (offset.Z * sign))
                + (wy * (offset.Y * sign)) + (wx * (offset.X * sign));
            geometry += value > 0 ? value : args.Slope * value;
            feature += args.Feature[((long)at * args.Width) + channel];
        }
        long row = (2L * point * args.Width) + channel;
        args.Output[row] = geometry / k;
        args.Output[row + args.Width] = feature / k;
    }
}
