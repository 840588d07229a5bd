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
