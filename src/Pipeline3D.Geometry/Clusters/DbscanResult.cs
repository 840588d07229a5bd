namespace Pipeline3D.Geometry.Clusters;

/// <summary>The clusters of a cloud.</summary>
/// <param name="Labels">Shape [n]: number of the cluster, 0 = the largest; -1 = noise.</param>
/// <param name="IsCore">Shape [n]: whether the point is a core point.</param>
/// <param name="Sizes">Points of every cluster, border points included; descending.</param>
public sealed record DbscanResult(int[] Labels, bool[] IsCore, int[] Sizes);
