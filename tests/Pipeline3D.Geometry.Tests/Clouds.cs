using Pipeline3D.TestSupport;

namespace Pipeline3D.Geometry.Tests;

/// <summary>Which clouds neighbour code is tried on, and brute force beside it.</summary>
internal static class Clouds
{
    /// <summary>The kinds that every neighbour kernel is held against brute force on.</summary>
    public static TheoryData<string, int> Kinds { get; } = new()
    {
        { "cube", 600 }, { "surface", 600 }, { "outlier", 400 }, { "clusters", 500 }, { "duplicates", 300 },
        { "lattice", 512 }, { "line", 200 }, { "same", 100 }, { "pair", 2 }, { "three", 3 }, { "one", 1 },
        { "plane", 300 }, { "huge", 300 }, { "tiny", 300 }, { "far", 300 },
    };

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
