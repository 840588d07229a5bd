using System.Collections.Immutable;
using System.Numerics;
using Pipeline3D.Data.Synthetic.Rendering;

namespace Pipeline3D.Data.Synthetic.Parts;

/// <summary>A carrot: a bowed, tapering root with rings.</summary>
internal sealed class CarrotModel : PartModel
{
    public override string Name => "carrot";

    public override int FullWidth => 800;

    public override int FullHeight => 800;

    public override double FieldWidth => 0.17;

    public override ImmutableArray<string> Defects { get; } = ["combined", "contamination", "crack", "cut", "hole"];

    public override double OutlineNoise => 0.0012;

    public override double SwellNoise => 0.0008;

    public override double Roughness => 0.00025;

    public override double MaxTurn => 0.6;

    public override PartShape Make(SplitMix64 random)
    {
        double half = random.Between(0.058, 0.068), thick = random.Between(0.014, 0.018);
        return new Shape(half, thick, random.Between(-0.003, 0.003), random.Next())
        {
            ReachX = half,
            ReachY = thick + 0.007,
            Inside = new Vector3(0.97f, 0.72f, 0.34f),
        };
    }

    private sealed class Shape(double half, double thick, double bow, ulong seed) : PartShape
    {
        private readonly Noise2D _rings = new(seed);

        public override double Height(double x, double y)
        {
            double along = x / half;
            if (Math.Abs(along) >= 1)
                return 0;
            double radius = Radius(along), across = y - bow * (1 - 2 * along * along);
            if (Math.Abs(across) >= radius)
                return 0;
            // Shallow rings run around the root at irregular distances.
            double ring = Math.Max(0, _rings.At(x * 260, 0.3) - 0.25);
            return radius * 0.95 + Shaping.Round(radius, across) - 0.0012 * ring;
        }

        // Blunt at the crown (-1), tapering to a thin tip (+1).
        private double Radius(double along)
        {
            double taper = 1 - 0.86 * Math.Pow((along + 1) / 2, 1.5);
            double crown = Math.Sqrt(Shaping.Step(-0.2, 0.16, along + 1));
            double tip = Math.Sqrt(Math.Min(1, 8 * (1 - along)));
            return thick * taper * crown * tip;
        }

        public override Vector3 Colour(double x, double y, double height)
        {
            double shade = 0.9 + 0.12 * _rings.Octaves(x * 120, y * 30, 2);
            Vector3 root = new Vector3(0.95f, 0.50f, 0.13f) * (float)shade;
            return Vector3.Lerp(root, new Vector3(0.45f, 0.48f, 0.20f), (float)Shaping.Step(-0.93, -1, x / half));
        }
    }
}
