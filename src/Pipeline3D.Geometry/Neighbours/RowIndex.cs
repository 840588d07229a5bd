using System.Numerics;
using System.Runtime.Intrinsics;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Geometry.Neighbours;

/// <summary>Feature rows ready to be searched, exactly, any number of times.</summary>
/// <remarks>
/// About the square root of m rows serve as pivots; every row belongs to its nearest one and is kept in the order of
/// the distance to it. A query looks at the pivots from the nearest on, and by the triangle inequality passes over
/// all rows whose distance to the pivot differs from its own by more than the distance of its k-th neighbour so far,
/// with a margin for rounding. Features form clusters, so most rows are passed over; where they do not, all are
/// measured, sixteen at a time. Distances are those of the plain loop bit by bit. Cost: q sqrt(m) d, and what is not
/// passed over of q m d. Immutable: any number of threads may search at the same time.
/// </remarks>
public sealed class RowIndex
{
    private const int Grain = 32;
    private const int MaxPivots = 512;
    private const int LeastRows = 512;
    private const float Rounding = 1e-5f;
    private readonly RowPanels _pivots, _rows;
    private readonly int[] _firstPanel;
    private readonly float[] _low, _high;

    /// <summary>Sorts the rows.</summary>
    /// <param name="rows">Shape [m, d]; finite; copied.</param>
    /// <param name="threads">Most threads to use; 0 = one per core. The result does not depend on it.</param>
    /// <param name="stop">Ends the work.</param>
    /// <exception cref="ArgumentException">A value is not finite.</exception>
    public RowIndex(FeatureMatrix rows, int threads = 0, CancellationToken stop = default)
    {
        Require.Finite(rows.Values, nameof(rows));
        (Count, Columns) = (rows.Rows, rows.Columns);
        int pivots = Count < LeastRows ? Math.Min(1, Count) : Math.Min(MaxPivots, (int)Math.Sqrt(Count));
        _pivots = new RowPanels(rows,
            Padded([.. Enumerable.Range(0, pivots).Select(i => (int)((long)i * Count / pivots))]));
        var keys = new ulong[Count];
        var wanted = new PaddedRows(rows);
        Ranges.Run(Count, Grain, (start, end) =>
        {
            for (int row = start; row < end; row++)
                keys[row] = Nearest(wanted.Row(row));
        }, threads, stop);
        int[] order = [.. Enumerable.Range(0, Count)];
        Array.Sort(keys, order);
        _firstPanel = new int[pivots + 1];
        var members = new List<int>(Count + (RowPanels.Lanes * pivots));
        (List<float> low, List<float> high) = ([], []);
        for (int i = 0, pivot = 0; pivot < pivots; pivot++)
        {
            for (; i < Count && (int)(keys[i] >> 32) == pivot; i++)
            {
                float distance = MathF.Sqrt(BitConverter.UInt32BitsToSingle((uint)keys[i]));
                if (members.Count % RowPanels.Lanes == 0)
                {
                    low.Add(distance);
                    high.Add(distance);
                }
                high[^1] = distance;
                members.Add(order[i]);
            }
            while (members.Count % RowPanels.Lanes != 0)
                members.Add(-1);
            _firstPanel[pivot + 1] = members.Count / RowPanels.Lanes;
        }
        _rows = new RowPanels(rows, [.. members]);
        (_low, _high) = ([.. low], [.. high]);
    }

    /// <summary>Number of rows m.</summary>
    public int Count { get; }

    /// <summary>Length of a row d.</summary>
    public int Columns { get; }

    /// <summary>The k nearest rows of every query.</summary>
    /// <param name="queries">Shape [q, d]; finite.</param>
    /// <param name="k">Neighbours per query, from 1 to m.</param>
    /// <param name="threads">Most threads to use; 0 = one per core. The result does not depend on it.</param>
    /// <param name="stop">Ends the search.</param>
    /// <returns>Row i belongs to query i; ascending by distance, ties by the lower index.</returns>
    /// <exception cref="ArgumentException">The widths differ, a value is not finite, or k is out of range.</exception>
    public NearestNeighbours Nearest(FeatureMatrix queries, int k = 1, int threads = 0,
        CancellationToken stop = default)
    {
        if (Columns != queries.Columns)
            throw new ArgumentException($"queries of {queries.Columns} columns do not fit rows of {Columns}",
                nameof(queries));
        if (k < 1 || k > Count)
            throw new ArgumentOutOfRangeException(nameof(k), k, $"must be from 1 to {Count}, the rows of the bank");
        Require.Finite(queries.Values, nameof(queries));
        var wanted = new PaddedRows(queries);
        var result = new NearestNeighbours(queries.Rows, k, new int[checked(queries.Rows * k)],
            new float[checked(queries.Rows * k)]);
        Ranges.Run(queries.Rows, Grain, (start, end) =>
        {
            var found = new ulong[k];
            var pivots = new ulong[KeySort.Room(_pivots.Members.Length)];
            for (int query = start; query < end; query++)
            {
                Search(wanted.Row(query), found, pivots);
                Span<float> distances = result.Distance.AsSpan(query * k, k);
                NeighbourKey.Split(found, result.Index.AsSpan(query * k), distances);
                foreach (ref float distance in distances)
                    distance = MathF.Sqrt(distance);
            }
        }, threads, stop);
        return result;
    }

    private void Search(ReadOnlySpan<float> query, Span<ulong> found, Span<ulong> pivots)
    {
        found.Fill(ulong.MaxValue);
        int count = 0;
        for (int panel = 0; panel < _pivots.Count; panel++)
        {
            Vector512<float> squared = _pivots.SquaredDistances(panel, query);
            for (int lane = 0; lane < RowPanels.Lanes && count < _firstPanel.Length - 1; lane++, count++)
                pivots[count] = NeighbourKey.Of(squared[lane], count);
        }
        KeySort.Sort(pivots, count);
        float worst = float.PositiveInfinity;
        foreach (ulong key in pivots[..count])
        {
            (int pivot, float squared) = NeighbourKey.Split(key);
            float distance = MathF.Sqrt(squared);
            for (int panel = _firstPanel[pivot]; panel < _firstPanel[pivot + 1]; panel++)
            {
                float apart = MathF.Max(distance - _high[panel], _low[panel] - distance);
                // Written so that what overflowed is measured.
                if (!(apart - (Rounding * (distance + _high[panel])) > worst))
                    worst = Take(panel, query, found, worst);
            }
        }
    }

    private float Take(int panel, ReadOnlySpan<float> query, Span<ulong> found, float worst)
    {
        float limit = NeighbourKey.SquaredDistance(found[^1]);
        Vector512<float> squared = _rows.SquaredDistances(panel, query, limit);
        // Until k are found the limit is NaN, which nothing is above.
        ulong near = ~Vector512.GreaterThan(squared, Vector512.Create(limit)).ExtractMostSignificantBits() & 0xFFFF;
        for (; near != 0; near &= near - 1)
        {
            int lane = BitOperations.TrailingZeroCount(near), row = _rows.Members[(panel * RowPanels.Lanes) + lane];
            if (row < 0)
                continue;
            ulong key = NeighbourKey.Of(squared[lane], row);
            if (key < found[^1])
            {
                NeighbourKey.Insert(found, found.Length, key);
                worst = found[^1] == ulong.MaxValue ? worst
                    : MathF.Sqrt(NeighbourKey.SquaredDistance(found[^1]));
            }
        }
        return worst;
    }

    /// <summary>A row's nearest pivot, above, and the bits of its squared distance, below.</summary>
    private ulong Nearest(ReadOnlySpan<float> row)
    {
        (float best, int nearest) = (float.PositiveInfinity, 0);
        for (int panel = 0; panel < _pivots.Count; panel++)
        {
            Vector512<float> squared = _pivots.SquaredDistances(panel, row);
            for (int lane = 0; lane < RowPanels.Lanes; lane++)
                if (squared[lane] < best)
                    (best, nearest) = (squared[lane], (panel * RowPanels.Lanes) + lane);
        }
        return ((ulong)nearest << 32) | BitConverter.SingleToUInt32Bits(best);
    }

    private static int[] Padded(int[] members)
        => [.. members, .. Enumerable.Repeat(-1, -members.Length & (RowPanels.Lanes - 1))];
}
