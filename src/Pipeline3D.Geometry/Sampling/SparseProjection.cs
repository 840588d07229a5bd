using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Geometry.Sampling;

/// <summary>Random projections that keep distances, for the search of a coreset in long features.</summary>
/// <remarks>Source: Achlioptas 2003 and Li, Hastie and Church 2006, as sklearn's SparseRandomProjection that
/// PatchCore's descendants call: a share of 1 / sqrt(d) of the entries is not 0, and of +-sqrt(sqrt(d) / q). Differs:
/// draws come from a stream of the seed. Cost: n x q x sqrt(d).</remarks>
public static class SparseProjection
{
    private const int Grain = 256;

    /// <summary>Columns that keep all distances between rows within a factor of 1 +- <paramref name="distortion"/>, by
    /// the bound of Johnson and Lindenstrauss.</summary>
    /// <param name="rows">Number of rows n; 1 or more.</param>
    /// <param name="distortion">In (0, 1); PatchCore and BTF use 0.9.</param>
    /// <returns>floor(4 ln n / (e^2 / 2 - e^3 / 3)), at least 1.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public static int ColumnsFor(int rows, double distortion)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        if (!(distortion is > 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(distortion), distortion, "must lie between 0 and 1");
        double bound = 4 * Math.Log(rows) / ((distortion * distortion / 2) - (Math.Pow(distortion, 3) / 3));
        return (int)Math.Clamp(bound, 1, int.MaxValue);
    }

    /// <summary>Draws a projection.</summary>
    /// <param name="inputs">Columns d of the rows; 1 or more.</param>
    /// <param name="columns">Columns q of the result; 1 or more.</param>
    /// <param name="seed">Seed of the draws.</param>
    /// <returns>Shape [d, q].</returns>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1.</exception>
    public static FeatureMatrix Draw(int inputs, int columns, long seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inputs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        var random = new SplitMix64(seed, 0);
        var projection = new FeatureMatrix(inputs, columns);
        double share = 1 / Math.Sqrt(inputs);
        float value = (float)Math.Sqrt(Math.Sqrt(inputs) / columns);
        foreach (ref float entry in projection.Values.AsSpan())
            if (random.NextUnit() is var drawn && drawn < share)
                entry = 2 * drawn < share ? value : -value;
        return projection;
    }

    /// <summary>Rows times a projection.</summary>
    /// <param name="features">Shape [n, d].</param>
    /// <param name="projection">Shape [d, q]; entries of 0 cost nothing.</param>
    /// <param name="threads">Most threads to use; 0 = one per core. The result does not depend on it.</param>
    /// <param name="stop">Ends the work.</param>
    /// <returns>Shape [n, q]; summed in double.</returns>
    /// <exception cref="ArgumentException">The widths differ.</exception>
    public static FeatureMatrix Apply(FeatureMatrix features, FeatureMatrix projection, int threads = 0,
        CancellationToken stop = default)
    {
        if (features.Columns != projection.Rows)
            throw new ArgumentException($"features of {features.Columns} columns do not fit a projection of "
                + $"{projection.Rows}", nameof(features));
        (int Column, double Value)[][] entries = [.. Enumerable.Range(0, projection.Rows).Select(row =>
            EntriesOf(projection.Row(row)))];
        var projected = new FeatureMatrix(features.Rows, projection.Columns);
        Ranges.Run(features.Rows, Grain, (start, end) =>
        {
            var sums = new double[projection.Columns];
            for (int row = start; row < end; row++)
            {
                Array.Clear(sums);
                ReadOnlySpan<float> from = features.Row(row);
                for (int i = 0; i < from.Length; i++)
                    foreach ((int column, double value) in entries[i])
                        sums[column] += from[i] * value;
                Span<float> to = projected.Row(row);
                for (int column = 0; column < to.Length; column++)
                    to[column] = (float)sums[column];
            }
        }, threads, stop);
        return projected;
    }

    private static (int Column, double Value)[] EntriesOf(ReadOnlySpan<float> row)
    {
        var entries = new List<(int, double)>();
        for (int column = 0; column < row.Length; column++)
            if (row[column] != 0)
                entries.Add((column, row[column]));
        return [.. entries];
    }
}
