using Pipeline3D.Geometry.Grids;

namespace Pipeline3D.Blocks.Sinks;

/// <summary>How a grid is shown at a smaller size: which pixels are picked.</summary>
internal sealed class Thumbnail
{
    private readonly int _fromWidth, _fromHeight;

    public Thumbnail(int width, int height, int longest)
    {
        (_fromWidth, _fromHeight) = (width, height);
        double scale = Math.Min(1, (double)longest / Math.Max(width, height));
        Width = Math.Max(1, (int)Math.Round(width * scale));
        Height = Math.Max(1, (int)Math.Round(height * scale));
    }

    public int Width { get; }

    public int Height { get; }

    public T[] Pick<T>(ReadOnlySpan<T> values, int channels) where T : unmanaged
    {
        var picked = new T[checked(Width * Height * channels)];
        GridResize.Nearest(values, _fromHeight, _fromWidth, channels, picked, Height, Width, ResizeRule.NearestCentre);
        return picked;
    }
}
