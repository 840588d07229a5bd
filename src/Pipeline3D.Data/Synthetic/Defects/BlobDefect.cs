using System.Numerics;
using Pipeline3D.Data.Synthetic.Rendering;

namespace Pipeline3D.Data.Synthetic.Defects;

/// <summary>Foreign material stuck to the surface: an irregular bump of its own colour.</summary>
/// <param name="x">Centre, metres.</param>
/// <param name="y">Centre, metres.</param>
/// <param name="radius">Mean radius, metres.</param>
/// <param name="thickness">Height over the surface in the middle, metres.</param>
/// <param name="colour">Colour of the foreign material.</param>
/// <param name="seed">Of the outline's irregularity.</param>
internal sealed class BlobDefect(double x, double y, double radius, double thickness, Vector3 colour, ulong seed)
    : Defect
{
    private readonly Noise2D _noise = new(seed);

    public override double Height(double px, double py, double height)
    {
        double reach = Reach(px, py);
        return reach <= 0 ? height : height + thickness * Math.Sqrt(reach);
    }

    public override Vector3 Colour(double px, double py, double height, Vector3 below)
        => Reach(px, py) > 0 ? colour : below;

    // A paraboloid over a wandering outline: 1 in the middle, 0 at the edge.
    private double Reach(double px, double py)
    {
        (double dx, double dy) = ((px - x) / radius, (py - y) / radius);
        double squared = dx * dx + dy * dy;
        return squared > 2.5 ? 0 : Math.Max(0, 1 - squared + 0.45 * _noise.Octaves(1.7 * dx, 1.7 * dy, 2));
    }
}
