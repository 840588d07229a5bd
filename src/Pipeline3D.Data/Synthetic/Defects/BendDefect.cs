using Pipeline3D.Data.Synthetic.Rendering;

namespace Pipeline3D.Data.Synthetic.Defects;

/// <summary>The part beyond a hinge is turned in the plane of the table.</summary>
/// <param name="hinge">x of the hinge in the part's frame, metres; what lies beyond it (away from 0) moves.</param>
/// <param name="angle">Turn, radians.</param>
internal sealed class BendDefect(double hinge, double angle) : Defect
{
    // The turn sets in over this length, so that the bent part keeps its width.
    private const double Softness = 0.004;

    public override (double X, double Y) Warp(double x, double y)
    {
        double beyond = (x - hinge) * Math.Sign(hinge);
        if (beyond <= -Softness)
            return (x, y);
        double share = Shaping.Step(-Softness, Softness, beyond);
        (double sine, double cosine) = Math.SinCos(-angle * share);
        return (hinge + cosine * (x - hinge) - sine * y, sine * (x - hinge) + cosine * y);
    }
}
