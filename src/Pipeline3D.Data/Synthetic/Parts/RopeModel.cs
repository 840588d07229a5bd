using System.Collections.Immutable;
using System.Numerics;
using Pipeline3D.Data.Synthetic.Rendering;

namespace Pipeline3D.Data.Synthetic.Parts;

/// <summary>A piece of laid rope: three strands wound around each other, one of them coloured.</summary>
internal sealed class RopeModel : PartModel
{
    public override string Name => "rope";

    public override int FullWidth => 900;

    public override int FullHeight => 400;

    public override double FieldWidth => 0.18;

    public override ImmutableArray<string> Defects { get; } = ["contamination", "cut", "open"];

    public override double Roughness => 0.00025;

    public override double MaxTurn => 0.06;

    public override PartShape Make(SplitMix64 random)
    {
        double half = random.Between(0.066, 0.074), radius = random.Between(0.0085, 0.0095);
        return new Shape(half, radius, random.Between(-0.004, 0.004), random.NextDouble(), random.Next())
        {
            ReachX = half,
            ReachY = radius + 0.004,
            Inside = new Vector3(0.90f, 0.88f, 0.84f),
        };
    }

    private sealed class Shape(double half, double radius, double bow, double phase, ulong seed) : PartShape
    {
        // Lengthwise distance between two strands of a three-strand laid rope.
        private const double Lay = 0.011;

        private readonly Noise2D _fibre = new(seed);

        public override double Height(double x, double y)
        {
            double across = y - bow * Math.Cos(2.2 * x / half);
            if (Math.Abs(x) >= half || Math.Abs(across) >= radius)
                return 0;
            double strand = Shaping.Triangle(Winding(x, across));
            return radius + (Shaping.Round(radius, across) - 0.0026 * strand * strand * Shaping.Round(1,
                across / radius));
        }

        // Number of strands passed up to a place: they run around the rope as they run along it.
        private double Winding(double x, double across)
            => x / Lay + phase + 0.55 * Math.Asin(Math.Clamp(across / radius, -1, 1));

        public override Vector3 Colour(double x, double y, double height)
        {
            double across = y - bow * Math.Cos(2.2 * x / half);
            double fibre = 0.88 + 0.12 * _fibre.Octaves(Winding(x, across) * 14, across * 60, 2);
            bool tracer = Math.Floor(Winding(x, across) + 0.5) % 3 == 0;
            return (tracer ? new Vector3(0.20f, 0.33f, 0.62f) : new Vector3(0.88f, 0.86f, 0.82f)) * (float)fibre;
        }
    }
}
