namespace Pipeline3D.Geometry.Views;

/// <summary>Sides of the squares that stand for points, as published per dataset and category: pixels of the
/// window.</summary>
/// <remarks>Source: PointAD's released code.</remarks>
internal static class PublishedPointSizes
{
    /// <summary>The size; null for an unknown dataset or category.</summary>
    public static double? Of(string dataset, string category) => (dataset, category) switch
    {
        ("mvtec3d", "rope") => 5,
        ("mvtec3d", "cookie") => 6,
        ("mvtec3d", "bagel" or "carrot" or "peach") => 7,
        ("mvtec3d", "foam" or "potato" or "tire") => 8,
        ("mvtec3d", "dowel") => 10,
        ("mvtec3d", "cable_gland") => 12,
        ("eyecandies", _) => 10,
        ("real3d", _) => 12,
        _ => null,
    };
}
