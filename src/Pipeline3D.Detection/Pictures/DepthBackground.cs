namespace Pipeline3D.Detection.Pictures;

/// <summary>What counts as background of a depth picture.</summary>
public enum DepthBackground
{
    /// <summary>What lies near the plane through three corners of the picture.</summary>
    Corners = 0,

    /// <summary>Nothing: for scans whose background was removed before.</summary>
    None = 1,
}
