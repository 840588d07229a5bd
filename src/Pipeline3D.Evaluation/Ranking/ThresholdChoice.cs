namespace Pipeline3D.Evaluation.Ranking;

/// <summary>A threshold and how it divides the samples it was chosen on; anomalous means score &gt;=
/// threshold.</summary>
/// <param name="Threshold">The lowest score that is called anomalous, in units of the score.</param>
/// <param name="F1">Harmonic mean of precision and recall.</param>
/// <param name="Precision">Share of the samples called anomalous that are.</param>
/// <param name="Recall">Share of the anomalous samples that are called so.</param>
public readonly record struct ThresholdChoice(float Threshold, double F1, double Precision, double Recall);
