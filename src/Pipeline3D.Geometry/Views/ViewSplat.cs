namespace Pipeline3D.Geometry.Views;

/// <summary>The square of pixels that stands for a point; kernels use it too.</summary>
internal static class ViewSplat
{
    /// <summary>The pixels of one axis whose centre the square covers; at least the one that the point is in. None for
    /// a square outside the image.</summary>
    /// <param name="place">Image coordinate of the point, pixels.</param>
    /// <param name="size">Side of the square, pixels.</param>
    /// <param name="length">Pixels of the axis.</param>
    public static (int First, int End) Covered(double place, double size, int length)
    {
        if (!(place > -size && place < length + size))
            return (0, 0);
        int first = (int)Math.Min(Math.Ceiling(place - (size / 2) - 0.5), Math.Floor(place));
        int end = (int)Math.Max(Math.Ceiling(place + (size / 2) - 0.5), Math.Floor(place) + 1);
        return (Clipped(first, length), Clipped(end, length));
    }

    // Math.Clamp may throw, which no kernel can.
    private static int Clipped(int value, int length) => Math.Min(Math.Max(value, 0), length);
}
