namespace Pipeline3D.Evaluation.Results;

/// <summary>A metric with its confidence interval, or the reason why it does not exist.</summary>
/// <param name="Value">The metric; null when undefined.</param>
/// <param name="Low">Lower end of the confidence interval; null when none was computed.</param>
/// <param name="High">Upper end of the confidence interval; null when none was computed.</param>
/// <param name="WhyUndefined">Why there is no value; null when there is one.</param>
public readonly record struct MetricValue(
    double? Value, double? Low = null, double? High = null, string? WhyUndefined = null)
{
    /// <summary>A metric that does not exist.</summary>
    public static MetricValue Undefined(string reason) => new(null, null, null, reason);
}
