namespace Pipeline3D.Evaluation.Results;

/// <summary>AU-PRO at one limit.</summary>
/// <param name="Limit">Largest false positive rate; in (0, 1].</param>
/// <param name="Value">The area, divided by the limit.</param>
public readonly record struct AuProAt(double Limit, MetricValue Value);
