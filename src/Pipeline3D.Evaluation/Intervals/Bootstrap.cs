using Pipeline3D.Evaluation.Ranking;
using Pipeline3D.Evaluation.Results;

namespace Pipeline3D.Evaluation.Intervals;

/// <summary>Percentile bootstrap: how much a metric would move with another draw of test images.</summary>
/// <remarks>
/// Images are drawn with replacement, the anomalous and the normal ones apart; the interval runs between the
/// percentiles of the metric over the draws (Efron and Tibshirani 1993, chapter 13). Pixel metrics resample whole
/// images too, since pixels of one image are not independent: each image is reduced to exact counts at up to 512 common
/// thresholds, a draw is a weighted sum of those rows, and the small error of the thresholds is removed by shifting the
/// draws by it. A value of 0 or 1 that every draw repeats is not certain, only beyond what draws of so few images can
/// show: its interval then ends where n successes in n do (Clopper and Pearson 1934), n the images of the smaller
/// class: [0.29, 1] for 3 images, [0.88, 1] for 30.
/// </remarks>
public static class Bootstrap
{
    /// <summary>AUROC of image scores with its interval.</summary>
    /// <param name="scores">Shape [n]; higher = more anomalous.</param>
    /// <param name="truth">Shape [n]; 0 = normal, anything else = anomalous; at least one of each.</param>
    /// <param name="options">Default: 1000 resamples, 95 %, seed 0.</param>
    /// <remarks>Cost: O(resamples * n).</remarks>
    /// <exception cref="ArgumentException">The lengths differ, a score is NaN, or one class is missing.</exception>
    public static MetricValue Auroc(ReadOnlySpan<float> scores, ReadOnlySpan<byte> truth,
        BootstrapOptions? options = null)
        => Images(scores, truth, Roc.Auroc(scores, truth), options ?? new(), pair => pair.Auroc);

    /// <summary>Average precision of image scores with its interval; parameters and errors as
    /// <see cref="Auroc"/>.</summary>
    public static MetricValue AveragePrecision(
        ReadOnlySpan<float> scores, ReadOnlySpan<byte> truth, BootstrapOptions? options = null)
        => Images(scores, truth, Evaluation.Ranking.AveragePrecision.Of(scores, truth), options ?? new(),
            pair => pair.AveragePrecision);

    /// <summary>The interval of resampled values around an exact one; without interval when over half of them are
    /// undefined.</summary>
    /// <param name="exact">The value; 0 to 1.</param>
    /// <param name="replicates">The resampled values.</param>
    /// <param name="options">How many there should be, and how sure the interval is to be.</param>
    /// <param name="images">Images of the smaller class.</param>
    internal static MetricValue Interval(double exact, IEnumerable<double> replicates, BootstrapOptions options,
        int images)
    {
        double[] defined = [.. replicates.Where(value => !double.IsNaN(value)).Order()];
        if (2 * defined.Length < options.Resamples)
            return new MetricValue(exact);
        double tail = (1 - options.Confidence) / 2;
        if (exact is 0 or 1 && images > 0 && defined[0] == exact && defined[^1] == exact)
            return exact == 1 ? new MetricValue(1, Math.Pow(tail, 1.0 / images), 1)
                : new MetricValue(0, 0, 1 - Math.Pow(tail, 1.0 / images));
        return new MetricValue(exact, Percentile(defined, tail), Percentile(defined, 1 - tail));
    }

    private static MetricValue Images(ReadOnlySpan<float> scores, ReadOnlySpan<byte> truth, double exact,
        BootstrapOptions options, Func<(double Auroc, double AveragePrecision), double> choose)
    {
        var isAnomalous = new bool[truth.Length];
        for (int i = 0; i < isAnomalous.Length; i++)
            isAnomalous[i] = truth[i] != 0;
        var images = new WeightedImageScores(scores.ToArray(), isAnomalous);
        var resampler = new StratifiedResampler(isAnomalous, new SplitMix64(options.Seed));
        var weights = new int[isAnomalous.Length];
        var replicates = new double[options.Resamples];
        foreach (ref double replicate in replicates.AsSpan())
        {
            resampler.Draw(weights);
            replicate = choose(images.Of(weights));
        }
        int anomalous = isAnomalous.Count(image => image);
        return Interval(exact, replicates, options, Math.Min(anomalous, isAnomalous.Length - anomalous));
    }

    private static double Percentile(double[] sorted, double share)
    {
        double position = share * (sorted.Length - 1);
        int lower = (int)position;
        double next = sorted[Math.Min(lower + 1, sorted.Length - 1)];
        return sorted[lower] + (position - lower) * (next - sorted[lower]);
    }
}
