using System.Collections.Immutable;
using System.Numerics;
using Pipeline3D.Data.Synthetic.Rendering;

namespace Pipeline3D.Data.Synthetic.Parts;

/// <summary>A potato: a lumpy ellipsoid with eyes.</summary>
internal sealed class PotatoModel : PartModel
{
    public override string Name => "potato";

    public override int FullWidth => 800;

    public override int FullHeight => 800;

    public override double FieldWidth => 0.16;

    public override ImmutableArray<string> Defects { get; } = ["combined", "contamination", "cut", "hole"];

    public override double OutlineNoise => 0.0055;

    public override double SwellNoise => 0.003;

    public override double Roughness => 0.00025;

    public override PartShape Make(SplitMix64 random)
    {
        double length = random.Between(0.042, 0.052), width = random.Between(0.030, 0.036);
        return new Shape(length, width, random.Between(0.022, 0.027), random.Next())
        {
            ReachX = length,
            ReachY = width,
            Inside = new Vector3(0.95f, 0.89f, 0.62f),
        };
    }

    private sealed class Shape(double length, double width, double thick, ulong seed) : PartShape
    {
        private readonly Noise2D _skin = new(seed);

        public override double Height(double x, double y)
        {
            double distance = Math.Sqrt(x * x / (length * length) + y * y / (width * width));
            if (distance >= 1)
                return 0;
            // Eyes: small dimples where slow noise peaks.
            double eye = Math.Max(0, _skin.At(x * 75, y * 75) - 0.30);
            return thick * (0.9 + Shaping.Round(1, distance)) - 0.006 * eye;
        }

        public override Vector3 Colour(double x, double y, double height)
        {
            double dirt = 0.45 + 0.5 * _skin.Octaves(x * 110, y * 110, 3);
            return Vector3.Lerp(new Vector3(0.80f, 0.66f, 0.42f), new Vector3(0.52f, 0.38f, 0.22f),
                (float)Math.Clamp(dirt, 0, 1));
        }
    }
}
