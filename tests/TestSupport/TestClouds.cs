using Pipeline3D.Geometry;

namespace Pipeline3D.TestSupport;

/// <summary>Small seeded clouds: even, clustered, and the degenerate ones that break code for points.</summary>
public static class TestClouds
{
    /// <summary>A cloud of a kind: cube, surface, outlier, clusters, duplicates, lattice, line, same, plane, huge, tiny,
    /// far; any other name is a cube.</summary>
    public static PointCloud Of(string kind, int count, int seed = 1)
    {
        var random = new Random(seed);
        var cloud = new PointCloud(count);
        for (int i = 0; i < count; i++)
        {
            float a = random.NextSingle(), b = random.NextSingle(), c = random.NextSingle();
            cloud[i] = kind switch
            {
                "surface" => new(a, b, 0.1f * MathF.Sin(6 * a) * MathF.Cos(5 * b)),
                "outlier" => i % 100 == 7 ? new(1e6f * (a - 0.5f), 1e6f * b, -1e6f * c) : new(a, b, c),
                "clusters" => new(a + (10 * (i % 3)), (b * b * b * 1e-3f) + (i % 3), c),
                "duplicates" => new(MathF.Round(3 * a), MathF.Round(3 * b), MathF.Round(2 * c)),
                "lattice" => new(i & 7, (i >> 3) & 7, i >> 6),
                "line" => new(a, 2 * a, -a),
                "same" => new(0.25f, -3, 7),
                "plane" => new(a, 0, b),
                "huge" => new(1e9f * a, -1e9f * b, 1e9f * c),
                "tiny" => new(1e-9f * a, 1e-9f * b, -1e-9f * c),
                "far" => new(1e9f + (1000 * a), b, c),
                _ => new(a, b, c),
            };
        }
        return cloud;
    }
}
