using Pipeline3D.Core.Items;
using Pipeline3D.Data;
using Pipeline3D.Geometry.Views;

namespace Pipeline3D.Blocks.Payloads;

/// <summary>A scan as several cameras see it.</summary>
/// <param name="Scan">The scan.</param>
/// <param name="Indices">Index in the scan of every shown point, ascending; shape [n].</param>
/// <param name="Projections">Where the shown points appear in each view.</param>
/// <param name="Images">Shaded pictures, one per view; grey.</param>
public sealed record ScanViews(
    Scan Scan, int[] Indices, IReadOnlyList<ViewProjection> Projections, IReadOnlyList<ViewImage> Images) : IByteSized
{
    /// <inheritdoc/>
    public long ByteSize => Scan.ByteSize + (4L * Indices.Length)
        + (9L * Indices.Length * Projections.Count) + Images.Sum(image => (long)image.Rgb.Length);
}
