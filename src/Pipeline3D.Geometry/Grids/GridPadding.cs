using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Geometry.Grids;

/// <summary>How a pixel grid sits inside a larger one: the same numbers for points, colour, truth and scores.</summary>
/// <param name="Width">Columns of the inner grid.</param>
/// <param name="Height">Rows of the inner grid.</param>
/// <param name="PaddedWidth">Columns of the outer grid.</param>
/// <param name="PaddedHeight">Rows of the outer grid.</param>
/// <param name="Left">Columns before the inner grid.</param>
/// <param name="Top">Rows above the inner grid.</param>
public sealed record GridPadding(int Width, int Height, int PaddedWidth, int PaddedHeight, int Left, int Top)
{
    /// <summary>Centred padding to a square whose side is the larger one, rounded up to a multiple.</summary>
    /// <param name="width">Columns, above 0.</param>
    /// <param name="height">Rows, above 0.</param>
    /// <param name="multiple">Both sides are rounded up to it; 1 for the plain square. The BTF reference uses
    /// 100.</param>
    /// <remarks>An odd rest goes below and to the right. Source: BTF's preprocessing.</remarks>
    public static GridPadding ToSquare(int width, int height, int multiple = 100)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(multiple);
        int side = checked(Math.Max((width + multiple - 1) / multiple, (height + multiple - 1) / multiple) * multiple);
        return new GridPadding(width, height, side, side, (side - width) / 2, (side - height) / 2);
    }

    /// <summary>Puts a cloud into the outer grid; new pixels are (0,0,0), no reading.</summary>
    /// <exception cref="ArgumentException">The cloud has another size than the inner grid.</exception>
    public OrganizedCloud Pad(OrganizedCloud cloud)
    {
        if (cloud.Width != Width || cloud.Height != Height)
            throw new ArgumentException(
                $"a grid of {cloud.Width} x {cloud.Height} was given where the padding was made for {Width} x {Height}",
                nameof(cloud));
        var points = new PointCloud(checked(PaddedWidth * PaddedHeight));
        Pad<float>(cloud.Points.X, 1, points.X);
        Pad<float>(cloud.Points.Y, 1, points.Y);
        Pad<float>(cloud.Points.Z, 1, points.Z);
        return new OrganizedCloud(PaddedWidth, PaddedHeight, points);
    }

    /// <summary>Puts values into the outer grid; new pixels become the default, 0.</summary>
    /// <param name="inner">Shape [Height, Width, channels].</param>
    /// <param name="channels">Values per pixel.</param>
    /// <param name="outer">Shape [PaddedHeight, PaddedWidth, channels]; overwritten.</param>
    /// <exception cref="ArgumentException">A length does not fit its shape.</exception>
    public void Pad<T>(ReadOnlySpan<T> inner, int channels, Span<T> outer) where T : unmanaged
    {
        RequireShapes(inner.Length, channels, outer.Length);
        outer.Clear();
        for (int row = 0; row < Height; row++)
            inner.Slice(row * Width * channels, Width * channels).CopyTo(outer[OuterStart(row, channels)..]);
    }

    /// <summary>Takes the inner grid out of the outer one: undoes <see cref="Pad{T}"/>.</summary>
    /// <param name="outer">Shape [PaddedHeight, PaddedWidth, channels].</param>
    /// <param name="channels">Values per pixel.</param>
    /// <param name="inner">Shape [Height, Width, channels]; overwritten.</param>
    /// <exception cref="ArgumentException">A length does not fit its shape.</exception>
    public void Crop<T>(ReadOnlySpan<T> outer, int channels, Span<T> inner) where T : unmanaged
    {
        RequireShapes(inner.Length, channels, outer.Length);
        for (int row = 0; row < Height; row++)
            outer.Slice(OuterStart(row, channels), Width * channels).CopyTo(inner[(row * Width * channels)..]);
    }

    private int OuterStart(int row, int channels) => ((((row + Top) * PaddedWidth) + Left) * channels);

    private void RequireShapes(int inner, int channels, int outer)
    {
        Require.Length(inner, (long)Width * Height * channels, $"[{Height}, {Width}, {channels}]");
        Require.Length(outer, (long)PaddedWidth * PaddedHeight * channels,
            $"[{PaddedHeight}, {PaddedWidth}, {channels}]");
    }
}
