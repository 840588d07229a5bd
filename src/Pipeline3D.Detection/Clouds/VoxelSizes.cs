using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Detection.Clouds;

/// <summary>Voxels that follow the size of a cloud.</summary>
internal static class VoxelSizes
{
    private const double Diagonal = 40;

    /// <summary>The edge of a voxel in the unit of a cloud.</summary>
    /// <param name="size">The edge as an option says it.</param>
    /// <param name="unit">What it is counted in.</param>
    /// <param name="cloud">The cloud, or the template that it is laid on.</param>
    /// <returns>Above 0. A cloud without extent has voxels of <paramref name="size"/>.</returns>
    public static double Of(double size, VoxelUnit unit, PointCloud cloud)
    {
        if (unit == VoxelUnit.Cloud)
            return size;
        double diagonal = new Vector3d(Extent(cloud.X), Extent(cloud.Y), Extent(cloud.Z)).Length;
        return diagonal > 0 ? size * diagonal / Diagonal : size;
    }

    /// <summary>The longest side of a cloud's bounding box.</summary>
    public static double LongestSide(PointCloud cloud)
        => Math.Max(Extent(cloud.X), Math.Max(Extent(cloud.Y), Extent(cloud.Z)));

    private static double Extent(ReadOnlySpan<float> values)
    {
        double low = double.PositiveInfinity, high = double.NegativeInfinity;
        foreach (float value in values)
            (low, high) = (Math.Min(low, value), Math.Max(high, value));
        return high - low;
    }
}
