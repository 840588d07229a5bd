using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Geometry.Depth;

/// <summary>Grows masks by a square.</summary>
/// <remarks>As scipy.ndimage.binary_dilation: a square of an even side has its middle at side / 2, so that a mask grows
/// by one pixel more towards the first row and column. Cost: O(height * width).</remarks>
public static class BinaryDilation
{
    /// <summary>The grown mask.</summary>
    /// <param name="mask">Shape [height, width].</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="side">Side of the square, pixels, 1 or more; 1 leaves the mask as it is.</param>
    /// <exception cref="ArgumentException">The length does not fit.</exception>
    public static bool[] Grow(ReadOnlySpan<bool> mask, int height, int width, int side)
    {
        Require.Length(mask.Length, (long)height * width, $"[{height}, {width}]");
        ArgumentOutOfRangeException.ThrowIfLessThan(side, 1);
        bool[] across = new bool[mask.Length], grown = new bool[mask.Length];
        for (int row = 0; row < height; row++)
            Spread(mask, across, row * width, 1, width, side);
        for (int column = 0; column < width; column++)
            Spread(across, grown, column, width, height, side);
        return grown;
    }

    // Along a line, a mark covers the side / 2 pixels before it, itself, and what is left of the side after it.
    private static void Spread(ReadOnlySpan<bool> from, bool[] to, int start, int step, int count, int side)
    {
        int before = side / 2, covered = 0;
        for (int i = 0; i < count; i++)
            if (from[start + (i * step)])
                for (int end = Math.Min(count, i - before + side), at = Math.Max(covered, i - before); at < end; at++)
                    (to[start + (at * step)], covered) = (true, at + 1);
    }
}
