namespace Pipeline3D.Geometry.Neighbours;

/// <summary>Neighbourhoods of different sizes: the neighbours of query i are the slots Start[i] to Start[i + 1] -
/// 1.</summary>
/// <param name="Start">Shape [q + 1]: ascending, first 0, last the number of slots.</param>
/// <param name="Index">Shape [Start[q]]: index in the searched cloud; within a query ascending by distance, then by
/// index.</param>
/// <param name="SquaredDistance">Shape [Start[q]]: squared Euclidean distance.</param>
public sealed record NeighbourLists(int[] Start, int[] Index, float[] SquaredDistance)
{
    /// <summary>Number of queries.</summary>
    public int Queries => Start.Length - 1;

    /// <summary>The neighbours of query <paramref name="query"/>, nearest first.</summary>
    public ReadOnlySpan<int> Of(int query) => Index.AsSpan(Start[query], Start[query + 1] - Start[query]);

    /// <summary>Squared distances of the neighbours of <paramref name="query"/>, in the same order.</summary>
    public ReadOnlySpan<float> SquaredDistancesOf(int query)
        => SquaredDistance.AsSpan(Start[query], Start[query + 1] - Start[query]);
}
