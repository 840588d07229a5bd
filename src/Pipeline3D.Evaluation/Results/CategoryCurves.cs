using System.Collections.Immutable;
using Pipeline3D.Evaluation.Ranking;
using Pipeline3D.Evaluation.Regions;

namespace Pipeline3D.Evaluation.Results;

/// <summary>The curves of one category, for plots; a curve that does not exist is empty.</summary>
/// <param name="Category">Name of the category.</param>
/// <param name="ImageRoc">ROC curve over samples.</param>
/// <param name="PixelRoc">ROC curve over pooled pixels.</param>
/// <param name="Pro">Per-region-overlap curve.</param>
public sealed record CategoryCurves(string Category,
    ImmutableArray<CurvePoint> ImageRoc, ImmutableArray<CurvePoint> PixelRoc, ImmutableArray<CurvePoint> Pro)
{
    internal static CategoryCurves Of(string category, IReadOnlyList<EvaluatedSample> samples, int maxVertices)
    {
        ScoreRanking images = EvaluatedSample.Ranking(samples);
        PooledScores? pool = samples.Count > 0 && samples.All(sample => sample.Pixels is not null)
            ? new PooledScores(samples.Select(sample => sample.Pixels!)) : null;
        return new CategoryCurves(category,
            ScoreChecks.WhyUndefined(images) is null ? Roc.Curve(images, maxVertices) : [],
            pool is not null && ScoreChecks.WhyUndefined(pool.Ranking) is null
                ? Roc.Curve(pool.Ranking, maxVertices) : [],
            pool is not null && ScoreChecks.WhyUndefined(pool.Ranking, regions: true) is null
                ? AuProCurve.Of(pool, maxVertices) : []);
    }
}
