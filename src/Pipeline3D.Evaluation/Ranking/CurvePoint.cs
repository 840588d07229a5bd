namespace Pipeline3D.Evaluation.Ranking;

/// <summary>A vertex of a ROC or PRO curve.</summary>
/// <param name="FalsePositiveRate">Share of the normal samples called anomalous; in [0, 1].</param>
/// <param name="Rate">True positive rate, or mean per-region overlap; in [0, 1].</param>
public readonly record struct CurvePoint(double FalsePositiveRate, double Rate);
