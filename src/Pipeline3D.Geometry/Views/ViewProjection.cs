namespace Pipeline3D.Geometry.Views;

/// <summary>Where the points of a cloud appear in one view.</summary>
/// <param name="Width">Columns of the image.</param>
/// <param name="Height">Rows of the image.</param>
/// <param name="Pixel">Shape [n]: row * Width + column; points outside the image stick to its border.</param>
/// <param name="Visible">Shape [n]: whether the point is the nearest of its pixel, the lowest index on a tie. One point
/// per used pixel.</param>
/// <param name="Depth">Shape [n]: distance from the camera along its axis, in the unit of the coordinates.</param>
public sealed record ViewProjection(int Width, int Height, int[] Pixel, bool[] Visible, float[] Depth);
