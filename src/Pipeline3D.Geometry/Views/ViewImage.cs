namespace Pipeline3D.Geometry.Views;

/// <summary>A picture of a cloud.</summary>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="Rgb">Shape [Height, Width, 3]: red, green, blue, 0 to 255.</param>
public sealed record ViewImage(int Width, int Height, byte[] Rgb);
