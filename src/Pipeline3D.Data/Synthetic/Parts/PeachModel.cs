using System.Collections.Immutable;
using System.Numerics;
using Pipeline3D.Data.Synthetic.Rendering;

namespace Pipeline3D.Data.Synthetic.Parts;

/// <summary>A peach: a round fruit with a seam and the stem's dimple.</summary>
internal sealed class PeachModel : PartModel
{
    public override string Name => "peach";

    public override int FullWidth => 600;

    public override int FullHeight => 600;

    public override double FieldWidth => 0.12;

    public override ImmutableArray<string> Defects { get; } = ["combined", "contamination", "cut", "hole"];

    public override double OutlineNoise => 0.0022;

    public override double SwellNoise => 0.0014;

    public override double Roughness => 0.00012;

    public override PartShape Make(SplitMix64 random)
    {
        double radius = random.Between(0.030, 0.034);
        return new Shape(radius, random.Between(0.92, 1.04), random.Between(0.85, 0.97), random.Next())
        {
            ReachX = radius,
            ReachY = radius * 1.04,
            Inside = new Vector3(0.96f, 0.76f, 0.36f),
        };
    }

    private sealed class Shape(double radius, double stretch, double squash, ulong seed) : PartShape
    {
        private readonly Noise2D _blush = new(seed);

        public override double Height(double x, double y)
        {
            double v = y / stretch, distance = Math.Sqrt(x * x + v * v);
            if (distance >= radius)
                return 0;
            double height = squash * (radius + Shaping.Round(radius, distance));
            // The seam runs from the stem's dimple over one side.
            double seam = x > 0 ? Math.Exp(-v * v / (2 * 0.0022 * 0.0022)) : 0;
            double dimple = Math.Exp(-distance * distance / (2 * 0.0055 * 0.0055));
            return height - 0.0016 * seam * Shaping.Step(0, 0.3 * radius, x) - 0.006 * dimple;
        }

        public override Vector3 Colour(double x, double y, double height)
        {
            double blush = 0.5 + 0.6 * _blush.Octaves(x * 30 + 0.4, y * 30, 3) + 7 * x;
            return Vector3.Lerp(new Vector3(0.96f, 0.72f, 0.36f), new Vector3(0.78f, 0.24f, 0.18f),
                (float)Math.Clamp(blush, 0, 1));
        }
    }
}
