namespace Pipeline3D.Evaluation.Ranking;

/// <summary>Average precision: the precision at every distinct threshold, weighted by the recall it adds.</summary>
/// <remarks>The step sum of scikit-learn's average_precision_score, which the field reports; not the trapezoid area
/// below an interpolated precision-recall curve.</remarks>
public static class AveragePrecision
{
    /// <summary>Average precision of scores.</summary>
    /// <param name="scores">Shape [n]; higher = more anomalous.</param>
    /// <param name="truth">Shape [n]; 0 = normal, anything else = anomalous; at least one of each.</param>
    /// <returns>A value in (0, 1]; tied scores form one threshold.</returns>
    /// <remarks>Cost: O(n).</remarks>
    /// <exception cref="ArgumentException">The lengths differ, a score is NaN, or one class is missing.</exception>
    public static double Of(ReadOnlySpan<float> scores, ReadOnlySpan<byte> truth) => Of(ScoreRanking.Of(scores, truth));

    /// <summary>Average precision of a ranking. Cost: O(distinct anomalous scores).</summary>
    /// <exception cref="ArgumentException">One class is missing.</exception>
    public static double Of(ScoreRanking ranking)
    {
        ScoreChecks.RequireBothClasses(ranking);
        double sum = 0;
        long found = 0;
        for (int i = ranking.Keys.Length - 1; i >= 0; i--)
        {
            found += ranking.Counts[i];
            sum += ranking.Counts[i] * ((double)found / (found + ranking.AtOrAbove[i]));
        }
        return sum / ranking.Anomalous;
    }
}
