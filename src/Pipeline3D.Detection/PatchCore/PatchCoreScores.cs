namespace Pipeline3D.Detection;

/// <summary>The scores of one scan; higher = more anomalous.</summary>
/// <param name="Map">Smoothed scores on the square map.</param>
/// <param name="ImageScore">Score of the whole scan: re-weighted largest patch distance. Not the maximum of the
/// map.</param>
/// <param name="PatchDistances">Shape [patch rows, patch columns]: distance of every patch to the bank, before
/// interpolation.</param>
public sealed record PatchCoreScores(ScoreMap Map, float ImageScore, float[] PatchDistances);
