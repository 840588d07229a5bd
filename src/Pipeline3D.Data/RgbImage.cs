namespace Pipeline3D.Data;

/// <summary>An 8-bit colour image: rows of red, green, blue bytes.</summary>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="Pixels">Shape [Height, Width, 3], row-major.</param>
public sealed record RgbImage(int Width, int Height, byte[] Pixels);
