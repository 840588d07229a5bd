using System.Collections.Immutable;
using System.Numerics;
using Pipeline3D.Data.Synthetic.Rendering;

namespace Pipeline3D.Data.Synthetic.Parts;

/// <summary>A cable gland lying on its side: domed cap nut, hexagonal body and threaded stem.</summary>
internal sealed class CableGlandModel : PartModel
{
    public override string Name => "cable_gland";

    public override int FullWidth => 400;

    public override int FullHeight => 400;

    public override double FieldWidth => 0.08;

    public override ImmutableArray<string> Defects { get; } = ["bent", "cut", "hole", "thread"];

    public override double Roughness => 0.00005;

    public override double MaxTurn => 0.5;

    public override PartShape Make(SplitMix64 random)
    {
        double scale = random.Between(0.97, 1.03);
        return new Shape(scale, random.Between(0, Math.PI / 3), random.NextDouble())
        {
            ReachX = 0.027 * scale,
            ReachY = 0.0135 * scale,
            Inside = new Vector3(0.62f, 0.62f, 0.64f),
        };
    }

    private sealed class Shape(double scale, double turn, double phase) : PartShape
    {
        // Pitch of the thread; M20 glands have 1.5 mm, widened so that reduced images still show it.
        private const double Pitch = 0.0026;

        public override double Height(double x, double y)
        {
            (double u, double v) = (x / scale, Math.Abs(y) / scale);
            double above = u switch
            {
                < -0.027 => 0,
                < -0.012 => Cap(u, v),
                < 0.002 => Nut(v, 0.0125),
                < 0.005 => Nut(v, 0.0132),
                < 0.027 => Stem(u, v),
                _ => 0,
            };
            // All sections share one axis, which lies as high as the widest of them is thick.
            return above > 0 ? scale * (0.0128 + above) : 0;
        }

        private static double Cap(double u, double v)
        {
            // A dome of 4 mm closes the cap; ribs run along it.
            double end = Math.Clamp((-0.023 - u) / 0.004, 0, 1);
            double radius = 0.0118 * Math.Sqrt(1 - 0.75 * end * end);
            return v < radius ? Shaping.Round(radius, v) - 0.0004 * Shaping.Triangle(v / 0.0024) : 0;
        }

        // The thread's ridges, and a chamfer at the end.
        private double Stem(double u, double v) => Shaping.Round(
            0.0094 - 0.0011 * Shaping.Triangle(u / Pitch + phase) - 0.002 * Shaping.Step(0.025, 0.027, u), v);

        private double Nut(double v, double apothem)
        {
            // A hexagonal prism seen from the side: the highest of the faces' planes that lie above the place.
            double lowest = apothem;
            for (int face = 0; face < 6; face++)
            {
                (double sine, double cosine) = Math.SinCos(face * Math.PI / 3 + turn);
                if (sine > 0.05)
                    lowest = Math.Min(lowest, Math.Min((apothem - v * cosine) / sine, (apothem + v * cosine) / sine));
            }
            return v < apothem ? Math.Max(lowest, 0.0005) : 0;
        }

        public override Vector3 Colour(double x, double y, double height)
        {
            bool rubber = x / scale < -0.024;
            return rubber ? new Vector3(0.16f) : new Vector3(0.42f, 0.43f, 0.45f) * (float)(0.9 + 8 * height);
        }
    }
}
