using System.Collections.Immutable;
using Pipeline3D.Evaluation.Ranking;

namespace Pipeline3D.Evaluation.Regions;

/// <summary>The per-region-overlap curve for plots.</summary>
public static class AuProCurve
{
    /// <summary>Vertices of the exact curve from (0,0) to (1,1): false positive rate, mean per-region
    /// overlap.</summary>
    /// <param name="pool">The images of one category.</param>
    /// <param name="maxVertices">Most vertices to return, at least 2; a longer curve is thinned evenly along its
    /// length.</param>
    /// <returns>Vertices of non-decreasing rates; every one lies on the exact curve.</returns>
    /// <exception cref="ArgumentException">No region or no normal pixel.</exception>
    public static ImmutableArray<CurvePoint> Of(PooledScores pool, int maxVertices = 1000)
    {
        pool.RequireRegions();
        return CurveVertices.Of(pool.Ranking, pool.Ranking.Weights, maxVertices);
    }
}
