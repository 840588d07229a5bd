namespace Pipeline3D.Geometry.Tests;

/// <summary>Small organized scans with a known truth.</summary>
internal static class Scans
{
    /// <summary>A dome of the given height (metres) on the table z = 0.5 + 0.02 x, pixel pitch 1 mm, noise 0.05
    /// mm.</summary>
    public static OrganizedCloud Dome(int width, int rows, int seed, double domeHeight = 0.03)
    {
        var random = new Random(seed);
        var points = new PointCloud(width * rows);
        for (int i = 0; i < points.Count; i++)
        {
            double x = 1e-3 * ((i % width) - (width / 2) + 0.25), y = 1e-3 * ((i / width) - (rows / 2) + 0.25);
            double inside = 1 - (((x * x) + (y * y)) / (1e-6 * 0.09 * width * width));
            double z = 0.5 + (0.02 * x) - (domeHeight * Math.Sqrt(Math.Max(0, inside)))
                + (1e-4 * (random.NextDouble() - 0.5));
            points[i] = new((float)x, (float)y, (float)z);
        }
        return new OrganizedCloud(width, rows, points);
    }
}
