namespace Pipeline3D.Detection.PointAd;

/// <summary>Parts of PointAD's loss, each with weight 1 (Table 6 of the paper).</summary>
[Flags]
public enum LossParts
{
    /// <summary>No loss.</summary>
    None = 0,

    /// <summary>2D global: labels of the views.</summary>
    ViewLabels = 1,

    /// <summary>2D local: maps of the views.</summary>
    ViewMaps = 2,

    /// <summary>3D global: labels of the objects.</summary>
    ObjectLabels = 4,

    /// <summary>3D local: map on the points.</summary>
    Points = 8,

    /// <summary>All four.</summary>
    All = 15,
}
