using Pipeline3D.Geometry;
using Pipeline3D.Kernels.Numerics;

namespace Pipeline3D.Kernels.Clouds;

/// <summary>The box of a cloud's finite points.</summary>
/// <param name="Count">Points, all.</param>
/// <param name="Low">Least coordinates.</param>
/// <param name="High">Largest coordinates.</param>
/// <param name="FirstGap">First point that is not finite; -1 when all are.</param>
internal readonly record struct CloudBounds(int Count, Float3 Low, Float3 High, int FirstGap)
{
    /// <summary>Looks at all points. Cost: one pass.</summary>
    public static CloudBounds Of(PointCloud cloud)
    {
        int gap = -1;
        (float lowX, float highX) = Reach(cloud.X, ref gap);
        (float lowY, float highY) = Reach(cloud.Y, ref gap);
        (float lowZ, float highZ) = Reach(cloud.Z, ref gap);
        return new(cloud.Count, new(lowX, lowY, lowZ), new(highX, highY, highZ), gap);
    }

    private static (float Low, float High) Reach(ReadOnlySpan<float> values, ref int gap)
    {
        float low = float.PositiveInfinity, high = float.NegativeInfinity;
        for (int i = 0; i < values.Length; i++)
        {
            if (float.IsFinite(values[i]))
            {
                low = MathF.Min(low, values[i]);
                high = MathF.Max(high, values[i]);
            }
            else if (gap < 0 || i < gap)
            {
                gap = i;
            }
        }
        return (low, high);
    }
}
