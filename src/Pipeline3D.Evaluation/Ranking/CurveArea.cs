namespace Pipeline3D.Evaluation.Ranking;

/// <summary>Exact area below a rate-over-false-positive-rate curve, in closed form.</summary>
internal static class CurveArea
{
    /// <summary>Integral from 0 to <paramref name="limit"/> of the curve whose step at every anomalous score has a
    /// given height.</summary>
    /// <remarks>
    /// A sample whose score has f1 of the normal ones above it and f2 at or above it adds a ramp from f1 to f2 (a tie
    /// is crossed diagonally). The area that the ramp leaves below the limit is what is summed, in the fixed order of
    /// descending scores.
    /// </remarks>
    public static double UpTo(ScoreRanking ranking, double limit, ReadOnlySpan<double> heights)
    {
        double normal = ranking.Normal, area = 0;
        for (int i = heights.Length - 1; i >= 0; i--)
            area += heights[i] * Ramp(ranking.Above[i] / normal, ranking.AtOrAbove[i] / normal, limit);
        return area;
    }

    /// <summary>Heights of the ROC curve's steps: the share of the anomalous samples at each score.</summary>
    public static double[] Shares(ScoreRanking ranking)
    {
        var shares = new double[ranking.Counts.Length];
        for (int i = 0; i < shares.Length; i++)
            shares[i] = (double)ranking.Counts[i] / ranking.Anomalous;
        return shares;
    }

    private static double Ramp(double f1, double f2, double limit)
    {
        if (limit <= f1)
            return 0;
        return limit >= f2 ? limit - (f1 + f2) / 2 : (limit - f1) * (limit - f1) / (2 * (f2 - f1));
    }
}
