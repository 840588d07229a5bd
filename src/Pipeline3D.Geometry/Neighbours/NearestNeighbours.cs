namespace Pipeline3D.Geometry.Neighbours;

/// <summary>The k nearest points of every query, ascending by distance, ties by the lower index.</summary>
/// <param name="Queries">Number of queries q.</param>
/// <param name="PerQuery">Neighbours of each query k.</param>
/// <param name="Index">Shape [q, k]: index of the neighbour in the searched cloud.</param>
/// <param name="Distance">Shape [q, k]: Euclidean distance, in the unit of the coordinates.</param>
public sealed record NearestNeighbours(int Queries, int PerQuery, int[] Index, float[] Distance);
