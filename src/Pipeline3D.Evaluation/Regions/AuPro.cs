using Pipeline3D.Evaluation.Ranking;

namespace Pipeline3D.Evaluation.Regions;

/// <summary>
/// Area under the per-region-overlap curve, exact: the mean share of each defect that is found, over the false positive
/// rates from 0 to a limit, divided by the limit.
/// </summary>
/// <remarks>
/// Source: Bergmann et al., MVTec 3D-AD (2022), and its official evaluation: all images of a category pooled, normal
/// images included; regions 8-connected; every distinct score a threshold; anomalous iff score &gt;= threshold.
/// Differs: computed in closed form per anomalous score instead of from the curve, in double instead of float32 (up to
/// 3e-8).
/// </remarks>
public static class AuPro
{
    /// <summary>The limits that the literature reports: 0.01, 0.05, 0.1, 0.2 and 0.3.</summary>
    public static IReadOnlyList<double> StandardLimits { get; } = [0.01, 0.05, 0.1, 0.2, 0.3];

    /// <summary>AU-PRO at one limit.</summary>
    /// <param name="pool">The images of one category.</param>
    /// <param name="limit">Largest false positive rate; in (0, 1].</param>
    /// <returns>A value in [0, 1]; a constant map has limit / 2, a perfect one 1.</returns>
    /// <remarks>Cost: O(distinct anomalous scores) per limit.</remarks>
    /// <exception cref="ArgumentException">No region, no normal pixel, or a limit out of range.</exception>
    public static double Of(PooledScores pool, double limit = 0.3)
    {
        pool.RequireRegions();
        ScoreChecks.RequireLimit(limit);
        return Math.Clamp(CurveArea.UpTo(pool.Ranking, limit, pool.Ranking.Weights) / limit, 0, 1);
    }

    /// <summary>AU-PRO at several limits, in their order.</summary>
    /// <exception cref="ArgumentException">As <see cref="Of(PooledScores, double)"/>.</exception>
    public static double[] Of(PooledScores pool, IReadOnlyList<double> limits)
        => [.. limits.Select(limit => Of(pool, limit))];

    /// <summary>AU-PRO of a stack of maps of one size.</summary>
    /// <param name="scores">Shape [n, height, width]; higher = more anomalous.</param>
    /// <param name="truth">Shape [n, height, width]; 0 = normal, anything else = anomalous.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="limit">Largest false positive rate; in (0, 1].</param>
    /// <exception cref="ArgumentException">The spans hold no whole number of maps, or as
    /// <see cref="Of(PooledScores, double)"/>.</exception>
    public static double Of(ReadOnlySpan<float> scores, ReadOnlySpan<byte> truth, int width, int height,
        double limit = 0.3)
        => Of(Pool(scores, truth, width, height), limit);

    /// <summary>Pools a stack of maps of one size; parameters as there.</summary>
    /// <exception cref="ArgumentException">The spans hold no whole number of maps, or a score is NaN.</exception>
    public static PooledScores Pool(ReadOnlySpan<float> scores, ReadOnlySpan<byte> truth, int width, int height)
    {
        int pixels = checked(width * height);
        if (pixels <= 0 || scores.Length % pixels != 0 || scores.Length != truth.Length)
            throw new ArgumentException(
                $"{scores.Length} scores and {truth.Length} truth values are not the same whole number of maps "
                + $"of {width} x {height}");
        var images = new ImageScores[scores.Length / pixels];
        for (int i = 0; i < images.Length; i++)
            // Ten digits keep the ordinal order of the ids that of the stack.
            images[i] = ImageScores.OnGrid(i.ToString("D10", System.Globalization.CultureInfo.InvariantCulture),
                scores.Slice(i * pixels, pixels), truth.Slice(i * pixels, pixels), width, height);
        return new PooledScores(images);
    }
}
