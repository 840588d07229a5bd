using System.Numerics;
using Pipeline3D.Data.Synthetic.Parts;
using Pipeline3D.Data.Synthetic.Rendering;

namespace Pipeline3D.Data.Synthetic.Defects;

/// <summary>Chooses where on an instance a defect lies and how large it is: 1 to 5 percent of the part's
/// area.</summary>
internal sealed class DefectPlacer
{
    private const int Tries = 400;

    private readonly PlacedPart _part;
    private readonly PartModel _model;
    private readonly SplitMix64 _random;
    private readonly double _pixel, _area;

    /// <summary>Looks at a sound instance.</summary>
    /// <param name="model">Its category.</param>
    /// <param name="part">The instance.</param>
    /// <param name="pixel">Metres per pixel: a defect must be wide enough to be seen.</param>
    /// <param name="random">Source of the choices.</param>
    public DefectPlacer(PartModel model, PlacedPart part, double pixel, SplitMix64 random)
    {
        (_model, _part, _pixel, _random) = (model, part, pixel, random);
        _area = Area();
    }

    /// <summary>Makes a defect of a kind.</summary>
    /// <exception cref="ArgumentException">The kind is unknown.</exception>
    public Defect Place(string kind)
    {
        double area = _area * _random.Between(0.015, 0.045);
        double radius = Math.Max(Math.Sqrt(area / Math.PI), 2.5 * _pixel);
        ulong seed = _random.Next();
        PartShape shape = _part.Shape;
        switch (kind)
        {
            case "hole":
                (double x, double y, double height) = Spot(0.8 * radius);
                return new PitDefect(x, y, radius, height * _random.Between(0.55, 1.1), 0.75f * shape.Inside, seed);
            case "thread":
                // The stem's ridges are worn off: shallow, but deeper than they are high.
                (x, y, height) = Spot(0.5 * radius, lowX: 0.3 * shape.ReachX);
                return new PitDefect(x, y, 1.1 * radius, _random.Between(0.0018, 0.0026), shape.Inside, seed);
            case "crack":
                return Groove(area, widthInPixels: 3, narrowest: 0.0016, wander: 0.10, seed);
            case "cut":
                return Groove(area, widthInPixels: 4, narrowest: 0.0018, wander: 0, seed);
            case "scratch":
                // Seen in the normals more than in the depth: a few tenths of a millimetre.
                return Groove(area, widthInPixels: 3, narrowest: 0.0012, wander: 0.02, seed, shallow: true);
            case "contamination":
                (x, y, height) = Spot(0.5 * radius);
                return new BlobDefect(x, y, radius, radius * _random.Between(0.45, 0.7), Foreign(), seed);
            case "color":
                (x, y, height) = Spot(radius);
                return new StainDefect(x, y, 1.15 * radius, Foreign(), seed);
            case "bent":
                double hinge = _random.NextSign() * shape.ReachX * _random.Between(0.15, 0.4);
                return new BendDefect(hinge, _random.NextSign() * _random.Between(0.16, 0.3));
            case "open":
                double start = shape.ReachX * _random.Between(0.6, 0.75);
                return new OpeningDefect(start, shape.ReachX, shape.ReachY * _random.Between(0.35, 0.55));
            default:
                throw new ArgumentException($"'{kind}' is no kind of synthetic defect");
        }
    }

    private GrooveDefect Groove(double area, double widthInPixels, double narrowest, double wander, ulong seed,
        bool shallow = false)
    {
        double width = Math.Max(widthInPixels * _pixel, narrowest);
        double longest = 1.2 * Math.Min(_part.Shape.ReachX, 2.5 * _part.Shape.ReachY);
        // An ellipse-like outline of this length and width has the wanted area.
        double length = Math.Clamp(area / (0.78 * width), 4 * width, Math.Max(longest, 4 * width));
        (double x, double y, double height) = Spot(0.25 * length);
        return new GrooveDefect(x, y, _random.Between(0, Math.PI), length, width,
            shallow ? _random.Between(0.0003, 0.0006) : height * _random.Between(0.3, 0.6), wander * length,
            0.6f * _part.Shape.Inside, seed);
    }

    // A random place on the part around which the part reaches at least `around` to four sides.
    private (double X, double Y, double Height) Spot(double around, double lowX = double.NegativeInfinity)
    {
        PartShape shape = _part.Shape;
        (double X, double Y, double Height) best = default;
        for (int i = 0; i < Tries; i++)
        {
            double x = _random.Between(Math.Max(lowX, -0.95 * shape.ReachX), 0.95 * shape.ReachX);
            double y = _random.Between(-0.95, 0.95) * shape.ReachY, height = _part.PartHeight(x, y);
            if (height <= 0)
                continue;
            best = (x, y, height);
            if (_part.PartHeight(x - around, y) > 0 && _part.PartHeight(x + around, y) > 0
                && _part.PartHeight(x, y - around) > 0 && _part.PartHeight(x, y + around) > 0)
                return best;
        }
        return best.Height > 0 ? best
            : throw new InvalidOperationException(
                $"no place of {_model.Name} was found on the part: its reach is wrong");
    }

    private double Area()
    {
        const int Nodes = 48;
        PartShape shape = _part.Shape;
        double stepX = 2 * shape.ReachX / Nodes, stepY = 2 * shape.ReachY / Nodes;
        int covered = 0;
        for (int i = 0; i < Nodes * Nodes; i++)
            if (_part.PartHeight((i % Nodes + 0.5) * stepX - shape.ReachX,
                (i / Nodes + 0.5) * stepY - shape.ReachY) > 0)
                covered++;
        return covered * stepX * stepY;
    }

    private Vector3 Foreign() => _random.NextInt(4) switch
    {
        0 => new Vector3(0.12f, 0.30f, 0.62f),
        1 => new Vector3(0.20f, 0.52f, 0.24f),
        2 => new Vector3(0.85f, 0.85f, 0.88f),
        _ => new Vector3(0.10f, 0.09f, 0.09f),
    };
}
