using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Planes;

namespace Pipeline3D.Detection.Tests;

/// <summary>A generated class of parts: a dome of varying shape on the plane z = 0.5 m; defects are bumps and
/// holes.</summary>
internal static class Domes
{
    public const int Size = 96;

    /// <summary>One scan with its background removed, and which pixels are defective.</summary>
    public static (OrganizedCloud Scan, bool[] Truth) Make(int seed, bool defect)
    {
        var random = new Random(seed);
        double radius = 0.036 + (0.003 * random.NextDouble()), height = 0.025 + (0.004 * random.NextDouble());
        double shiftX = 0.003 * (random.NextDouble() - 0.5), shiftY = 0.003 * (random.NextDouble() - 0.5);
        double angle = 2 * Math.PI * random.NextDouble(), off = 0.5 * radius * random.NextDouble();
        double bumpX = shiftX + (off * Math.Cos(angle)), bumpY = shiftY + (off * Math.Sin(angle));
        double bump = (random.Next(2) == 0 ? 1 : -1) * 0.004;
        var points = new PointCloud(Size * Size);
        var truth = new bool[Size * Size];
        for (int i = 0; i < points.Count; i++)
        {
            double x = 1e-3 * ((i % Size) - (Size / 2) + 0.25), y = 1e-3 * ((i / Size) - (Size / 2) + 0.25);
            double inside = 1 - ((Square(x - shiftX) + Square(y - shiftY)) / Square(radius));
            double z = 0.5 - (height * Math.Sqrt(Math.Max(0, inside))) + (2e-4 * Math.Sin(300 * x) * Math.Cos(250 * y));
            double distance = Math.Sqrt(Square(x - bumpX) + Square(y - bumpY));
            if (defect && distance < 0.006)
            {
                z -= bump * Square(Math.Cos(distance / 0.006 * Math.PI / 2));
                truth[i] = distance < 0.0055;
            }
            points[i] = new((float)x, (float)y, (float)(z + (4e-5 * (random.NextDouble() - 0.5))));
        }
        OrganizedCloud cleaned = BackgroundPlane.Remove(new OrganizedCloud(Size, Size, points)).Cleaned;
        return (cleaned, truth);
    }

    /// <summary>Chance that a true pixel scores above a false one; ties count one half.</summary>
    public static double Auroc(IEnumerable<(float Score, bool Anomalous)> pixels)
    {
        double positives = 0, negatives = 0, wins = 0;
        foreach (var tied in pixels.GroupBy(pixel => pixel.Score).OrderBy(group => group.Key))
        {
            double above = tied.Count(pixel => pixel.Anomalous), below = tied.Count() - above;
            wins += above * (negatives + (below / 2));
            (positives, negatives) = (positives + above, negatives + below);
        }
        return wins / (positives * negatives);
    }

    private static double Square(double value) => value * value;
}
