using System.Collections.Immutable;
using System.Numerics;
using Pipeline3D.Data.Synthetic.Rendering;

namespace Pipeline3D.Data.Synthetic.Parts;

/// <summary>A tire lying flat: side wall with ribs, notched tread, open hub.</summary>
internal sealed class TireModel : PartModel
{
    public override string Name => "tire";

    public override int FullWidth => 600;

    public override int FullHeight => 800;

    public override double FieldWidth => 0.11;

    public override ImmutableArray<string> Defects { get; } = ["combined", "contamination", "cut", "hole"];

    public override double OutlineNoise => 0.0004;

    public override double Roughness => 0.00008;

    public override PartShape Make(SplitMix64 random)
    {
        double outer = random.Between(0.0385, 0.0405);
        return new Shape(outer, outer * random.Between(0.50, 0.53), random.Between(0.021, 0.024), random.NextDouble())
        {
            ReachX = outer,
            ReachY = outer,
            Inside = new Vector3(0.38f, 0.36f, 0.35f),
        };
    }

    private sealed class Shape(double outer, double inner, double thick, double phase) : PartShape
    {
        // Blocks of the tread around the tire.
        private const int Blocks = 36;

        public override double Height(double x, double y)
        {
            double distance = Math.Sqrt(x * x + y * y);
            if (distance <= inner || distance >= outer)
                return 0;
            // The side wall bulges between bead and tread; the tread's grooves notch the outer rim.
            double share = (distance - inner) / (outer - inner);
            double wall = thick * (0.80 + 0.20 * Math.Sqrt(Math.Max(0, 1 - (2 * share - 1) * (2 * share - 1))));
            double groove = Shaping.Step(0.25, 0.45, Shaping.Triangle(
                Math.Atan2(y, x) / (2 * Math.PI) * Blocks + phase));
            double tread = Shaping.Step(0.80, 0.86, share);
            double rib = 0.0006 * Math.Max(Rib(share, 0.28), Rib(share, 0.62));
            return wall - 0.0045 * tread * groove + rib;
        }

        private static double Rib(double share, double at) => 1 - Shaping.Step(0.02, 0.04, Math.Abs(share - at));

        public override Vector3 Colour(double x, double y, double height)
        {
            float shade = 0.15f + (float)(2 * (height - 0.9 * thick));
            return new Vector3(shade, shade, 1.02f * shade);
        }
    }
}
