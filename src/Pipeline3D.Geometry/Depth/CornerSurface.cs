using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Geometry.Depth;

/// <summary>The surface that a depth picture's background lies in: bilinear between the means of its four
/// corners.</summary>
/// <remarks>Source: AST's public code. Cost: O(height * width).</remarks>
public static class CornerSurface
{
    /// <summary>The surface's depth at every pixel.</summary>
    /// <param name="depth">Shape [height, width]; 0 where nothing was measured.</param>
    /// <param name="height">Rows, two at least.</param>
    /// <param name="width">Columns, two at least.</param>
    /// <param name="block">Side of a corner's block, pixels.</param>
    /// <returns>Shape [height, width]; null when a corner has no value above 0.</returns>
    /// <exception cref="ArgumentException">The length does not fit, or the picture is too small.</exception>
    public static float[]? Of(ReadOnlySpan<float> depth, int height, int width, int block = 2)
    {
        Require.Length(depth.Length, (long)height * width, $"[{height}, {width}]");
        ArgumentOutOfRangeException.ThrowIfLessThan(block, 1);
        Require.Range(height, Math.Max(2, block), int.MaxValue);
        Require.Range(width, Math.Max(2, block), int.MaxValue);
        double upperLeft = Mean(depth, width, 0, 0, block), upperRight = Mean(depth, width, 0, width - block, block),
            lowerLeft = Mean(depth, width, height - block, 0, block),
            lowerRight = Mean(depth, width, height - block, width - block, block);
        if (double.IsNaN(upperLeft + upperRight + lowerLeft + lowerRight))
            return null;
        var surface = new float[depth.Length];
        for (int row = 0; row < height; row++)
        {
            double down = (double)row / (height - 1);
            double left = upperLeft + (down * (lowerLeft - upperLeft)),
                right = upperRight + (down * (lowerRight - upperRight));
            for (int column = 0; column < width; column++)
                surface[(row * width) + column] = (float)(left + ((double)column / (width - 1) * (right - left)));
        }
        return surface;
    }

    private static double Mean(ReadOnlySpan<float> depth, int width, int top, int left, int block)
    {
        double sum = 0;
        int count = 0;
        for (int row = top; row < top + block; row++)
            foreach (float value in depth.Slice((row * width) + left, block))
                if (value > 0)
                    (sum, count) = (sum + value, count + 1);
        return sum / count;
    }
}
