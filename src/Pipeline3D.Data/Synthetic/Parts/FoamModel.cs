using System.Collections.Immutable;
using System.Numerics;
using Pipeline3D.Data.Synthetic.Rendering;

namespace Pipeline3D.Data.Synthetic.Parts;

/// <summary>A block of open-cell foam.</summary>
internal sealed class FoamModel : PartModel
{
    public override string Name => "foam";

    public override int FullWidth => 900;

    public override int FullHeight => 900;

    public override double FieldWidth => 0.15;

    public override ImmutableArray<string> Defects { get; } = ["color", "combined", "contamination", "cut"];

    public override double OutlineNoise => 0.0009;

    public override double SwellNoise => 0.0006;

    public override double MaxTurn => 0.25;

    public override PartShape Make(SplitMix64 random)
    {
        double halfX = random.Between(0.047, 0.051), halfY = random.Between(0.034, 0.038);
        return new Shape(halfX, halfY, random.Between(0.020, 0.024), random.Next())
        {
            ReachX = halfX,
            ReachY = halfY,
            Inside = new Vector3(0.86f, 0.80f, 0.55f),
        };
    }

    private sealed class Shape(double halfX, double halfY, double thick, ulong seed) : PartShape
    {
        private readonly Noise2D _pores = new(seed);

        public override double Height(double x, double y)
        {
            double edge = Math.Min(halfX - Math.Abs(x), halfY - Math.Abs(y));
            if (edge <= 0)
                return 0;
            // Open cells: where the noise is high the surface falls into a pore.
            double pore = Math.Max(0, _pores.Octaves(x * 300, y * 300, 2) - 0.15);
            return thick - Math.Max(0, 0.002 - edge) * 0.6 - 0.0022 * pore;
        }

        public override Vector3 Colour(double x, double y, double height)
        {
            double shade = 0.92 - 0.5 * Math.Max(0, _pores.Octaves(x * 300, y * 300, 2) - 0.15);
            return new Vector3(0.93f, 0.83f, 0.36f) * (float)shade;
        }
    }
}
