namespace Pipeline3D.Kernels.Rows;

/// <summary>Sums under way in the order of <see cref="RowLanes"/>: eight lanes, then pairs, pairs of pairs and all, as
/// <see cref="RowDistance"/> has them.</summary>
internal struct RowSums
{
    /// <summary>The lane under way; after the last one the distances.</summary>
    public RowBlock All;

    /// <summary>Columns that the lane still needs.</summary>
    public int Left;

    private RowBlock _one, _two, _four;
    private int _lane;

    /// <summary>Whether a lane waits to be put to the others.</summary>
    public readonly bool IsLaneFull => Left == 0 && _lane < RowLanes.Lanes;

    /// <summary>Nothing summed.</summary>
    public static RowSums Start(int columns)
    {
        RowSums sums = default;
        sums.Left = RowLanes.LengthOf(0, columns);
        return sums;
    }

    /// <summary>The lane under way with more columns in it.</summary>
    public readonly RowSums With(RowBlock lane, int columns)
    {
        RowSums sums = this;
        sums.All = lane;
        sums.Left -= columns;
        return sums;
    }

    /// <summary>Puts a full lane to the others and begins the next.</summary>
    public readonly RowSums NextLane(int columns)
    {
        RowSums sums = this;
        if ((_lane & 1) != 0)
            sums.All = _one.Plus(sums.All);
        if ((_lane & 3) == 3)
            sums.All = _two.Plus(sums.All);
        sums._lane++;
        if (_lane == RowLanes.Lanes - 1)
        {
            sums.All = _four.Plus(sums.All);
            return sums;
        }
        if ((_lane & 1) == 0)
            sums._one = sums.All;
        else if ((_lane & 2) == 0)
            sums._two = sums.All;
        else
            sums._four = sums.All;
        sums.All = default;
        sums.Left = RowLanes.LengthOf(sums._lane, columns);
        return sums;
    }
}
