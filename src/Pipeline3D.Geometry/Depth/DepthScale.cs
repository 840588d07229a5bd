using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Geometry.Depth;

/// <summary>Brings depth pictures to the numbers that networks learn from.</summary>
public static class DepthScale
{
    /// <summary>3DSR's: the foreground's smallest depth becomes 0.1 and its largest 0.9, everything else 0.</summary>
    /// <param name="depth">n values; 0 where nothing was measured.</param>
    /// <param name="isForeground">n marks.</param>
    /// <returns>n values; a foreground of one depth is 0.1. All 0 where there is no foreground.</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static float[] ToRange(ReadOnlySpan<float> depth, ReadOnlySpan<bool> isForeground)
    {
        Require.Length(isForeground.Length, depth.Length, $"[{depth.Length}]");
        (float low, float high) = (float.PositiveInfinity, float.NegativeInfinity);
        for (int i = 0; i < depth.Length; i++)
            if (isForeground[i] && depth[i] != 0)
                (low, high) = (Math.Min(low, depth[i]), Math.Max(high, depth[i]));
        double extent = high > low ? (double)high - low : 1;
        var scaled = new float[depth.Length];
        for (int i = 0; i < depth.Length; i++)
            if (isForeground[i] && depth[i] != 0)
                scaled[i] = (float)(((depth[i] - (double)low) / extent * 0.8) + 0.1);
        return scaled;
    }

    /// <summary>AST's: distance to the foreground's mean depth, times 100; 0 outside of the foreground.</summary>
    /// <inheritdoc cref="ToRange"/>
    /// <returns>n values.</returns>
    public static float[] ToCentred(ReadOnlySpan<float> depth, ReadOnlySpan<bool> isForeground)
    {
        Require.Length(isForeground.Length, depth.Length, $"[{depth.Length}]");
        double sum = 0;
        int count = 0;
        for (int i = 0; i < depth.Length; i++)
            if (isForeground[i])
                (sum, count) = (sum + depth[i], count + 1);
        var centred = new float[depth.Length];
        for (int i = 0; i < depth.Length; i++)
            if (isForeground[i])
                centred[i] = (float)((depth[i] - (sum / count)) * 100);
        return centred;
    }
}
