using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Geometry.Sampling;

/// <summary>PatchCore's greedy k-centre coreset: rows that cover a set of features.</summary>
/// <remarks>
/// Each pick is the row farthest from all rows picked so far, the lowest on a tie; never the same row twice. Source:
/// Roth et al. 2022 (PatchCore), after Gonzalez 1985; the picks cover the set within twice the best possible radius.
/// Exact: a row is skipped only when the triangle inequality proves that the new pick cannot be its nearest. Cost: at
/// most picks x rows x columns, most of it skipped on clustered features.
/// </remarks>
public static class Coreset
{
    private const int Grain = 2048;

    /// <summary>Picks rows.</summary>
    /// <param name="features">Shape [n, d]; finite.</param>
    /// <param name="count">Rows to pick, from 1 to n.</param>
    /// <param name="start">Index of the first pick.</param>
    /// <param name="threads">Most threads to use; 0 = one per core. The result does not depend on it.</param>
    /// <param name="stop">Ends the work.</param>
    /// <returns>Indices in the order of picking; shape [count].</returns>
    /// <exception cref="ArgumentException">A value is not finite, or an argument is out of range.</exception>
    public static int[] Select(FeatureMatrix features, int count, int start = 0,
        int threads = 0, CancellationToken stop = default)
    {
        Require.Finite(features.Values, nameof(features));
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(start, features.Rows);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, features.Rows);
        var rows = new PaddedRows(features);
        var search = new CoresetSearch(rows, []);
        var picks = new int[count];
        picks[0] = start;
        for (int i = 0; i < count - 1; i++)
            picks[i + 1] = search.Pick(picks[i], Grain, threads, stop);
        return picks;
    }

    /// <summary>Number of picks for a share of the rows: int(fraction * n), at least 1, at most <paramref
    /// name="limit"/>.</summary>
    /// <param name="rows">Number of rows n, above 0.</param>
    /// <param name="fraction">Share to keep, in (0, 1]; PatchCore and BTF use 0.1.</param>
    /// <param name="limit">Cap for quick runs.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public static int CountFor(int rows, double fraction, int limit = int.MaxValue)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        if (!(fraction is > 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(fraction), fraction, "must be above 0 and at most 1");
        return Math.Clamp((int)(fraction * rows), 1, limit);
    }
}
