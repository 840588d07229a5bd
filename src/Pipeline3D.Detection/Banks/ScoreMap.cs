using Pipeline3D.Geometry.Grids;

namespace Pipeline3D.Detection.Banks;

/// <summary>A score for every pixel of a grid; higher = more anomalous.</summary>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="Scores">Shape [Height, Width], row-major.</param>
internal sealed record ScoreMap(int Width, int Height, float[] Scores)
{
    /// <summary>The map on the pixels of the scan that was padded to a square and resized before it was
    /// scored.</summary>
    /// <param name="padding">How the scan was padded.</param>
    /// <returns>Width and height of the scan. Interpolated bilinearly to the square, then cropped.</returns>
    public ScoreMap ToScan(GridPadding padding)
    {
        var square = new float[checked(padding.PaddedWidth * padding.PaddedHeight)];
        GridResize.Bilinear(Scores, Height, Width, square, padding.PaddedHeight, padding.PaddedWidth);
        var scan = new float[padding.Width * padding.Height];
        padding.Crop<float>(square, 1, scan);
        return new ScoreMap(padding.Width, padding.Height, scan);
    }
}
