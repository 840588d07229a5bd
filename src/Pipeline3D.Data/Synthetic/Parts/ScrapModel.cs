using System.Collections.Immutable;
using System.Numerics;
using Pipeline3D.Data.Synthetic.Rendering;

namespace Pipeline3D.Data.Synthetic.Parts;

/// <summary>A body of no category: a lump of random outline with domes, blocks, ridges and dents at random
/// places.</summary>
internal sealed class ScrapModel : PartModel
{
    public override string Name => "scrap";

    public override int FullWidth => 800;

    public override int FullHeight => 800;

    public override double FieldWidth => 0.15;

    public override ImmutableArray<string> Defects => [];

    public override double OutlineNoise => 0.006;

    public override double SwellNoise => 0.003;

    public override double Roughness => 0.0003;

    public override PartShape Make(SplitMix64 random)
    {
        double length = random.Between(0.030, 0.055), width = random.Between(0.025, 0.045);
        var features = new Feature[4 + random.NextInt(6)];
        for (int i = 0; i < features.Length; i++)
            features[i] = new Feature(random.NextInt(4), random.Between(-0.8, 0.8) * length,
                random.Between(-0.8, 0.8) * width, random.Between(0.004, 0.014), random.Between(0.002, 0.010),
                random.Between(0, Math.PI));
        return new Shape(length, width, random.Between(0.008, 0.025), random.Between(0.3, 1), features)
        {
            ReachX = length, ReachY = width, Inside = new Vector3(0.5f),
        };
    }

    // Kind, place, size, height and angle.
    private readonly record struct Feature(int Kind, double X, double Y, double Size, double Height, double Angle)
    {
        public double At(double x, double y)
        {
            (double sine, double cosine) = Math.SinCos(Angle);
            (double u, double v) = ((cosine * (x - X)) + (sine * (y - Y)), (cosine * (y - Y)) - (sine * (x - X)));
            double distance = Math.Sqrt((u * u) + (v * v));
            return Kind switch
            {
                // A dome, a block with rounded edges, a ridge, a dent.
                0 => Height * Shaping.Round(1, distance / Size),
                1 => Height * (1 - Shaping.Step(0.85, 1.1, Math.Max(Math.Abs(u), 1.6 * Math.Abs(v)) / Size)),
                2 => Height * Shaping.Round(1, v / (0.35 * Size)) * (1 - Shaping.Step(1.2, 2, Math.Abs(u) / Size)),
                _ => -0.7 * Height * (1 - Shaping.Step(0.4, 1, distance / Size)),
            };
        }
    }

    private sealed class Shape(double length, double width, double thick, double roundness, Feature[] features)
        : PartShape
    {
        public override double Height(double x, double y)
        {
            double distance = Math.Sqrt((x * x / (length * length)) + (y * y / (width * width)));
            if (distance >= 1)
                return 0;
            double height = thick * (1 - roundness + (roundness * Shaping.Round(1, distance)));
            foreach (Feature feature in features)
                height += feature.At(x, y);
            return Math.Max(height, 0.001);
        }

        public override Vector3 Colour(double x, double y, double height) => new(0.55f);
    }
}
