using System.Collections.Immutable;
using System.Numerics;
using Pipeline3D.Data.Synthetic.Rendering;

namespace Pipeline3D.Data.Synthetic.Parts;

/// <summary>A wooden dowel: a fluted cylinder with chamfered ends, lying on its side.</summary>
internal sealed class DowelModel : PartModel
{
    public override string Name => "dowel";

    public override int FullWidth => 400;

    public override int FullHeight => 400;

    public override double FieldWidth => 0.07;

    public override ImmutableArray<string> Defects { get; } = ["bent", "combined", "contamination", "cut"];

    public override double Roughness => 0.00005;

    public override double MaxTurn => 0.35;

    public override PartShape Make(SplitMix64 random)
    {
        double half = random.Between(0.0215, 0.0235), radius = random.Between(0.0049, 0.0052);
        return new Shape(half, radius, random.Between(0, 2 * Math.PI), random.Next())
        {
            ReachX = half,
            ReachY = radius,
            Inside = new Vector3(0.90f, 0.78f, 0.58f),
        };
    }

    private sealed class Shape(double half, double radius, double roll, ulong seed) : PartShape
    {
        private readonly Noise2D _grain = new(seed);

        public override double Height(double x, double y)
        {
            double end = half - Math.Abs(x);
            if (end <= 0)
                return 0;
            // Chamfered ends; straight flutes all around.
            double outer = radius - Math.Max(0, 0.0012 - end);
            if (Math.Abs(y) >= outer)
                return 0;
            double flute = 0.00022 * (1 + Math.Cos(18 * Math.Asin(y / outer) + roll));
            return radius + Shaping.Round(outer, y) - flute;
        }

        public override Vector3 Colour(double x, double y, double height)
        {
            double grain = 0.5 + 0.6 * _grain.Octaves(x * 50, y * 900, 3);
            return Vector3.Lerp(new Vector3(0.87f, 0.72f, 0.49f), new Vector3(0.70f, 0.52f, 0.31f),
                (float)Math.Clamp(grain, 0, 1));
        }
    }
}
