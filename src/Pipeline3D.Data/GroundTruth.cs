namespace Pipeline3D.Data;

/// <summary>The true defects of a scan: one class id per pixel of its grid, or per point of an unorganized
/// cloud.</summary>
/// <param name="Width">Columns; the number of points when unorganized.</param>
/// <param name="Height">Rows; 1 when unorganized.</param>
/// <param name="Ids">Shape [Height, Width]; 0 = normal, anything else = anomalous (never compare with 255 or
/// 1).</param>
public sealed record GroundTruth(int Width, int Height, byte[] Ids)
{
    /// <summary>Whether any pixel or point is anomalous.</summary>
    public bool IsAnomalous => Ids.AsSpan().ContainsAnyExcept((byte)0);
}
