using System.Numerics;
using Pipeline3D.Data.Synthetic.Rendering;

namespace Pipeline3D.Data.Synthetic.Defects;

/// <summary>Another colour on an unchanged surface: no method that sees only geometry can find it.</summary>
/// <param name="x">Centre, metres.</param>
/// <param name="y">Centre, metres.</param>
/// <param name="radius">Mean radius, metres.</param>
/// <param name="colour">The stain's colour.</param>
/// <param name="seed">Of the outline's irregularity.</param>
internal sealed class StainDefect(double x, double y, double radius, Vector3 colour, ulong seed) : Defect
{
    private readonly Noise2D _noise = new(seed);

    public override Vector3 Colour(double px, double py, double height, Vector3 below)
    {
        (double dx, double dy) = ((px - x) / radius, (py - y) / radius);
        double edge = Math.Sqrt(dx * dx + dy * dy) + 0.35 * _noise.Octaves(1.5 * dx, 1.5 * dy, 2);
        return height <= 0 || edge > 1 ? below : Vector3.Lerp(below, colour, 0.85f);
    }
}
