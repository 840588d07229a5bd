namespace Pipeline3D.Detection.Clip.Losses;

/// <summary>What the map on the points of one object costs: both dice losses.</summary>
/// <param name="DiceAnomalous">Of the probability of an anomaly against the true defects.</param>
/// <param name="DiceNormal">Of the probability of normal against the rest.</param>
internal readonly record struct PointLoss(double DiceAnomalous, double DiceNormal)
{
    /// <summary>The sum of both.</summary>
    public double Sum => DiceAnomalous + DiceNormal;

    /// <summary>The loss of the mean of the views' maps on the points, and its derivative.</summary>
    /// <param name="grid">The enlargement.</param>
    /// <param name="seen">Which points each view sees.</param>
    /// <param name="maps">Per view the probability of an anomaly per patch.</param>
    /// <param name="truth">Whether each shown point is anomalous; shape [m].</param>
    /// <param name="background">Cells that no shown point lies in; they have no probability of either kind. Those that
    /// count in the sums: labelled and not.</param>
    /// <param name="gradients">Per view shape [g * g]; the derivative of the sum is added.</param>
    /// <remarks>The mean over views is linear in the patches, so that both sums are gathered into weights of patches
    /// first. Cost: O(seen pairs).</remarks>
    public static PointLoss Of(PatchGrid grid, SeenPoints seen, IReadOnlyList<float[]> maps, bool[] truth,
        (int Labelled, int Others) background, IReadOnlyList<double[]> gradients)
    {
        int views = seen.Points.Length, shown = 0, labelled = 0;
        for (int i = 0; i < truth.Length; i++)
        {
            shown += seen.Views[i] > 0 ? 1 : 0;
            labelled += truth[i] && seen.Views[i] > 0 ? 1 : 0;
        }
        // A point that no view sees is background.
        int outsideLabelled = background.Labelled + truth.AsSpan().Count(true) - labelled,
            outsideOthers = background.Others + truth.Length - shown - (truth.AsSpan().Count(true) - labelled);
        var weights = new double[views][];
        var trueWeights = new double[views][];
        double both = 0, map = 0;
        for (int view = 0; view < views; view++)
        {
            (weights[view], trueWeights[view]) = (new double[grid.Patches], new double[grid.Patches]);
            for (int i = 0; i < seen.Points[view].Length; i++)
            {
                int point = seen.Points[view][i];
                double weight = 1.0 / seen.Views[point];
                grid.Gather(weights[view], seen.Pixels[view][i], weight);
                if (truth[point])
                    grid.Gather(trueWeights[view], seen.Pixels[view][i], weight);
            }
            for (int i = 0; i < grid.Patches; i++)
            {
                map += weights[view][i] * maps[view][i];
                both += trueWeights[view][i] * maps[view][i];
            }
        }
        var anomalous = new DiceTerm(both, map, labelled + outsideLabelled);
        var normal = new DiceTerm(shown - labelled - map + both, shown - map, shown - labelled + outsideOthers);
        for (int view = 0; view < views; view++)
            for (int i = 0; i < grid.Patches; i++)
                gradients[view][i] += (anomalous.ByBoth * trueWeights[view][i]) + (anomalous.ByMap * weights[view][i])
                    + (normal.ByBoth * (trueWeights[view][i] - weights[view][i])) - (normal.ByMap * weights[view][i]);
        return new PointLoss(anomalous.Loss, normal.Loss);
    }
}
