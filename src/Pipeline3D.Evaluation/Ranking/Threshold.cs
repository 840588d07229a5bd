namespace Pipeline3D.Evaluation.Ranking;

/// <summary>Ways to choose the score from which on a sample is called anomalous.</summary>
public static class Threshold
{
    /// <summary>The threshold of the largest F1 score; of several the highest.</summary>
    /// <param name="ranking">The scores; both classes present.</param>
    /// <remarks>Uses the labels of the samples it is judged on, so it is an upper bound, not a setting for production.
    /// Cost: O(distinct anomalous scores), because F1 can only peak at an anomalous score.</remarks>
    /// <exception cref="ArgumentException">One class is missing.</exception>
    public static ThresholdChoice F1Max(ScoreRanking ranking)
    {
        ScoreChecks.RequireBothClasses(ranking);
        ThresholdChoice best = default;
        long found = 0;
        for (int i = ranking.Keys.Length - 1; i >= 0; i--)
        {
            found += ranking.Counts[i];
            long called = found + ranking.AtOrAbove[i];
            double f1 = 2.0 * found / (called + ranking.Anomalous);
            if (f1 > best.F1)
                best = new ThresholdChoice(ScoreKey.ToScore(ranking.Keys[i]), f1,
                    (double)found / called, (double)found / ranking.Anomalous);
        }
        return best;
    }

    /// <summary>A quantile of the scores of normal samples, interpolated linearly between neighbours (NumPy's
    /// default).</summary>
    /// <param name="normalScores">Shape [n], n &gt; 0, any order.</param>
    /// <param name="quantile">In [0, 1]; 0.5 = median, 1 = maximum.</param>
    /// <remarks>Cost: O(n).</remarks>
    /// <exception cref="ArgumentException">There are no scores, one is NaN, or the quantile is out of
    /// range.</exception>
    public static float Quantile(ReadOnlySpan<float> normalScores, double quantile)
    {
        RequireShare(quantile, nameof(quantile));
        uint[] keys = Sorted(normalScores);
        double position = quantile * (keys.Length - 1);
        int lower = (int)position;
        float low = ScoreKey.ToScore(keys[lower]);
        float high = ScoreKey.ToScore(keys[Math.Min(lower + 1, keys.Length - 1)]);
        double share = position - lower;
        // Exactly at a score nothing is interpolated: an infinite neighbour times zero would be NaN.
        return share == 0 || low == high ? low : (float)(low + share * ((double)high - low));
    }

    /// <summary>The lowest threshold at which at most a given share of the normal samples is called
    /// anomalous.</summary>
    /// <param name="normalScores">Shape [n], n &gt; 0, any order.</param>
    /// <param name="rate">Largest accepted false positive rate; in [0, 1].</param>
    /// <returns>A score t with #{s &gt;= t} &lt;= rate * n; no lower float has this property unless t is the minimum.
    /// Scores of +inf cannot be excluded by any threshold.</returns>
    /// <remarks>Cost: O(n).</remarks>
    /// <exception cref="ArgumentException">There are no scores, one is NaN, or the rate is out of range.</exception>
    public static float AtFalsePositiveRate(ReadOnlySpan<float> normalScores, double rate)
    {
        RequireShare(rate, nameof(rate));
        uint[] keys = Sorted(normalScores);
        // The small term keeps 0.29 * 100 at 29 in spite of binary rounding.
        int allowed = (int)(rate * keys.Length + 1e-9);
        return allowed == keys.Length
            ? ScoreKey.ToScore(keys[0])
            : MathF.BitIncrement(ScoreKey.ToScore(keys[^(allowed + 1)]));
    }

    private static uint[] Sorted(ReadOnlySpan<float> scores)
    {
        if (scores.IsEmpty)
            throw new ArgumentException("a threshold cannot be learnt from no scores", nameof(scores));
        ScoreChecks.RequireNumbers(scores, "");
        var keys = new uint[scores.Length];
        for (int i = 0; i < keys.Length; i++)
            keys[i] = ScoreKey.Of(scores[i]);
        RadixSort.Sort(keys);
        return keys;
    }

    private static void RequireShare(double share, string name)
    {
        if (!(share >= 0 && share <= 1))
            throw new ArgumentOutOfRangeException(name, share, "a share lies between 0 and 1");
    }
}
