namespace Pipeline3D.Geometry.Grids;

/// <summary>Which source pixel an output pixel takes when a grid is resized without mixing values.</summary>
public enum ResizeRule
{
    /// <summary>floor(i * in / out): torch 'nearest', OpenCV INTER_NEAREST. BTF, M3DM and PointAD resize xyz
    /// so.</summary>
    NearestFloor = 0,

    /// <summary>floor((i + 0.5) * in / out): torch 'nearest-exact', PIL NEAREST. Free of the half-pixel shift of the
    /// other.</summary>
    NearestCentre = 1,
}
