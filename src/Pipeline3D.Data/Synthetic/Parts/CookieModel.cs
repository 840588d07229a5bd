using System.Collections.Immutable;
using System.Numerics;
using Pipeline3D.Data.Synthetic.Rendering;

namespace Pipeline3D.Data.Synthetic.Parts;

/// <summary>A cookie: a flat disc with chocolate chips, each instance with its own.</summary>
internal sealed class CookieModel : PartModel
{
    public override string Name => "cookie";

    public override int FullWidth => 500;

    public override int FullHeight => 500;

    public override double FieldWidth => 0.11;

    public override ImmutableArray<string> Defects { get; } = ["combined", "contamination", "crack", "hole"];

    public override double OutlineNoise => 0.0022;

    public override double SwellNoise => 0.0012;

    public override double Roughness => 0.0006;

    public override PartShape Make(SplitMix64 random)
    {
        double radius = random.Between(0.036, 0.041);
        return new Shape(radius, random.Between(0.009, 0.012), Chips(random, radius), random.Next())
        {
            ReachX = radius,
            ReachY = radius,
            Inside = new Vector3(0.80f, 0.62f, 0.38f),
        };
    }

    private static (double X, double Y, double R)[] Chips(SplitMix64 random, double radius)
    {
        var chips = new (double X, double Y, double R)[9 + random.NextInt(6)];
        foreach (ref (double X, double Y, double R) chip in chips.AsSpan())
        {
            (double sine, double cosine) = Math.SinCos(random.Between(0, 2 * Math.PI));
            double distance = 0.8 * radius * Math.Sqrt(random.NextDouble());
            chip = (distance * cosine, distance * sine, random.Between(0.0025, 0.0045));
        }
        return chips;
    }

    private sealed class Shape(double radius, double thick, (double X, double Y, double R)[] chips, ulong seed)
        : PartShape
    {
        private readonly Noise2D _crumb = new(seed);

        public override double Height(double x, double y)
        {
            double distance = Math.Sqrt(x * x + y * y) / radius;
            if (distance >= 1)
                return 0;
            double height = thick * (0.35 + 0.65 * Math.Pow(1 - distance * distance * distance * distance, 0.4));
            foreach ((double cx, double cy, double r) in chips)
                height += 0.45 * Shaping.Round(r, Math.Sqrt((x - cx) * (x - cx) + (y - cy) * (y - cy)));
            return height;
        }

        public override Vector3 Colour(double x, double y, double height)
        {
            foreach ((double cx, double cy, double r) in chips)
                if ((x - cx) * (x - cx) + (y - cy) * (y - cy) < r * r)
                    return new Vector3(0.24f, 0.13f, 0.08f);
            double bake = 0.5 + 0.5 * _crumb.Octaves(x * 90, y * 90, 3);
            return Vector3.Lerp(new Vector3(0.83f, 0.63f, 0.36f), new Vector3(0.62f, 0.40f, 0.18f),
                (float)Math.Clamp(bake, 0, 1));
        }
    }
}
