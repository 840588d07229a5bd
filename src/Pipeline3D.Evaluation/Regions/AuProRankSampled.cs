using Pipeline3D.Evaluation.Ranking;

namespace Pipeline3D.Evaluation.Regions;

/// <summary>AU-PRO from a few thresholds at equal ranks of the normal scores: what 3D-ADS (BTF) and its descendants
/// print.</summary>
/// <remarks>
/// For comparison with published tables only: 100 thresholds are a step of 1 % in the false positive rate, so the value
/// is about half a point low at limit 0.3 and useless at 0.01. Use <see cref="AuPro"/> for everything else.
/// </remarks>
public static class AuProRankSampled
{
    /// <summary>The rank-sampled area.</summary>
    /// <param name="pool">The images of one category.</param>
    /// <param name="limit">Largest false positive rate; in (0, 1].</param>
    /// <param name="thresholds">Number of ranks, at least 2; the reference code has 100.</param>
    /// <returns>A value in [0, 1].</returns>
    /// <remarks>Overlap counts scores strictly above the threshold; the curve ends in (1,1). Cost: O(thresholds *
    /// (images * log pixels + regions * log pixels)).</remarks>
    /// <exception cref="ArgumentException">No region, no normal pixel, or a parameter out of range.</exception>
    public static double Of(PooledScores pool, double limit = 0.3, int thresholds = 100)
    {
        pool.RequireRegions();
        ScoreChecks.RequireLimit(limit);
        ArgumentOutOfRangeException.ThrowIfLessThan(thresholds, 2);
        long normal = pool.Ranking.Normal;
        // As numpy.linspace(0, normal - 1, thresholds, dtype=int): a float step, truncated, the end exact.
        double step = (normal - 1.0) / (thresholds - 1);
        var curve = new CurvePoint[thresholds + 1];
        curve[thresholds] = new CurvePoint(1, 1);
        for (int i = 0; i < thresholds; i++)
        {
            long rank = i == thresholds - 1 ? normal - 1 : (long)(i * step);
            double rate = 1.0 - (rank + 1.0) / normal;
            curve[thresholds - 1 - i] = new CurvePoint(rate, pool.MeanOverlap(pool.NormalAtRank(rank)));
        }
        return SampledArea.UpTo(curve, limit) / limit;
    }
}
