using System.Text.Json.Serialization;
using Pipeline3D.Blocks.Scoring;
using Pipeline3D.Core.Live;

namespace Pipeline3D.Blocks.Payloads;

/// <summary>The score from which scans of a category are rejected, and how sure it is.</summary>
/// <param name="Threshold">The score; scans at or above it are rejected.</param>
/// <param name="Low">Lower end of the threshold's confidence interval.</param>
/// <param name="High">Upper end of the threshold's confidence interval.</param>
/// <param name="FalseRejectRate">Share of normal scans that it is set to reject.</param>
/// <param name="Confidence">Share of such intervals that hold the true threshold.</param>
/// <param name="Scans">Normal scans that it was set on.</param>
public sealed record Calibration(
    float Threshold, float Low, float High, double FalseRejectRate, double Confidence, int Scans)
{
    /// <summary>Of thinned scans, the most points that they could keep; null for whole scans. Scans thinned to another
    /// number have other scores.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? MaxPoints { get; init; }

    /// <summary>The calibration on the scores of normal scans, taken to be normally distributed.</summary>
    /// <param name="scores">At least two scores.</param>
    /// <param name="falseRejectRate">Share of normal scans that may be rejected; in (0, 1).</param>
    /// <param name="confidence">Of the interval; in (0, 1).</param>
    /// <remarks>
    /// Threshold: mean + z * standard deviation, z the normal quantile of the share. Interval: its large-sample
    /// standard error, deviation * sqrt(1/n + z^2 / (2 (n - 1))), times the normal quantile of the confidence. Source:
    /// the variances of mean and deviation of a normal sample, which are independent. Of 95 % intervals 92 % hold the
    /// truth with 10 scans, 94 % with 30. Cost: O(n).
    /// </remarks>
    public static Calibration Of(IReadOnlyList<double> scores, double falseRejectRate, double confidence)
    {
        double z = NormalQuantile.Of(1 - falseRejectRate), n = scores.Count, mean = scores.Average();
        double deviation = Math.Sqrt(scores.Sum(score => (score - mean) * (score - mean)) / (n - 1));
        double threshold = mean + z * deviation;
        double reach = NormalQuantile.Of((1 + confidence) / 2) * deviation
            * Math.Sqrt((1 / n) + (z * z / (2 * (n - 1))));
        return new Calibration((float)threshold, (float)(threshold - reach), (float)(threshold + reach),
            falseRejectRate, confidence, scores.Count);
    }

    /// <summary>Mean and deviation of the scores that it was set on, solved from the threshold and its interval; null
    /// when they do not determine them.</summary>
    [JsonIgnore]
    public AcceptedScores? Accepted
    {
        get
        {
            if (Scans < 2 || FalseRejectRate is not (> 0 and < 1) || Confidence is not (> 0 and < 1))
                return null;
            double z = NormalQuantile.Of(1 - FalseRejectRate), reach = ((double)High - Low) / 2;
            double deviation = reach / (NormalQuantile.Of((1 + Confidence) / 2)
                * Math.Sqrt((1.0 / Scans) + (z * z / (2.0 * (Scans - 1)))));
            return deviation > 0 && double.IsFinite(deviation)
                ? new AcceptedScores(Threshold - (z * deviation), deviation, Scans) : null;
        }
    }

    /// <summary>Whether a score is so near the threshold that the verdict could as well be the other one.</summary>
    public bool IsClose(float score) => score >= Low && score <= High;
}
