using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Geometry.Depth;

/// <summary>Closes gaps and holes of masks by squares of 3 x 3 pixels: they grow so many times, then shrink as
/// often.</summary>
/// <remarks>What lies outside the grid never wins, as in OpenCV: it is empty while a mask grows and full while it
/// shrinks. Cost: O(height * width * times).</remarks>
public static class BinaryClosing
{
    /// <summary>The closed mask.</summary>
    /// <param name="mask">Shape [height, width].</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="times">How often it grows and shrinks; 0 leaves it as it is.</param>
    /// <exception cref="ArgumentException">The length does not fit.</exception>
    public static bool[] Close(ReadOnlySpan<bool> mask, int height, int width, int times = 1)
    {
        Require.Length(mask.Length, (long)height * width, $"[{height}, {width}]");
        ArgumentOutOfRangeException.ThrowIfNegative(times);
        bool[] closed = mask.ToArray();
        for (int i = 0; i < 2 * times; i++)
            closed = Spread(closed, height, width, wins: i < times);
        return closed;
    }

    private static bool[] Spread(bool[] mask, int height, int width, bool wins)
    {
        bool[] across = [.. mask], spread = [.. mask];
        for (int i = 0; i < mask.Length; i++)
            if ((i % width > 0 && mask[i - 1] == wins) || (i % width < width - 1 && mask[i + 1] == wins))
                across[i] = wins;
        for (int i = 0; i < mask.Length; i++)
            spread[i] = (i >= width && across[i - width] == wins)
                || (i < width * (height - 1) && across[i + width] == wins) ? wins : across[i];
        return spread;
    }
}
