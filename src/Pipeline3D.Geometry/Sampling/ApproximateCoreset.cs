using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Geometry.Sampling;

/// <summary>The approximate greedy coreset of PatchCore's published code, for banks of many rows.</summary>
/// <remarks>Source: patchcore-inspection and the Real3D-AD benchmark: features of other than 128 columns are mapped
/// linearly to 128 by a random matrix; every row starts with its mean distance to ten random rows, which are not picked
/// thereby; then the farthest row is picked again and again. Differs: seeded; no row is picked twice. Cost: picks x
/// rows x 128, most of it passed over.</remarks>
public static class ApproximateCoreset
{
    private const int Columns = 128;
    private const int Starts = 10;
    private const int Grain = 2048;

    /// <summary>Picks rows.</summary>
    /// <param name="features">Shape [n, d]; finite.</param>
    /// <param name="count">Rows to pick, from 1 to n.</param>
    /// <param name="seed">Seed of the map and of the starts.</param>
    /// <param name="threads">Most threads to use; 0 = one per core. The result does not depend on it.</param>
    /// <param name="stop">Ends the work.</param>
    /// <returns>Indices in the order of picking; shape [count].</returns>
    /// <exception cref="ArgumentException">A value is not finite, or an argument is out of range.</exception>
    public static int[] Select(
        FeatureMatrix features, int count, long seed, int threads = 0, CancellationToken stop = default)
    {
        Require.Finite(features.Values, nameof(features));
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, features.Rows);
        var random = new SplitMix64(seed, 0);
        FeatureMatrix mapped = features.Columns == Columns ? features : Map(features, ref random, threads, stop);
        int starts = Math.Min(Starts, mapped.Rows);
        var chosen = new HashSet<int>(starts);
        while (chosen.Count < starts)
            chosen.Add(random.NextBelow(mapped.Rows));
        return Pick(mapped, count, [.. chosen], threads, stop);
    }

    /// <summary>Picks rows by distances as they are, from given starts.</summary>
    /// <param name="features">Shape [n, d]; finite; mapped before where that is wanted.</param>
    /// <param name="count">Rows to pick, from 1 to n.</param>
    /// <param name="starts">Rows that distances begin from; at least one. They are not picked thereby.</param>
    /// <param name="threads">Most threads to use; 0 = one per core. The result does not depend on it.</param>
    /// <param name="stop">Ends the work.</param>
    /// <returns>Indices in the order of picking; shape [count].</returns>
    /// <exception cref="ArgumentException">A value is not finite, or an argument is out of range.</exception>
    public static int[] Select(FeatureMatrix features, int count, IReadOnlyList<int> starts, int threads = 0,
        CancellationToken stop = default)
    {
        Require.Finite(features.Values, nameof(features));
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, features.Rows);
        if (starts.Count == 0 || starts.Any(start => start < 0 || start >= features.Rows))
            throw new ArgumentException($"starts must be rows of 0 to {features.Rows - 1}, at least one",
                nameof(starts));
        return Pick(features, count, starts, threads, stop);
    }

    private static int[] Pick(FeatureMatrix mapped, int count, IReadOnlyList<int> starts, int threads,
        CancellationToken stop)
    {
        var rows = new PaddedRows(mapped);
        var search = new CoresetSearch(rows, MeanDistances(rows, starts));
        var picks = new int[count];
        int pick = search.Farthest();
        for (int i = 0; i < count; i++)
        {
            picks[i] = pick;
            pick = search.Pick(pick, Grain, threads, stop);
        }
        return picks;
    }

    // torch.nn.Linear's weights without bias: uniform within 1 / sqrt(inputs).
    private static FeatureMatrix Map(FeatureMatrix features, ref SplitMix64 random, int threads, CancellationToken stop)
    {
        double bound = 1 / Math.Sqrt(features.Columns);
        var weights = new double[Columns * features.Columns];
        for (int i = 0; i < weights.Length; i++)
            weights[i] = bound * ((2 * random.NextUnit()) - 1);
        var mapped = new FeatureMatrix(features.Rows, Columns);
        Ranges.Run(features.Rows, Grain, (start, end) =>
        {
            for (int row = start; row < end; row++)
            {
                ReadOnlySpan<float> from = features.Row(row);
                Span<float> to = mapped.Row(row);
                for (int column = 0; column < to.Length; column++)
                {
                    double sum = 0;
                    for (int i = 0; i < from.Length; i++)
                        sum += weights[(column * from.Length) + i] * from[i];
                    to[column] = (float)sum;
                }
            }
        }, threads, stop);
        return mapped;
    }

    private static float[] MeanDistances(PaddedRows rows, IReadOnlyList<int> starts)
    {
        var means = new float[rows.Rows];
        for (int row = 0; row < means.Length; row++)
        {
            double sum = 0;
            foreach (int start in starts)
                sum += Math.Sqrt(PaddedRows.SquaredDistance(ref rows.Start(start), ref rows.Start(row), rows.Stride));
            means[row] = (float)(sum / starts.Count);
        }
        return means;
    }
}
