namespace Pipeline3D.Geometry.Sampling;

/// <summary>Points in the order in which farthest point sampling picked them.</summary>
/// <param name="Index">Shape [m]: indices in the cloud.</param>
/// <param name="RadiusAfter">Shape [m]: largest distance of any point to its nearest pick once picks 0 to i are made;
/// descending.</param>
public sealed record FarthestPointOrder(int[] Index, float[] RadiusAfter);
