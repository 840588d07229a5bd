using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Geometry.Depth;

/// <summary>Closes small holes of depth pictures: a pixel of 0 takes the mean of its neighbours above 0.</summary>
/// <remarks>Source: the public code of 3DSR (two passes) and of AST (three). Cost: nine reads per hole and
/// pass.</remarks>
public static class DepthHoles
{
    /// <summary>The filled picture.</summary>
    /// <param name="depth">Shape [height, width]; 0 where nothing was measured.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="passes">How often; each pass looks at what the one before it left.</param>
    /// <param name="leaveFirst">Whether holes of the first row and of the first column stay, as in AST's public code,
    /// whose window is empty there; otherwise the window is cut at the border.</param>
    /// <returns>Shape [height, width]; a hole without a neighbour above 0 stays 0.</returns>
    /// <exception cref="ArgumentException">The length does not fit.</exception>
    public static float[] Fill(ReadOnlySpan<float> depth, int height, int width, int passes = 1,
        bool leaveFirst = false)
    {
        Require.Length(depth.Length, (long)height * width, $"[{height}, {width}]");
        ArgumentOutOfRangeException.ThrowIfNegative(passes);
        float[] filled = depth.ToArray();
        int first = leaveFirst ? 1 : 0;
        for (int pass = 0; pass < passes; pass++)
        {
            float[] before = [.. filled];
            for (int row = first; row < height; row++)
                for (int column = first; column < width; column++)
                    if (before[(row * width) + column] == 0)
                        filled[(row * width) + column] = MeanAround(before, height, width, row, column);
        }
        return filled;
    }

    private static float MeanAround(float[] depth, int height, int width, int row, int column)
    {
        double sum = 0;
        int count = 0;
        for (int y = Math.Max(0, row - 1); y <= Math.Min(height - 1, row + 1); y++)
            for (int x = Math.Max(0, column - 1); x <= Math.Min(width - 1, column + 1); x++)
                if (depth[(y * width) + x] is > 0 and float value)
                    (sum, count) = (sum + value, count + 1);
        return count > 0 ? (float)(sum / count) : 0;
    }
}
