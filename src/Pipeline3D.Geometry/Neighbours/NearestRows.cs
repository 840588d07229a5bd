using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Geometry.Neighbours;

/// <summary>Exact nearest neighbours of feature vectors in a bank, by Euclidean distance.</summary>
/// <remarks>The sum of squared differences loses no digits to cancellation. A bank that is searched more than once is
/// better kept as a <see cref="RowIndex"/>.</remarks>
public static class NearestRows
{
    /// <summary>The k nearest bank rows of every query.</summary>
    /// <param name="bank">Shape [m, d]; finite.</param>
    /// <param name="queries">Shape [q, d]; finite.</param>
    /// <param name="k">Neighbours per query, from 1 to m.</param>
    /// <param name="threads">Most threads to use; 0 = one per core. The result does not depend on it.</param>
    /// <param name="stop">Ends the search.</param>
    /// <returns>Row i belongs to query i; ascending by distance, ties by the lower index.</returns>
    /// <exception cref="ArgumentException">The widths differ, a value is not finite, or k is out of range.</exception>
    public static NearestNeighbours Search(FeatureMatrix bank, FeatureMatrix queries, int k = 1,
        int threads = 0, CancellationToken stop = default)
        => new RowIndex(bank, threads, stop).Nearest(queries, k, threads, stop);
}
