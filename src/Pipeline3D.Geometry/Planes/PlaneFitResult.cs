namespace Pipeline3D.Geometry.Planes;

/// <summary>A plane found in a cloud.</summary>
/// <param name="Plane">The least-squares plane of the best hypothesis' inliers.</param>
/// <param name="Inliers">Shape [n]: whether the point lies closer to <paramref name="Plane"/> than the
/// threshold.</param>
/// <param name="InlierCount">Number of inliers.</param>
/// <param name="Hypotheses">Number of hypotheses tried before the search ended.</param>
public sealed record PlaneFitResult(PlaneEquation Plane, bool[] Inliers, int InlierCount, int Hypotheses);
