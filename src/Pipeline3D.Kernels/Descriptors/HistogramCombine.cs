using ILGPU;
using Pipeline3D.Geometry.Descriptors;
using Pipeline3D.Kernels.Devices;

namespace Pipeline3D.Kernels.Descriptors;

/// <summary>FPFH's last pass: sums scaled to 100 per part, and the own histogram added; one index per point and
/// part.</summary>
internal struct HistogramCombine
{
    /// <summary>Histograms of the first pass; shape [n, 33].</summary>
    public ArrayView<float> Simple;

    /// <summary>Weighted sums; the descriptor after; shape [n, 33].</summary>
    public ArrayView<float> Sums;

    [Kernel]
    public static void Run(Index1D index, HistogramCombine args)
    {
        long first = (long)(int)index * FpfhBins.Count;
        double total = 0;
        for (int bin = 0; bin < FpfhBins.Count; bin++)
            total += args.Sums[first + bin];
        double scale = total > 0 ? 100 / total : 0;
        for (int bin = 0; bin < FpfhBins.Count; bin++)
            args.Sums[first + bin] = (float)((args.Sums[first + bin] * scale) + args.Simple[first + bin]);
    }
}
