using Pipeline3D.Geometry;

namespace Pipeline3D.Kernels.Tests.Expectations;

/// <summary>Which clouds kernels are tried on.</summary>
public static class KernelClouds
{
    /// <summary>The kinds that every kernel is held against its twin on.</summary>
    public static TheoryData<string, int> Kinds { get; } = new()
    {
        { "cube", 300 }, { "surface", 400 }, { "outlier", 200 }, { "clusters", 250 }, { "duplicates", 150 },
        { "lattice", 256 }, { "line", 100 }, { "same", 60 }, { "huge", 120 }, { "tiny", 120 }, { "pair", 2 },
        { "one", 1 },
    };

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
