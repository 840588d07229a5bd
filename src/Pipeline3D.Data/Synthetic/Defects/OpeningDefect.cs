namespace Pipeline3D.Data.Synthetic.Defects;

/// <summary>The end of a strand has come apart into two halves.</summary>
/// <param name="start">x in the part's frame where the strand begins to open, metres; it is open from there
/// outwards.</param>
/// <param name="end">x of the strand's end, metres.</param>
/// <param name="gap">Half the gap at the end, metres.</param>
internal sealed class OpeningDefect(double start, double end, double gap) : Defect
{
    // A place far off the part: what is asked for there is the bare table.
    private const double Nowhere = 10;

    public override (double X, double Y) Warp(double x, double y)
    {
        double share = (x - start) / (end - start);
        if (share <= 0)
            return (x, y);
        double half = gap * Math.Min(share, 1.2);
        return Math.Abs(y) < half ? (x, Nowhere) : (x, y - Math.Sign(y) * half);
    }
}
