namespace Pipeline3D.Geometry.Planes;

/// <summary>A scan without its background.</summary>
/// <param name="Cleaned">The same grid; removed pixels are (0,0,0).</param>
/// <param name="Removed">Shape [Height * Width]: valid pixels that were zeroed, by the plane or the clustering. For
/// masking colour alike.</param>
/// <param name="Plane">The plane that was cut; null when <paramref name="Flags"/> says why there is none.</param>
/// <param name="PlanePoints">Valid pixels removed by the plane.</param>
/// <param name="ClusterPoints">Valid pixels removed because they lie outside the largest cluster.</param>
/// <param name="Flags">What was unusual.</param>
public sealed record BackgroundRemoval(
    OrganizedCloud Cleaned, bool[] Removed, PlaneEquation? Plane, int PlanePoints, int ClusterPoints,
    BackgroundFlags Flags);
