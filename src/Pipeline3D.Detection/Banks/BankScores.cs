namespace Pipeline3D.Detection.Banks;

/// <summary>How far the patches of one sample are from a memory bank; higher = more anomalous.</summary>
/// <param name="Distances">Shape [p]: Euclidean distance of every patch to its nearest bank row.</param>
/// <param name="Nearest">Shape [p]: that bank row.</param>
/// <param name="SampleScore">Score of the whole sample: the largest distance, re-weighted by how well the bank knows
/// the place.</param>
public sealed record BankScores(float[] Distances, int[] Nearest, float SampleScore);
