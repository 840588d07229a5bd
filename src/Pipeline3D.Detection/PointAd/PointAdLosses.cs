namespace Pipeline3D.Detection.PointAd;

/// <summary>What a batch costs, by part.</summary>
/// <param name="ViewLabels">Cross entropy of the views against their own labels (2D global).</param>
/// <param name="ObjectLabels">Cross entropy of the objects (3D global).</param>
/// <param name="ViewFocal">Focal loss of the views' maps.</param>
/// <param name="ViewDiceAnomalous">Dice loss of the views' maps.</param>
/// <param name="ViewDiceNormal">That of the probability of normal.</param>
/// <param name="PointDiceAnomalous">Dice loss of the map on the points.</param>
/// <param name="PointDiceNormal">That of the probability of normal.</param>
internal readonly record struct PointAdLosses(double ViewLabels, double ObjectLabels, double ViewFocal,
    double ViewDiceAnomalous, double ViewDiceNormal, double PointDiceAnomalous, double PointDiceNormal)
{
    /// <summary>2D local loss.</summary>
    public double ViewMaps => ViewFocal + ViewDiceAnomalous + ViewDiceNormal;

    /// <summary>3D local loss.</summary>
    public double Points => PointDiceAnomalous + PointDiceNormal;

    /// <summary>The sum of those that are used.</summary>
    public double Total(LossParts parts)
        => (parts.HasFlag(LossParts.ViewLabels) ? ViewLabels : 0)
            + (parts.HasFlag(LossParts.ObjectLabels) ? ObjectLabels : 0)
            + (parts.HasFlag(LossParts.ViewMaps) ? ViewMaps : 0) + (parts.HasFlag(LossParts.Points) ? Points : 0);
}

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
