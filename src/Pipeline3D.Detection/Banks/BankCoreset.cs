using Pipeline3D.Detection.Contracts;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Geometry.Sampling;
using Pipeline3D.Kernels;

namespace Pipeline3D.Detection.Banks;

/// <summary>The rows that a bank of long features keeps: greedy k-centres of their random projections.</summary>
internal static class BankCoreset
{
    /// <summary>Picks rows from the first on.</summary>
    /// <param name="features">Shape [n, d].</param>
    /// <param name="count">Rows to pick, from 1 to n.</param>
    /// <param name="distortion">Of the projection, in (0, 1); 0 for none. As in the published code there is none
    /// either where it would be wider than the features.</param>
    /// <param name="seed">Seed of the projection.</param>
    /// <param name="run">Threads and device.</param>
    /// <param name="stop">Ends the work.</param>
    /// <returns>Indices in the order of picking; shape [count].</returns>
    public static int[] Pick(FeatureMatrix features, int count, double distortion, long seed, FitRun run,
        CancellationToken stop)
    {
        FeatureMatrix seen = features;
        if (distortion > 0 && SparseProjection.ColumnsFor(features.Rows, distortion) is var columns
            && columns <= features.Columns)
            seen = SparseProjection.Apply(features, SparseProjection.Draw(features.Columns, columns, seed), run.Threads,
                stop);
        return run.Compute("a coreset", scope => OnDevice.Coreset(scope, seen, count, 0, run.Threads, stop));
    }
}
