using System.Collections.Immutable;
using System.Numerics;
using Pipeline3D.Data.Synthetic.Rendering;

namespace Pipeline3D.Data.Synthetic.Parts;

/// <summary>A bagel: a squashed torus of baked dough.</summary>
internal sealed class BagelModel : PartModel
{
    public override string Name => "bagel";

    public override int FullWidth => 800;

    public override int FullHeight => 800;

    public override double FieldWidth => 0.16;

    public override ImmutableArray<string> Defects { get; } = ["combined", "contamination", "crack", "hole"];

    public override double OutlineNoise => 0.004;

    public override double SwellNoise => 0.0025;

    public override double Roughness => 0.0004;

    public override PartShape Make(SplitMix64 random)
    {
        double ring = random.Between(0.030, 0.034), tube = random.Between(0.018, 0.021);
        return new Shape(ring, tube, random.Between(0.88, 1.0), random.Next())
        {
            ReachX = ring + tube,
            ReachY = ring + tube,
            Inside = new Vector3(0.93f, 0.86f, 0.70f),
        };
    }

    private sealed class Shape(double ring, double tube, double squash, ulong seed) : PartShape
    {
        private readonly Noise2D _toast = new(seed);

        public override double Height(double x, double y)
        {
            // The dough rests on its belly: the tube's centre lies three quarters of its radius above the table.
            double across = Math.Sqrt(x * x + y * y) - ring;
            return Math.Abs(across) < tube ? squash * (0.75 * tube + Shaping.Round(tube, across)) : 0;
        }

        public override Vector3 Colour(double x, double y, double height)
        {
            double toast = 0.5 + 0.45 * _toast.Octaves(x * 60, y * 60, 3) + 8 * (height - 1.2 * tube);
            return Vector3.Lerp(new Vector3(0.86f, 0.68f, 0.42f), new Vector3(0.58f, 0.33f, 0.14f),
                (float)Math.Clamp(toast, 0, 1));
        }
    }
}
