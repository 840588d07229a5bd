using System.Numerics;
using Pipeline3D.Data.Synthetic.Rendering;

namespace Pipeline3D.Data.Synthetic.Defects;

/// <summary>Missing material with an irregular round outline: a hole, or a gouge when it is shallow.</summary>
/// <param name="x">Centre, metres.</param>
/// <param name="y">Centre, metres.</param>
/// <param name="radius">Mean radius, metres.</param>
/// <param name="depth">How far below the surface the floor lies, metres; the table is the limit.</param>
/// <param name="inside">Colour of the laid-open material.</param>
/// <param name="seed">Of the outline's irregularity.</param>
internal sealed class PitDefect(double x, double y, double radius, double depth, Vector3 inside, ulong seed) : Defect
{
    private readonly Noise2D _noise = new(seed);

    public override double Height(double px, double py, double height)
        => height <= 0 ? height : height - depth * Reach(px, py);

    public override Vector3 Colour(double px, double py, double height, Vector3 colour)
        => height <= 0 ? colour : Vector3.Lerp(colour, inside, (float)Reach(px, py));

    // 1 on the floor, 0 outside, with walls over a tenth of the radius.
    private double Reach(double px, double py)
    {
        (double dx, double dy) = ((px - x) / radius, (py - y) / radius);
        double distance = Math.Sqrt(dx * dx + dy * dy);
        return distance > 1.4 ? 0 : 1 - Shaping.Step(0.93, 1.03,
            distance + 0.22 * _noise.Octaves(1.3 * dx, 1.3 * dy, 2));
    }
}
