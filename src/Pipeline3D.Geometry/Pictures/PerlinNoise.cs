using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Geometry.Pictures;

/// <summary>Pictures of smooth seeded noise: gradient noise on a lattice, turned about the picture's middle.</summary>
/// <remarks>Source: Perlin 2002 (quintic fade), scaled by the root of 2 so that it fills -1 to 1; turned pictures are 0
/// where the noise does not reach, as in the public code of DRAEM and DSR. It is 0 on lattice points.
/// Cost: O(side * side).</remarks>
internal static class PerlinNoise
{
    /// <summary>Draws a picture.</summary>
    /// <param name="side">Pixels of a side, 1 or more.</param>
    /// <param name="cellsAcross">Cells of the lattice along a row, 1 or more.</param>
    /// <param name="cellsDown">Cells along a column.</param>
    /// <param name="degrees">How far the noise is turned, against the clock.</param>
    /// <param name="random">Draws the gradients: one for each lattice point, row by row.</param>
    /// <returns>Shape [side, side]; each from -1 to 1.</returns>
    public static float[] Draw(int side, int cellsAcross, int cellsDown, double degrees, ref SplitMix64 random)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(side, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(cellsAcross, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(cellsDown, 1);
        var gradients = new (double X, double Y)[(cellsAcross + 1) * (cellsDown + 1)];
        foreach (ref (double X, double Y) gradient in gradients.AsSpan())
        {
            (double sine, double cosine) = Math.SinCos(2 * Math.PI * random.NextUnit());
            gradient = (cosine, sine);
        }
        var noise = new float[checked(side * side)];
        (double down, double across) = Math.SinCos(degrees * Math.PI / 180);
        double middle = (side - 1) / 2.0;
        for (int row = 0; row < side; row++)
            for (int column = 0; column < side; column++)
            {
                double x = column - middle, y = row - middle;
                double fromX = middle + (across * x) - (down * y), fromY = middle + (down * x) + (across * y);
                if (fromX >= 0 && fromX < side && fromY >= 0 && fromY < side)
                    noise[(row * side) + column] = (float)At(gradients, cellsAcross, fromX / side * cellsAcross,
                        fromY / side * cellsDown);
            }
        return noise;
    }

    private static double At((double X, double Y)[] gradients, int cells, double x, double y)
    {
        (int left, int top) = ((int)x, (int)y);
        double dx = x - left, dy = y - top, share = Fade(dx);
        int at = (top * (cells + 1)) + left;
        double above = Lerp(Slope(gradients[at], dx, dy), Slope(gradients[at + 1], dx - 1, dy), share),
            below = Lerp(Slope(gradients[at + cells + 1], dx, dy - 1),
                Slope(gradients[at + cells + 2], dx - 1, dy - 1), share);
        return Math.Sqrt(2) * Lerp(above, below, Fade(dy));
    }

    private static double Slope((double X, double Y) gradient, double dx, double dy)
        => (gradient.X * dx) + (gradient.Y * dy);

    private static double Fade(double t) => t * t * t * ((t * ((t * 6) - 15)) + 10);

    private static double Lerp(double low, double high, double share) => low + (share * (high - low));
}
