using Pipeline3D.TestSupport;

namespace Pipeline3D.Geometry.Tests;

/// <summary>Small seeded clouds: even, clustered, and the degenerate ones that break neighbour code.</summary>
internal static class Clouds
{
    /// <summary>The kinds that every neighbour kernel is held against brute force on.</summary>
    public static TheoryData<string, int> Kinds { get; } = new()
    {
        { "cube", 600 }, { "surface", 600 }, { "outlier", 400 }, { "clusters", 500 }, { "duplicates", 300 },
        { "lattice", 512 }, { "line", 200 }, { "same", 100 }, { "pair", 2 }, { "three", 3 }, { "one", 1 },
        { "plane", 300 }, { "huge", 300 }, { "tiny", 300 }, { "far", 300 },
    };

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

    public static PointCloud Oracle(string name)
        => PointCloud.FromInterleaved(SharedFiles.OracleArray(name).To<float>());

    public static float SquaredDistance(PointCloud left, int i, PointCloud right, int j)
    {
        float dx = right.X[j] - left.X[i], dy = right.Y[j] - left.Y[i], dz = right.Z[j] - left.Z[i];
        return (dx * dx) + (dy * dy) + (dz * dz);
    }

    /// <summary>All indices by distance from point <paramref name="i"/> of <paramref name="queries"/>, ties by
    /// index.</summary>
    public static List<(float Squared, int Index)> Sorted(PointCloud queries, int i, PointCloud cloud)
    {
        var all = new List<(float Squared, int Index)>(cloud.Count);
        for (int j = 0; j < cloud.Count; j++)
            all.Add((SquaredDistance(queries, i, cloud, j), j));
        all.Sort();
        return all;
    }
}
