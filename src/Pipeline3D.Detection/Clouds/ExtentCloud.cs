using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Detection.Clouds;

/// <summary>Clouds in the frame that implicit surfaces are learnt in: the longest side of their box is 1, and their
/// mean is the origin.</summary>
/// <remarks>Source: the patches of Shape-Guided's public code.</remarks>
internal static class ExtentCloud
{
    /// <summary>The cloud in that frame; all points at the origin where they coincide.</summary>
    public static PointCloud Of(PointCloud cloud)
    {
        double extent = new[] { Extent(cloud.X), Extent(cloud.Y), Extent(cloud.Z) }.Max(), by = extent > 0 ? extent : 1;
        Vector3d mean = Vector3d.MeanOf(cloud);
        var scaled = new PointCloud(cloud.Count);
        Scale(cloud.X, mean.X, by, scaled.X);
        Scale(cloud.Y, mean.Y, by, scaled.Y);
        Scale(cloud.Z, mean.Z, by, scaled.Z);
        return scaled;
    }

    private static double Extent(ReadOnlySpan<float> values)
    {
        (double low, double high) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (float value in values)
            (low, high) = (Math.Min(low, value), Math.Max(high, value));
        return high - low;
    }

    private static void Scale(ReadOnlySpan<float> from, double mean, double by, Span<float> to)
    {
        for (int i = 0; i < from.Length; i++)
            to[i] = (float)((from[i] - mean) / by);
    }
}
