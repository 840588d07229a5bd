using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.GpuCheck;

/// <summary>Seeded inputs: the same on every machine.</summary>
internal static class Inputs
{
    /// <summary>n points of a waved surface with noise, about one unit wide.</summary>
    public static PointCloud Surface(int count)
    {
        var random = new Random(count);
        var cloud = new PointCloud(count);
        for (int i = 0; i < count; i++)
        {
            float x = random.NextSingle(), y = random.NextSingle();
            cloud[i] = new(x, y, 1 + (0.1f * MathF.Sin(6 * x) * MathF.Cos(5 * y)) + (0.001f * random.NextSingle()));
        }
        return cloud;
    }

    /// <summary>n rows of d values in clusters, as features of patches are.</summary>
    public static FeatureMatrix Rows(int rows, int columns, int seed)
    {
        var random = new Random(seed);
        var centres = new float[64 * columns];
        foreach (ref float value in centres.AsSpan())
            value = 4 * random.NextSingle();
        var made = new FeatureMatrix(rows, columns);
        for (int row = 0; row < rows; row++)
        {
            int centre = random.Next(64) * columns;
            for (int i = 0; i < columns; i++)
                made.Values[(row * columns) + i] = centres[centre + i] + random.NextSingle();
        }
        return made;
    }
}
