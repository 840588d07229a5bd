namespace Pipeline3D.Kernels;

/// <summary>The bins of the three angles between two oriented points that FPFH counts.</summary>
internal readonly record struct PairBins(int Theta, int Alpha, int Phi)
{
    /// <summary>Bins of an angle.</summary>
    public const int Count = 11;

    /// <summary>Bins of the pair; Geometry's pair angles in double, without an arcus tangent.</summary>
    public static PairBins Of(Double3 first, Double3 firstNormal, Double3 second, Double3 secondNormal)
    {
        Double3 line = Double3.Minus(second, first);
        double length = Double3.Length(line), sine = 0, cosine = 1, alpha = 0, phi = 0;
        if (length > 0)
        {
            double cosFirst = Double3.Dot(firstNormal, line) / length,
                cosSecond = Double3.Dot(secondNormal, line) / length;
            bool swaps = Math.Abs(cosFirst) < Math.Abs(cosSecond);
            Double3 own = swaps ? secondNormal : firstNormal, other = swaps ? firstNormal : secondNormal;
            Double3 v = Double3.Cross(swaps ? Double3.Times(-1, line) : line, own);
            double norm = Double3.Length(v);
            if (norm > 0)
            {
                v = Double3.Times(1 / norm, v);
                Double3 w = Double3.Cross(own, v);
                sine = Double3.Dot(w, other);
                cosine = Double3.Dot(own, other);
                alpha = Double3.Dot(v, other);
                phi = swaps ? -cosSecond : cosFirst;
            }
        }
        return new(BinOfAngle(sine, cosine), Bin(Count * (alpha + 1) * 0.5), Bin(Count * (phi + 1) * 0.5));
    }

    // The bin of atan2(sine, cosine): bins have borders at odd multiples of pi / 11, and on either side of the line
    // through -pi, 0 and pi a direction is beyond a border when it lies to the left of it.
    private static int BinOfAngle(double sine, double cosine)
    {
        if (sine == 0 && cosine >= 0)
            return Count / 2;
        // -0 stands for the angle -pi.
        bool isBelow = sine < 0 || (sine == 0 && 1 / sine < 0);
        double y = isBelow ? -sine : sine;
        int beyond = Past(0.9594929736144974, 0.28173255684142967, y, cosine)
            + Past(0.6548607339452851, 0.7557495743542583, y, cosine)
            + Past(0.14231483827328512, 0.9898214418809327, y, cosine)
            + Past(-0.4154150130018863, 0.9096319953545184, y, cosine)
            + Past(-0.8412535328311811, 0.5406408174555978, y, cosine);
        return isBelow ? (Count / 2) - beyond : (Count / 2) + beyond;
    }

    private static int Past(double borderX, double borderY, double y, double x)
        => (borderX * y) - (borderY * x) >= 0 ? 1 : 0;

    private static int Bin(double value) => Math.Min(Math.Max((int)Math.Floor(value), 0), Count - 1);
}
