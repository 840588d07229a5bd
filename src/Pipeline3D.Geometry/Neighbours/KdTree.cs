using System.Runtime.Intrinsics;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Geometry.Neighbours;

/// <summary>Exact neighbour search in a cloud: k nearest, all within a radius, or the nearest within a
/// radius.</summary>
/// <remarks>
/// A balanced tree over leaves of at most 16 points with tight boxes, so far outliers and great differences of density
/// cost nothing. Distances are float32, summed x, y, z in that order, as a plain loop would: results equal those of
/// brute force bit by bit. The tree keeps an own copy of the coordinates and is immutable: any number of threads may
/// search it at the same time. Cost: O(n log n) to build, about O(k log n) a query; 20 bytes a point.
/// </remarks>
public sealed class KdTree
{
    private const int Grain = 256;
    private const int LeafGrain = 64;
    private readonly KdTreeNodes _nodes;

    /// <summary>Builds the tree.</summary>
    /// <param name="cloud">The points to be searched; may be empty. Later changes of the cloud are not seen.</param>
    /// <param name="threads">Most threads to use; 0 = one per core. The result does not depend on it.</param>
    /// <exception cref="ArgumentException">A coordinate is NaN or infinite.</exception>
    public KdTree(PointCloud cloud, int threads = 0)
    {
        Require.Finite(cloud);
        _nodes = new KdTreeNodes(cloud, Ranges.Degree(threads));
    }

    /// <summary>Number of points in the tree.</summary>
    public int Count => _nodes.Count;

    internal KdTreeNodes Nodes => _nodes;

    /// <summary>The k nearest points of every point of the tree itself.</summary>
    /// <param name="k">Neighbours per point.</param>
    /// <param name="includeSelf">Whether a point is its own neighbour. Otherwise exactly its index is left out, also
    /// among duplicates at distance 0.</param>
    /// <param name="threads">Most threads to use; 0 = one per core.</param>
    /// <param name="stop">Ends the search.</param>
    /// <returns>Row i belongs to point i of the cloud.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="k"/> is below 1 or above the number of
    /// candidates.</exception>
    public NearestNeighbours Nearest(int k, bool includeSelf = false, int threads = 0, CancellationToken stop = default)
    {
        RequireCandidates(k, includeSelf ? Count : Count - 1, includeSelf ? "" : " without the point itself");
        var result = new NearestNeighbours(Count, k, new int[checked(Count * k)], new float[checked(Count * k)]);
        Ranges.Run(_nodes.Leaves, LeafGrain, (start, end) => _nodes.ForEachNearest(
            start, end, k, float.PositiveInfinity, !includeSelf, (point, found) => Store(found, result, point)),
            threads, stop);
        return result;
    }

    /// <summary>The k nearest points of every query.</summary>
    /// <param name="queries">The places to search from; finite.</param>
    /// <param name="k">Neighbours per query.</param>
    /// <param name="threads">Most threads to use; 0 = one per core.</param>
    /// <param name="stop">Ends the search.</param>
    /// <returns>Row i belongs to query i.</returns>
    /// <exception cref="ArgumentException">A query is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="k"/> is below 1 or above the number of
    /// points.</exception>
    public NearestNeighbours Nearest(PointCloud queries, int k, int threads = 0, CancellationToken stop = default)
    {
        Require.Finite(queries);
        RequireCandidates(k, Count, "");
        var result = new NearestNeighbours(queries.Count, k, new int[checked(queries.Count * k)],
            new float[checked(queries.Count * k)]);
        Ranges.Run(queries.Count, Grain, (start, end) =>
        {
            var found = new ulong[k];
            for (int query = start; query < end; query++)
            {
                int count = _nodes.Search(queries[query], -1, float.PositiveInfinity, found);
                Store(found.AsSpan(0, count), result, query);
            }
        }, threads, stop);
        return result;
    }

    /// <summary>How many points lie within a radius of every point of the tree, the point itself included.</summary>
    /// <param name="radius">At most this distance counts as within; in the unit of the coordinates.</param>
    /// <param name="threads">Most threads to use; 0 = one per core.</param>
    /// <param name="stop">Ends the search.</param>
    /// <returns>Shape [Count].</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="radius"/> is not a finite number above
    /// 0.</exception>
    public int[] CountWithin(double radius, int threads = 0, CancellationToken stop = default)
    {
        Require.Positive(radius);
        float squared = (float)(radius * radius);
        var counts = new int[Count];
        Ranges.Run(Count, Grain, (start, end) =>
        {
            for (int position = start; position < end; position++)
                counts[_nodes.Original[position]] = _nodes.CountWithin(_nodes.PointAt(position), squared);
        }, threads, stop);
        return counts;
    }

    /// <summary>The nearest points within a radius of every point of the tree, the point itself first.</summary>
    /// <param name="radius">At most this distance counts as within; in the unit of the coordinates.</param>
    /// <param name="maxNeighbours">At most so many are kept, the nearest ones; the point itself counts.</param>
    /// <param name="threads">Most threads to use; 0 = one per core.</param>
    /// <param name="stop">Ends the search.</param>
    /// <returns>One list per point of the cloud. Of several points at the same place, the one of lowest index comes
    /// first.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The radius or the number is not above 0.</exception>
    public NeighbourLists Within(
        double radius, int maxNeighbours, int threads = 0, CancellationToken stop = default)
    {
        Require.Positive(radius);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxNeighbours);
        float squared = (float)(radius * radius);
        var counts = new int[Count];
        var pieces = new ulong[(_nodes.Leaves + LeafGrain - 1) / LeafGrain][];
        Ranges.Run(_nodes.Leaves, LeafGrain, (start, end) =>
        {
            (int position, int last) = (_nodes.LeafRange(start).Start, _nodes.LeafRange(end - 1).End);
            var piece = new ulong[(last - position) * Math.Min(maxNeighbours, 64)];
            int used = 0;
            _nodes.ForEachNearest(start, end, maxNeighbours, squared, skipSelf: false, (point, found) =>
            {
                counts[point] = found.Length;
                if (used + found.Length > piece.Length)
                    Array.Resize(ref piece, checked(2 * (used + found.Length)));
                found.CopyTo(piece.AsSpan(used));
                used += found.Length;
            });
            pieces[start / LeafGrain] = piece;
        }, threads, stop);
        var first = new int[Count + 1];
        for (int i = 0; i < Count; i++)
            first[i + 1] = checked(first[i] + counts[i]);
        var result = new NeighbourLists(first, new int[first[Count]], new float[first[Count]]);
        Ranges.Run(_nodes.Leaves, LeafGrain, (start, end) =>
        {
            ReadOnlySpan<ulong> rest = pieces[start / LeafGrain];
            (int position, int last) = (_nodes.LeafRange(start).Start, _nodes.LeafRange(end - 1).End);
            for (; position < last; position++)
            {
                int point = _nodes.Original[position], count = counts[point];
                NeighbourKey.Split(rest[..count], result.Index.AsSpan(first[point]),
                    result.SquaredDistance.AsSpan(first[point]));
                rest = rest[count..];
            }
        }, threads, stop);
        return result;
    }

    private static void Store(ReadOnlySpan<ulong> found, NearestNeighbours result, int row)
    {
        Span<float> distances = result.Distance.AsSpan(row * result.PerQuery, found.Length);
        NeighbourKey.Split(found, result.Index.AsSpan(row * result.PerQuery), distances);
        int i = 0;
        for (; i + Vector512<float>.Count <= distances.Length; i += Vector512<float>.Count)
            Vector512.Sqrt(Vector512.Create<float>(distances[i..])).CopyTo(distances[i..]);
        for (; i < distances.Length; i++)
            distances[i] = MathF.Sqrt(distances[i]);
    }

    private static void RequireCandidates(int k, int candidates, string note)
    {
        if (k < 1 || k > candidates)
            throw new ArgumentOutOfRangeException(nameof(k), k,
                $"must be from 1 to {candidates}, the number of points that can be neighbours{note}");
    }
}
