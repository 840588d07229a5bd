using System.Runtime.Intrinsics;

namespace Pipeline3D.Geometry;

/// <summary>Exact nearest neighbours of feature vectors in a bank, by Euclidean distance.</summary>
/// <remarks>Brute force on purpose: in tens of dimensions trees prune nothing, and this form, the sum of squared
/// differences, loses no digits to cancellation. Four queries share each load of a bank row. Cost: queries x bank rows
/// x columns.</remarks>
public static class NearestRows
{
    private const int Together = 4;
    private const int Grain = 32;

    /// <summary>The k nearest bank rows of every query.</summary>
    /// <param name="bank">Shape [m, d]; finite.</param>
    /// <param name="queries">Shape [q, d]; finite.</param>
    /// <param name="k">Neighbours per query, from 1 to m.</param>
    /// <param name="threads">Most threads to use; 0 = one per core. The result does not depend on it.</param>
    /// <param name="stop">Ends the search.</param>
    /// <returns>Row i belongs to query i; ascending by distance, ties by the lower index.</returns>
    /// <exception cref="ArgumentException">The widths differ, a value is not finite, or k is out of range.</exception>
    public static Neighbours Search(FeatureMatrix bank, FeatureMatrix queries, int k = 1,
        int threads = 0, CancellationToken stop = default)
    {
        if (bank.Columns != queries.Columns)
            throw new ArgumentException($"queries of {queries.Columns} columns do not fit a bank of {bank.Columns}",
                nameof(queries));
        if (k < 1 || k > bank.Rows)
            throw new ArgumentOutOfRangeException(nameof(k), k, $"must be from 1 to {bank.Rows}, the rows of the bank");
        Require.Finite(bank.Values, nameof(bank));
        Require.Finite(queries.Values, nameof(queries));
        PaddedRows rows = new(bank), wanted = new(queries);
        var result = new Neighbours(queries.Rows, k, new int[checked(queries.Rows * k)],
            new float[checked(queries.Rows * k)]);
        Ranges.Run(queries.Rows, Grain, (start, end) =>
        {
            var found = new ulong[Together * k];
            for (int query = start; query < end; query += Together)
                SearchTogether(rows, wanted, query, Math.Min(Together, end - query), found, result);
        }, threads, stop);
        return result;
    }

    private static void SearchTogether(
        PaddedRows bank, PaddedRows queries, int query, int count, ulong[] found, Neighbours result)
    {
        int k = result.PerQuery;
        Array.Fill(found, ulong.MaxValue);
        // Missing queries of the last group repeat its first one; their results are dropped.
        ref float q0 = ref queries.Start(query);
        ref float q1 = ref queries.Start(query + (count > 1 ? 1 : 0));
        ref float q2 = ref queries.Start(query + (count > 2 ? 2 : 0));
        ref float q3 = ref queries.Start(query + (count > 3 ? 3 : 0));
        Span<float> squared = stackalloc float[Together];
        for (int row = 0; row < bank.Rows; row++)
        {
            ref float candidate = ref bank.Start(row);
            Vector256<float> s0 = default, s1 = default, s2 = default, s3 = default;
            for (int i = 0; i < bank.Stride; i += 8)
            {
                Vector256<float> value = Vector256.LoadUnsafe(ref candidate, (nuint)i);
                Vector256<float> d0 = Vector256.LoadUnsafe(ref q0, (nuint)i) - value;
                Vector256<float> d1 = Vector256.LoadUnsafe(ref q1, (nuint)i) - value;
                Vector256<float> d2 = Vector256.LoadUnsafe(ref q2, (nuint)i) - value;
                Vector256<float> d3 = Vector256.LoadUnsafe(ref q3, (nuint)i) - value;
                s0 += d0 * d0;
                s1 += d1 * d1;
                s2 += d2 * d2;
                s3 += d3 * d3;
            }
            squared[0] = PaddedRows.SumOf(s0);
            squared[1] = PaddedRows.SumOf(s1);
            squared[2] = PaddedRows.SumOf(s2);
            squared[3] = PaddedRows.SumOf(s3);
            for (int i = 0; i < count; i++)
            {
                Span<ulong> best = found.AsSpan(i * k, k);
                ulong key = NeighbourKey.Of(squared[i], row);
                if (key < best[k - 1])
                    NeighbourKey.Insert(best, k, key);
            }
        }
        for (int i = 0; i < count * k; i++)
        {
            (result.Index[(query * k) + i], float value) = NeighbourKey.Split(found[i]);
            result.Distance[(query * k) + i] = MathF.Sqrt(value);
        }
    }
}
