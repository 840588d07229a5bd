namespace Pipeline3D.Detection.ThreeDzAl;

/// <summary>What a <see cref="FrozenClassifier"/> says of patches.</summary>
/// <param name="Logits">Shape [n]: of the patches as they are.</param>
/// <param name="Probabilities">Shape [n]: of an anomaly, of the patches after they were moved.</param>
/// <param name="Gradient">Shape [n, points, 3]: what they were moved against; empty where they were not.</param>
/// <param name="Moved">Shape [n, points, 3]; empty where they were not.</param>
internal sealed record PatchJudgement(float[] Logits, float[] Probabilities, float[] Gradient, float[] Moved);
