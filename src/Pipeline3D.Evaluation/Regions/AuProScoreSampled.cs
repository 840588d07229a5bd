using Pipeline3D.Evaluation.Ranking;
using Pipeline3D.Evaluation.Results;

namespace Pipeline3D.Evaluation.Regions;

/// <summary>AU-PRO as PointAD, AnomalyCLIP and CPMF print it: thresholds at equal steps of the score itself.</summary>
/// <remarks>
/// For comparison with their tables only. It keeps the thresholds whose false positive rate is below the limit and
/// stretches that range to [0, 1]; so it changes under increasing maps of the scores and is undefined where fewer than
/// two distinct rates are left.
/// </remarks>
public static class AuProScoreSampled
{
    /// <summary>The score-sampled area; undefined with its reason when it does not exist.</summary>
    /// <param name="pool">The images of one category.</param>
    /// <param name="thresholds">Number of steps between the smallest and the largest score, at least 2; the reference
    /// has 200.</param>
    /// <param name="limit">Rates below it are kept; in (0, 1].</param>
    /// <remarks>Cost: O(thresholds * (images + regions) * log pixels).</remarks>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of range.</exception>
    public static MetricValue Of(PooledScores pool, int thresholds = 200, double limit = 0.3)
    {
        ScoreChecks.RequireLimit(limit);
        ArgumentOutOfRangeException.ThrowIfLessThan(thresholds, 2);
        if (ScoreChecks.WhyUndefined(pool.Ranking, regions: true) is { } reason)
            return MetricValue.Undefined(reason);
        (double low, double high) = Range(pool);
        if (!double.IsFinite(high - low))
            return MetricValue.Undefined("a score is infinite, so its range has no equal steps");
        var curve = new List<CurvePoint>();
        // From high to low thresholds, so that the rates ascend.
        for (int i = thresholds - 1; i >= 0; i--)
        {
            uint key = FloorKey(low + i * ((high - low) / thresholds));
            double rate = (double)pool.NormalAbove(key) / pool.Ranking.Normal;
            if (rate < limit)
                curve.Add(new CurvePoint(rate, pool.MeanOverlap(key)));
        }
        return curve.Count > 0 && curve[^1].FalsePositiveRate > curve[0].FalsePositiveRate
            ? new MetricValue(Stretched(curve))
            : MetricValue.Undefined("fewer than two distinct false positive rates lie below the limit");
    }

    private static double Stretched(List<CurvePoint> curve)
    {
        double first = curve[0].FalsePositiveRate, width = curve[^1].FalsePositiveRate - first;
        CurvePoint[] stretched = [.. curve.Select(p => new CurvePoint((p.FalsePositiveRate - first) / width, p.Rate))];
        return SampledArea.UpTo(stretched, 1);
    }

    // s > t for a float s and a double t is s > f with f the largest float that is not above t.
    private static uint FloorKey(double threshold)
    {
        float rounded = (float)threshold;
        return ScoreKey.Of(rounded > threshold ? MathF.BitDecrement(rounded) : rounded);
    }

    private static (double Low, double High) Range(PooledScores pool)
    {
        uint low = uint.MaxValue, high = 0;
        foreach (ImageScores image in pool.Images)
        {
            if (image.Normal.Length > 0)
                (low, high) = (Math.Min(low, image.Normal[0]), Math.Max(high, image.Normal[^1]));
            foreach (uint key in image.Anomalous)
                (low, high) = (Math.Min(low, key), Math.Max(high, key));
        }
        return (ScoreKey.ToScore(low), ScoreKey.ToScore(high));
    }
}
