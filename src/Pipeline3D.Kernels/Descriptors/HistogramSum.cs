using ILGPU;
using Pipeline3D.Kernels.Devices;
using Pipeline3D.Kernels.Neighbours;
using Pipeline3D.Kernels.Numerics;

namespace Pipeline3D.Kernels.Descriptors;

/// <summary>FPFH's second pass: the neighbours' histograms, weighted by 1 / distance^2; one index per point and bin, in
/// the order of the cells.</summary>
/// <remarks>Weights are relative to the nearest neighbour: the sum is scaled anyway, and tiny distances cannot
/// overflow.</remarks>
internal struct HistogramSum
{
    /// <summary>Point of every slot; shape [n].</summary>
    public ArrayView<int> Members;

    /// <summary>Neighbours, the point itself among them; shape [K, n], by slot.</summary>
    public ArrayView<ulong> Keys;

    /// <summary>Histograms of the first pass, by point; shape [n, 33].</summary>
    public ArrayView<float> Simple;

    /// <summary>Sums by point; shape [n, 33]; overwritten.</summary>
    public ArrayView<float> Sums;

    public int Count;

    public int K;

    [Kernel]
    public static void Run(Index1D index, HistogramSum args)
    {
        int slot = index / PairHistogram.Length, bin = index - (slot * PairHistogram.Length);
        float nearest = 0, sum = 0;
        for (int i = 0; i < args.K; i++)
        {
            ulong key = args.Keys[((long)i * args.Count) + slot];
            if (key == CellShells.Empty)
                break;
            float squared = SortKey.Value(key);
            if (squared == 0)
                continue;
            nearest = nearest == 0 ? squared : nearest;
            if (i > 0)
                sum += nearest / squared
                    * args.Simple[((long)SortKey.IndexOfMinimum(key) * PairHistogram.Length) + bin];
        }
        args.Sums[((long)args.Members[slot] * PairHistogram.Length) + bin] = sum;
    }
}
