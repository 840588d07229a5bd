namespace Pipeline3D.Detection.Clip.Losses;

/// <summary>What the map of one picture costs: focal loss and both dice losses.</summary>
/// <param name="Focal">Mean over pixels.</param>
/// <param name="DiceAnomalous">Of the probability of an anomaly against the mask.</param>
/// <param name="DiceNormal">Of the probability of normal against the rest.</param>
internal readonly record struct PictureLoss(double Focal, double DiceAnomalous, double DiceNormal)
{
    /// <summary>The sum of the three.</summary>
    public double Sum => Focal + DiceAnomalous + DiceNormal;

    /// <summary>The loss of a map of patches, enlarged to the picture, and the derivative of its sum.</summary>
    /// <param name="grid">The enlargement.</param>
    /// <param name="patches">Probability of an anomaly per patch; shape [g * g].</param>
    /// <param name="mask">The true defects; shape [Size, Size].</param>
    /// <param name="gradient">Shape [g * g]; the derivative is added.</param>
    /// <remarks>Dice needs sums of the enlarged map alone, which are sums of the patches with weights; only the focal
    /// loss goes over pixels. Cost: O(pixels).</remarks>
    public static PictureLoss Of(PatchGrid grid, ReadOnlySpan<float> patches, bool[] mask, Span<double> gradient)
    {
        var focal = new double[grid.Patches];
        var row = new float[grid.Size];
        double sum = 0;
        for (int i = 0; i < grid.Size; i++)
        {
            grid.Row(patches, i, row);
            sum += FocalTerm.Row(row, mask.AsSpan(i * grid.Size, grid.Size));
            grid.GatherRow(focal, i, row);
        }
        double[] area = grid.Area, truth = grid.GatherMask(mask);
        double both = 0, map = 0, pixels = grid.Pixels, labelled = mask.AsSpan().Count(true);
        for (int i = 0; i < patches.Length; i++)
        {
            both += patches[i] * truth[i];
            map += patches[i] * area[i];
        }
        var anomalous = new DiceTerm(both, map, labelled);
        var normal = new DiceTerm(pixels - labelled - map + both, pixels - map, pixels - labelled);
        for (int i = 0; i < patches.Length; i++)
            gradient[i] += (focal[i] / pixels) + (anomalous.ByBoth * truth[i]) + (anomalous.ByMap * area[i])
                + (normal.ByBoth * (truth[i] - area[i])) - (normal.ByMap * area[i]);
        return new PictureLoss(sum / pixels, anomalous.Loss, normal.Loss);
    }
}
