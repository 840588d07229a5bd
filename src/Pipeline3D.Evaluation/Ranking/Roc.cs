using System.Collections.Immutable;

namespace Pipeline3D.Evaluation.Ranking;

/// <summary>The receiver operating characteristic of scores: its area, its partial area, its curve.</summary>
public static class Roc
{
    /// <summary>Area under the ROC curve: the chance that an anomalous sample scores above a normal one, ties counting
    /// half.</summary>
    /// <param name="scores">Shape [n]; higher = more anomalous.</param>
    /// <param name="truth">Shape [n]; 0 = normal, anything else = anomalous; at least one of each.</param>
    /// <returns>A value in [0, 1].</returns>
    /// <remarks>Source: Hanley and McNeil 1982 (the Mann-Whitney form), counted in integers, so exact. Cost:
    /// O(n).</remarks>
    /// <exception cref="ArgumentException">The lengths differ, a score is NaN, or one class is missing.</exception>
    public static double Auroc(ReadOnlySpan<float> scores, ReadOnlySpan<byte> truth)
        => Auroc(ScoreRanking.Of(scores, truth));

    /// <summary>As <see cref="Auroc(ReadOnlySpan{float}, ReadOnlySpan{byte})"/>, of a ranking. Cost: O(distinct
    /// anomalous scores).</summary>
    /// <exception cref="ArgumentException">One class is missing.</exception>
    public static double Auroc(ScoreRanking ranking)
    {
        ScoreChecks.RequireBothClasses(ranking);
        UInt128 doubled = 0;
        for (int i = 0; i < ranking.Keys.Length; i++)
        {
            long below = ranking.Normal - ranking.AtOrAbove[i];
            long tied = ranking.AtOrAbove[i] - ranking.Above[i];
            doubled += (UInt128)ranking.Counts[i] * (UInt128)(2 * below + tied);
        }
        return (double)doubled / (2.0 * ranking.Anomalous * ranking.Normal);
    }

    /// <summary>Area under the ROC curve up to a false positive rate, standardised after McClish: 0.5 = chance, 1 =
    /// perfect.</summary>
    /// <param name="ranking">The scores; both classes present.</param>
    /// <param name="limit">Largest false positive rate; in (0, 1].</param>
    /// <returns>(1 + (A - m^2/2) / (m - m^2/2)) / 2 with A the area up to m, interpolated linearly at m.</returns>
    /// <remarks>Source: McClish 1989, as scikit-learn's roc_auc_score(max_fpr). Cost: O(distinct anomalous
    /// scores).</remarks>
    /// <exception cref="ArgumentException">One class is missing, or the limit is out of range.</exception>
    public static double PartialAuroc(ScoreRanking ranking, double limit)
    {
        ScoreChecks.RequireBothClasses(ranking);
        ScoreChecks.RequireLimit(limit);
        double area = CurveArea.UpTo(ranking, limit, CurveArea.Shares(ranking));
        double chance = limit * limit / 2;
        return 0.5 * (1 + (area - chance) / (limit - chance));
    }

    /// <summary>As <see cref="PartialAuroc(ScoreRanking, double)"/>, of scores and truth; both of shape [n].</summary>
    /// <exception cref="ArgumentException">The lengths differ, a score is NaN, one class is missing, or the limit is
    /// out of range.</exception>
    public static double PartialAuroc(ReadOnlySpan<float> scores, ReadOnlySpan<byte> truth, double limit)
        => PartialAuroc(ScoreRanking.Of(scores, truth), limit);

    /// <summary>The curve for plots, from (0,0) to (1,1).</summary>
    /// <param name="ranking">The scores; both classes present.</param>
    /// <param name="maxVertices">Most vertices to return, at least 2; a longer curve is thinned evenly along its
    /// length.</param>
    /// <returns>Vertices of non-decreasing rates; every one lies on the exact curve.</returns>
    /// <exception cref="ArgumentException">One class is missing.</exception>
    public static ImmutableArray<CurvePoint> Curve(ScoreRanking ranking, int maxVertices = 1000)
    {
        ScoreChecks.RequireBothClasses(ranking);
        return CurveVertices.Of(ranking, CurveArea.Shares(ranking), maxVertices);
    }
}
