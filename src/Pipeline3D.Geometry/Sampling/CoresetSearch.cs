using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Geometry.Sampling;

/// <summary>The state of a greedy k-centre run: of every row, its nearest pick and the distance to it.</summary>
internal sealed class CoresetSearch
{
    // Squared form of "farther than twice", with a share for the rounding of float32 sums over some thousand columns.
    private const float SkipFactor = 4.004f;
    private readonly PaddedRows _rows;
    private readonly float[] _squared;
    private readonly int[] _nearest;
    private readonly List<int> _picks = [];
    private float[] _toPicks = [];

    /// <summary>Starts without a pick.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="distances">What each row's distance is before the first pick; empty for infinitely far.</param>
    public CoresetSearch(PaddedRows rows, float[] distances)
    {
        _rows = rows;
        _squared = new float[rows.Rows];
        _nearest = new int[rows.Rows];
        Array.Fill(_squared, float.PositiveInfinity);
        Array.Fill(_nearest, -1);
        for (int i = 0; i < distances.Length; i++)
            _squared[i] = distances[i] * distances[i];
    }

    /// <summary>The farthest row, the lowest on a tie.</summary>
    public int Farthest()
    {
        int farthest = 0;
        for (int row = 1; row < _squared.Length; row++)
            farthest = _squared[row] > _squared[farthest] ? row : farthest;
        return farthest;
    }

    /// <summary>Picks a row and brings all distances up to date.</summary>
    /// <returns>The row that is then farthest, the lowest on a tie.</returns>
    public int Pick(int row, int grain, int threads, CancellationToken stop)
    {
        int pick = Add(row);
        var farthest = new (float Squared, int Row)[(_rows.Rows + grain - 1) / grain];
        Ranges.Run(_rows.Rows, grain, (first, end) =>
            farthest[first / grain] = Update(pick, first, end), threads, stop);
        (float Squared, int Row) best = farthest[0];
        foreach ((float Squared, int Row) candidate in farthest.AsSpan(1))
            if (candidate.Squared > best.Squared)
                best = candidate;
        return best.Row;
    }

    // Measures how far the pick is from the earlier ones.
    private int Add(int row)
    {
        if (_toPicks.Length <= _picks.Count)
            Array.Resize(ref _toPicks, Math.Max(64, 2 * _toPicks.Length));
        for (int i = 0; i < _picks.Count; i++)
            _toPicks[i] = PaddedRows.SquaredDistance(ref _rows.Start(_picks[i]), ref _rows.Start(row), _rows.Stride);
        _picks.Add(row);
        // Below every distance: a picked row is never the farthest again, even when only duplicates are left.
        _squared[row] = -1;
        return _picks.Count - 1;
    }

    private (float Squared, int Row) Update(int pick, int start, int end)
    {
        ref float centre = ref _rows.Start(_picks[pick]);
        (float Squared, int Row) farthest = (float.NegativeInfinity, start);
        for (int row = start; row < end; row++)
        {
            float squared = _squared[row];
            int nearest = _nearest[row];
            if (nearest < 0 ? squared >= 0 : _toPicks[nearest] < SkipFactor * squared)
            {
                float distance = PaddedRows.SquaredDistance(ref centre, ref _rows.Start(row), _rows.Stride);
                if (distance < squared)
                    (_squared[row], _nearest[row], squared) = (distance, pick, distance);
            }
            if (squared > farthest.Squared)
                farthest = (squared, row);
        }
        return farthest;
    }
}
