using System.Collections.Immutable;
using Pipeline3D.Evaluation.Intervals;
using Pipeline3D.Evaluation.Ranking;
using Pipeline3D.Evaluation.Regions;

namespace Pipeline3D.Evaluation.Results;

/// <summary>Computes the metrics of one category and keeps the resampled values, from which the mean's interval is
/// drawn.</summary>
internal sealed class CategoryEvaluation
{
    // Order of the exact values and of the replicates: the four fixed metrics, then AU-PRO per limit.
    private const int FixedMetrics = 4;

    private const string NoPixels = "the samples have no pixel or point scores";

    private const string NotAllPixels = "not every sample has pixel or point scores with their truth";

    private CategoryEvaluation(CategoryMetrics metrics, double[][] replicates)
        => (Metrics, Replicates) = (metrics, replicates);

    public CategoryMetrics Metrics { get; }

    /// <summary>Shape [metrics][resamples]; no resamples when intervals are off.</summary>
    public double[][] Replicates { get; }

    public static CategoryEvaluation Of(string category, IEnumerable<EvaluatedSample> unordered,
        EvaluationOptions options)
    {
        EvaluatedSample[] samples = [.. unordered.OrderBy(sample => sample.Id, StringComparer.Ordinal)];
        // Without the pixels of every sample there is no pool: what is left would be another dataset than the category.
        PooledScores? pool = samples.All(sample => sample.Pixels is not null)
            ? new PooledScores(samples.Select(sample => sample.Pixels!)) : null;
        string why = samples.Any(sample => sample.Pixels is not null) ? NotAllPixels : NoPixels;
        MetricValue[] exact = Exact(samples, pool, options.AuProLimits, why);
        double[][] replicates = options.Bootstrap is { } bootstrap
            ? CategoryBootstrap.Replicates(samples, pool, exact, options.AuProLimits, bootstrap, category)
            : [.. exact.Select(_ => Array.Empty<double>())];
        int anomalous = samples.Count(sample => sample.IsAnomalous),
            smaller = Math.Min(anomalous, samples.Length - anomalous);
        MetricValue[] values = [.. exact.Select((value, i) => WithInterval(value, replicates[i], options.Bootstrap,
            smaller))];
        CategoryMetrics metrics = Record(category, values, options.AuProLimits) with
        {
            Images = samples.Length,
            AnomalousImages = anomalous,
            Pixels = pool is null ? 0 : pool.Ranking.Normal + pool.Ranking.Anomalous,
            AnomalousPixels = pool?.Ranking.Anomalous ?? 0,
            Regions = pool?.Ranking.Regions ?? 0,
            AuProScoreSampled = pool is null ? MetricValue.Undefined(why) : AuProScoreSampled.Of(pool),
        };
        return new CategoryEvaluation(metrics, replicates);
    }

    /// <summary>The unweighted mean; a metric that a category does not define is left out for that category.</summary>
    public static CategoryMetrics Mean(IReadOnlyList<CategoryEvaluation> categories, EvaluationOptions options)
    {
        int count = FixedMetrics + options.AuProLimits.Length;
        var values = new MetricValue[count];
        for (int metric = 0; metric < count; metric++)
        {
            CategoryEvaluation[] defined = [.. categories.Where(c => InOrder(c.Metrics)[metric].Value is not null)];
            values[metric] = defined.Length == 0
                ? MetricValue.Undefined("no category defines it")
                : WithInterval(new MetricValue(defined.Average(c => InOrder(c.Metrics)[metric].Value)),
                    MeanReplicates(defined, metric), options.Bootstrap, defined.Sum(c => Math.Min(
                        c.Metrics.AnomalousImages, c.Metrics.Images - c.Metrics.AnomalousImages)));
        }
        double?[] sampled = [.. categories.Select(c => c.Metrics.AuProScoreSampled.Value)
            .Where(value => value is not null)];
        return Record("mean", values, options.AuProLimits) with
        {
            Images = categories.Sum(c => c.Metrics.Images),
            AnomalousImages = categories.Sum(c => c.Metrics.AnomalousImages),
            Pixels = categories.Sum(c => c.Metrics.Pixels),
            AnomalousPixels = categories.Sum(c => c.Metrics.AnomalousPixels),
            Regions = categories.Sum(c => c.Metrics.Regions),
            AuProScoreSampled = sampled.Length > 0
                ? new MetricValue(sampled.Average()) : MetricValue.Undefined("no category defines it"),
        };
    }

    private static MetricValue[] Exact(EvaluatedSample[] samples, PooledScores? pool, ImmutableArray<double> limits,
        string why)
    {
        ScoreRanking images = EvaluatedSample.Ranking(samples);
        return
        [
            Defined(images, Roc.Auroc, why), Defined(images, AveragePrecision.Of, why),
            Defined(pool?.Ranking, Roc.Auroc, why), Defined(pool?.Ranking, AveragePrecision.Of, why),
            .. limits.Select(limit => Defined(pool?.Ranking, _ => AuPro.Of(pool!, limit), why, regions: true)),
        ];
    }

    private static MetricValue Defined(ScoreRanking? ranking, Func<ScoreRanking, double> metric, string why,
        bool regions = false)
    {
        if (ranking is null)
            return MetricValue.Undefined(why);
        return ScoreChecks.WhyUndefined(ranking, regions) is { } reason
            ? MetricValue.Undefined(reason) : new MetricValue(metric(ranking));
    }

    private static MetricValue WithInterval(MetricValue value, IEnumerable<double> replicates,
        BootstrapOptions? options, int images) => options is null || value.Value is not { } exact ? value
        : Bootstrap.Interval(exact, replicates, options, images);

    private static IEnumerable<double> MeanReplicates(CategoryEvaluation[] categories, int metric)
    {
        for (int draw = 0; draw < categories[0].Replicates[metric].Length; draw++)
            yield return categories.Average(c => c.Replicates[metric][draw]);
    }

    private static MetricValue[] InOrder(CategoryMetrics metrics)
        => [metrics.ImageAuroc, metrics.ImageAp, metrics.PixelAuroc, metrics.PixelAp,
            .. metrics.AuPro.Select(at => at.Value)];

    private static CategoryMetrics Record(string category, MetricValue[] values, ImmutableArray<double> limits) => new()
    {
        Category = category,
        Images = 0,
        AnomalousImages = 0,
        Pixels = 0,
        AnomalousPixels = 0,
        Regions = 0,
        ImageAuroc = values[0],
        ImageAp = values[1],
        PixelAuroc = values[2],
        PixelAp = values[3],
        AuPro = [.. limits.Select((limit, i) => new AuProAt(limit, values[FixedMetrics + i]))],
        AuProScoreSampled = MetricValue.Undefined(NoPixels),
    };
}
