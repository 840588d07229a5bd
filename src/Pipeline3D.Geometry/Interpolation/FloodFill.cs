namespace Pipeline3D.Geometry.Interpolation;

/// <summary>Finds the unknown pixels that no known pixel reaches, where Laplace's equation has no single
/// solution.</summary>
internal static class FloodFill
{
    /// <summary>Turns unknown pixels that are not 4-connected to a known one into outside pixels.</summary>
    public static void ExcludeUntouched(PixelKind[] pixels, ReadOnlySpan<int> known, int width, int height)
    {
        var reached = new bool[pixels.Length];
        var pending = new Stack<int>(known.Length);
        foreach (int pixel in known)
            Visit(pixel);
        while (pending.TryPop(out int pixel))
        {
            int column = pixel % width;
            if (column > 0)
                Visit(pixel - 1);
            if (column < width - 1)
                Visit(pixel + 1);
            if (pixel >= width)
                Visit(pixel - width);
            if (pixel < width * (height - 1))
                Visit(pixel + width);
        }
        for (int i = 0; i < pixels.Length; i++)
            if (pixels[i] == PixelKind.Unknown && !reached[i])
                pixels[i] = PixelKind.Outside;

        void Visit(int pixel)
        {
            if (reached[pixel] || pixels[pixel] == PixelKind.Outside)
                return;
            reached[pixel] = true;
            pending.Push(pixel);
        }
    }
}
