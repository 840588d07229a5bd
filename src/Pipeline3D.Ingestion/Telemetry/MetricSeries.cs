namespace Pipeline3D.Ingestion.Telemetry;

/// <summary>One instrument's values for one set of tags.</summary>
/// <param name="Tags">The tags, by name.</param>
/// <param name="Value">Sum of a counter, last value of a gauge, sum of a histogram.</param>
/// <param name="Count">Measurements of a histogram.</param>
/// <param name="Buckets">Measurements per bucket of a histogram, the one above the last bound included; empty
/// otherwise.</param>
public sealed record MetricSeries(
    IReadOnlyList<KeyValuePair<string, string>> Tags, double Value, long Count, IReadOnlyList<long> Buckets);
