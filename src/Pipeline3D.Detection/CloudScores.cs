namespace Pipeline3D.Detection;

/// <summary>The scores of one unorganized cloud; higher = more anomalous.</summary>
/// <param name="PointScores">Shape [n]: one score per point, in the order of the cloud.</param>
/// <param name="ObjectScore">Score of the whole object.</param>
public sealed record CloudScores(float[] PointScores, float ObjectScore);
