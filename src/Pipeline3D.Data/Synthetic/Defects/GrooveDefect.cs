using System.Numerics;
using Pipeline3D.Data.Synthetic.Rendering;

namespace Pipeline3D.Data.Synthetic.Defects;

/// <summary>A narrow trench: straight and clean (a cut), or wandering and ragged (a crack).</summary>
/// <param name="x">Middle, metres.</param>
/// <param name="y">Middle, metres.</param>
/// <param name="angle">Direction, radians.</param>
/// <param name="length">Length, metres.</param>
/// <param name="width">Width at the surface, metres.</param>
/// <param name="depth">Depth in the middle, metres; the table is the limit.</param>
/// <param name="wander">How far the line leaves its axis, metres; 0 for a cut.</param>
/// <param name="inside">Colour of the laid-open material.</param>
/// <param name="seed">Of the wandering.</param>
internal sealed class GrooveDefect(double x, double y, double angle, double length, double width, double depth,
    double wander, Vector3 inside, ulong seed) : Defect
{
    private readonly Noise2D _noise = new(seed);
    private readonly (double Sin, double Cos) _turn = Math.SinCos(angle);

    public override double Height(double px, double py, double height)
        => height <= 0 ? height : height - depth * Reach(px, py);

    public override Vector3 Colour(double px, double py, double height, Vector3 colour)
        => height <= 0 ? colour : Vector3.Lerp(colour, inside, (float)Math.Min(1, 2 * Reach(px, py)));

    private double Reach(double px, double py)
    {
        (double dx, double dy) = (px - x, py - y);
        double along = _turn.Cos * dx + _turn.Sin * dy, across = _turn.Cos * dy - _turn.Sin * dx;
        double end = Math.Abs(along) / (0.5 * length);
        if (end >= 1 || Math.Abs(across) > width + 2 * wander)
            return 0;
        if (wander > 0)
            across += wander * _noise.Octaves(6 * along / length, 0.5, 4);
        // Narrow towards both ends; walls over the outer third of the half width.
        double half = 0.5 * width * Math.Sqrt(1 - end * end);
        return 1 - Shaping.Step(0.65 * half, half, Math.Abs(across));
    }
}
