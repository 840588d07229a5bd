using Pipeline3D.Geometry.Numerics;
using System.Runtime.Intrinsics;
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
    /// <summary>Looks at all points. Cost: one pass, two where some are not finite.</summary>
    public static CloudBounds Of(PointCloud cloud)
    {
        int gap = -1;
        (float lowX, float highX) = Reach(cloud.X, ref gap);
        (float lowY, float highY) = Reach(cloud.Y, ref gap);
        (float lowZ, float highZ) = Reach(cloud.Z, ref gap);
        return new(cloud.Count, new(lowX, lowY, lowZ), new(highX, highY, highZ), gap);
    }

    /// <summary>The range of the finite values.</summary>
    private static (float Low, float High) Reach(ReadOnlySpan<float> values, ref int gap)
    {
        int first = Require.FirstNotFinite(values);
        gap = first < 0 ? gap : gap < 0 ? first : Math.Min(first, gap);
        Vector512<float> lows = Vector512.Create(float.PositiveInfinity), highs = -lows, most = lows;
        int i = 0;
        for (; i <= values.Length - Vector512<float>.Count; i += Vector512<float>.Count)
        {
            Vector512<float> value = Vector512.Create(values[i..]);
            Vector512<float> finite = Vector512.LessThan(Vector512.Abs(value), most);
            lows = Vector512.MinNative(lows, Vector512.ConditionalSelect(finite, value, most));
            highs = Vector512.MaxNative(highs, Vector512.ConditionalSelect(finite, value, -most));
        }
        float low = float.PositiveInfinity, high = float.NegativeInfinity;
        for (int lane = 0; lane < Vector512<float>.Count; lane++)
            (low, high) = (MathF.Min(low, lows[lane]), MathF.Max(high, highs[lane]));
        for (; i < values.Length; i++)
            if (float.IsFinite(values[i]))
                (low, high) = (MathF.Min(low, values[i]), MathF.Max(high, values[i]));
        return (low, high);
    }
}
