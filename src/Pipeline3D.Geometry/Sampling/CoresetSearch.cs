namespace Pipeline3D.Geometry;

/// <summary>The state of a greedy k-centre run: of every row, its nearest pick and the distance to it.</summary>
internal sealed class CoresetSearch
{
    private readonly PaddedRows _rows;
    private readonly float _skipFactor;
    private readonly float[] _squared;
    private readonly int[] _nearest;
    private readonly List<int> _picks = [];
    private float[] _toPicks = [];

    public CoresetSearch(PaddedRows rows, float skipFactor)
    {
        (_rows, _skipFactor) = (rows, skipFactor);
        _squared = new float[rows.Rows];
        _nearest = new int[rows.Rows];
        Array.Fill(_squared, float.PositiveInfinity);
    }

    /// <summary>Adds a pick and measures how far it is from the earlier ones.</summary>
    /// <returns>The number of the pick.</returns>
    public int Add(int row)
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

    /// <summary>Brings a range of rows up to date with the newest pick.</summary>
    /// <returns>The farthest row of the range, the lowest on a tie.</returns>
    public (float Squared, int Row) Update(int pick, int start, int end)
    {
        ref float centre = ref _rows.Start(_picks[pick]);
        (float Squared, int Row) farthest = (float.NegativeInfinity, start);
        for (int row = start; row < end; row++)
        {
            float squared = _squared[row];
            if (pick == 0 || _toPicks[_nearest[row]] < _skipFactor * squared)
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
