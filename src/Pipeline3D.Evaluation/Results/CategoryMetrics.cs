using System.Collections.Immutable;
using System.Globalization;
using Pipeline3D.Evaluation.Regions;

namespace Pipeline3D.Evaluation.Results;

/// <summary>All metrics of one category, or their mean over the categories.</summary>
/// <remarks>All areas lie in [0, 1]. The score-sampled AU-PRO has no interval: it is there for comparison with tables
/// only.</remarks>
public sealed record CategoryMetrics
{
    /// <summary>Name of the category; <c>mean</c> for the mean.</summary>
    public required string Category { get; init; }

    /// <summary>Number of test samples.</summary>
    public required int Images { get; init; }

    /// <summary>Number of anomalous test samples.</summary>
    public required int AnomalousImages { get; init; }

    /// <summary>Number of pixels or points that were scored.</summary>
    public required long Pixels { get; init; }

    /// <summary>Number of anomalous pixels or points.</summary>
    public required long AnomalousPixels { get; init; }

    /// <summary>Number of anomalous regions.</summary>
    public required int Regions { get; init; }

    /// <summary>I-AUROC: over samples.</summary>
    public required MetricValue ImageAuroc { get; init; }

    /// <summary>I-AP: over samples.</summary>
    public required MetricValue ImageAp { get; init; }

    /// <summary>P-AUROC: over the pooled pixels of all samples.</summary>
    public required MetricValue PixelAuroc { get; init; }

    /// <summary>P-AP: over the pooled pixels of all samples.</summary>
    public required MetricValue PixelAp { get; init; }

    /// <summary>AU-PRO at each limit, in the order of the options.</summary>
    public required ImmutableArray<AuProAt> AuPro { get; init; }

    /// <summary>The variant of <see cref="Regions.AuProScoreSampled"/> at 200 steps and limit 0.3.</summary>
    public required MetricValue AuProScoreSampled { get; init; }

    /// <summary>Every metric by the name that the writers print, in a fixed order.</summary>
    public IEnumerable<KeyValuePair<string, MetricValue>> ByName()
    {
        yield return new("image_auroc", ImageAuroc);
        yield return new("image_ap", ImageAp);
        yield return new("pixel_auroc", PixelAuroc);
        yield return new("pixel_ap", PixelAp);
        foreach (AuProAt at in AuPro)
            yield return new($"au_pro_{LimitName(at.Limit)}", at.Value);
        yield return new("au_pro_score_sampled", AuProScoreSampled);
    }

    internal static string LimitName(double limit) => limit.ToString("R", CultureInfo.InvariantCulture);
}
