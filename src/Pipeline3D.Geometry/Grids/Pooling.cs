using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Geometry.Grids;

/// <summary>Average pooling of feature grids with the channels last.</summary>
/// <remarks>Source: PyTorch's avg_pool2d and adaptive_avg_pool2d. Sums run in double. Cost: O(values read).</remarks>
public static class Pooling
{
    /// <summary>Means over windows that move by one pixel and stay inside the grid (stride 1, no padding).</summary>
    /// <param name="grid">Shape [height, width, channels].</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="channels">Values per pixel.</param>
    /// <param name="window">Side of the window, pixels; at most height and width.</param>
    /// <returns>Shape [height - window + 1, width - window + 1, channels].</returns>
    /// <exception cref="ArgumentException">The length does not fit, or the window is larger than the grid.</exception>
    public static float[] Average(ReadOnlySpan<float> grid, int height, int width, int channels, int window)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(window, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(window, Math.Min(height, width));
        int rows = height - window + 1, columns = width - window + 1;
        return Means(grid, height, width, channels,
            Windows(rows, i => (i, i + window)), Windows(columns, i => (i, i + window)));
    }

    /// <summary>Means over a grid of nearly equal windows: output i covers floor(i * in / out) to ceil((i + 1) * in /
    /// out).</summary>
    /// <param name="grid">Shape [height, width, channels].</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="channels">Values per pixel.</param>
    /// <param name="rows">Rows of the result.</param>
    /// <param name="columns">Columns of the result.</param>
    /// <returns>Shape [rows, columns, channels].</returns>
    /// <exception cref="ArgumentException">The length does not fit, or a size is not above 0.</exception>
    public static float[] Adaptive(ReadOnlySpan<float> grid, int height, int width, int channels, int rows, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columns);
        return Means(grid, height, width, channels,
            Windows(rows, i => Covered(i, height, rows)), Windows(columns, i => Covered(i, width, columns)));
    }

    private static (int Start, int End) Covered(int index, int from, int to)
        => ((int)((long)index * from / to), (int)((((index + 1L) * from) + to - 1) / to));

    private static (int Start, int End)[] Windows(int count, Func<int, (int Start, int End)> window)
        => [.. Enumerable.Range(0, count).Select(window)];

    private static float[] Means(ReadOnlySpan<float> grid, int height, int width, int channels,
        (int Start, int End)[] rows, (int Start, int End)[] columns)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(channels);
        Require.Length(grid.Length, (long)height * width * channels, $"[{height}, {width}, {channels}]");
        var means = new float[checked(rows.Length * columns.Length * channels)];
        var sums = new double[channels];
        int next = 0;
        foreach ((int top, int bottom) in rows)
        {
            foreach ((int left, int right) in columns)
            {
                Array.Clear(sums);
                for (int row = top; row < bottom; row++)
                    for (int column = left; column < right; column++)
                        Add(grid.Slice(((row * width) + column) * channels, channels), sums);
                double share = 1.0 / ((bottom - top) * (right - left));
                foreach (double sum in sums)
                    means[next++] = (float)(sum * share);
            }
        }
        return means;
    }

    private static void Add(ReadOnlySpan<float> values, double[] sums)
    {
        for (int i = 0; i < sums.Length; i++)
            sums[i] += values[i];
    }
}
