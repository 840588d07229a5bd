using Pipeline3D.Geometry;

namespace Pipeline3D.Kernels.Tests.Expectations;

/// <summary>Small seeded clouds: even, clustered, and the degenerate ones that break kernels.</summary>
public static class TestClouds
{
    /// <summary>The kinds that every kernel is held against its twin on.</summary>
    public static TheoryData<string, int> Kinds { get; } = new()
    {
        { "cube", 300 }, { "surface", 400 }, { "outlier", 200 }, { "clusters", 250 }, { "duplicates", 150 },
        { "lattice", 256 }, { "line", 100 }, { "same", 60 }, { "huge", 120 }, { "tiny", 120 }, { "pair", 2 },
        { "one", 1 },
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
                "huge" => new(1e9f * a, 1e9f * b, -1e9f * c),
                "tiny" => new(1e-9f * a, -1e-9f * b, 1e-9f * c),
                _ => new(a, b, c),
            };
        }
        return cloud;
    }

    /// <summary>Largest distance between two coordinates of an axis; 1 when all points are one.</summary>
    public static double Extent(PointCloud cloud)
    {
        float[] xyz = cloud.ToInterleaved();
        double extent = 0;
        for (int axis = 0; axis < 3; axis++)
        {
            float[] values = [.. xyz.Where((_, i) => i % 3 == axis)];
            extent = Math.Max(extent, (double)values.Max() - values.Min());
        }
        return extent > 0 ? extent : 1;
    }
}
