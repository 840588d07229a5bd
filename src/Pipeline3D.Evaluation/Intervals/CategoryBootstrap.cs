using Pipeline3D.Evaluation.Regions;
using Pipeline3D.Evaluation.Results;

namespace Pipeline3D.Evaluation.Intervals;

/// <summary>Resampled values of every metric of one category, metric by metric.</summary>
internal static class CategoryBootstrap
{
    /// <summary>Draws the resamples.</summary>
    /// <param name="samples">In the order of their ids.</param>
    /// <param name="pool">Their pixel scores in the same order; null when there are none.</param>
    /// <param name="exact">Exact values, in the order image AUROC, image AP, pixel AUROC, pixel AP, AU-PRO per
    /// limit.</param>
    /// <param name="limits">AU-PRO limits.</param>
    /// <param name="options">How many, and the seed.</param>
    /// <param name="category">Names the stream of random numbers.</param>
    /// <returns>Shape [metrics][resamples], aligned with <paramref name="exact"/>; NaN where undefined.</returns>
    public static double[][] Replicates(IReadOnlyList<EvaluatedSample> samples, PooledScores? pool,
        IReadOnlyList<MetricValue> exact, IReadOnlyList<double> limits, BootstrapOptions options, string category)
    {
        bool[] isAnomalous = [.. samples.Select(sample => sample.IsAnomalous)];
        var images = new WeightedImageScores([.. samples.Select(sample => sample.ImageScore)], isAnomalous);
        WeightedPixelScores? pixels = pool is null ? null : new WeightedPixelScores(pool);
        var resampler = new StratifiedResampler(isAnomalous, SplitMix64.For(options.Seed, category));
        double[][] replicates = [.. exact.Select(_ => new double[options.Resamples])];
        var weights = new int[samples.Count];
        var values = new double[exact.Count];
        weights.AsSpan().Fill(1);
        Evaluate(values);
        double[] shift = [.. values.Select((value, metric) => (exact[metric].Value ?? double.NaN) - value)];
        for (int draw = 0; draw < options.Resamples; draw++)
        {
            resampler.Draw(weights);
            Evaluate(values);
            for (int metric = 0; metric < values.Length; metric++)
                replicates[metric][draw] = Math.Clamp(values[metric] + shift[metric], 0, 1);
        }
        return replicates;

        void Evaluate(Span<double> into)
        {
            (into[0], into[1]) = images.Of(weights);
            if (pixels is null)
                into[2..].Fill(double.NaN);
            else
                pixels.Evaluate(weights, limits, into[2..]);
        }
    }
}
