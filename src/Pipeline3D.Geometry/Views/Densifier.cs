using Pipeline3D.Geometry.Neighbours;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Geometry.Views;

/// <summary>Fills a thin cloud up with points between its own.</summary>
/// <remarks>Source: PointAD's code for Real3D-AD. Candidates lie a quarter, half and three quarters of the way from
/// every point to each of its nearest, in that order; a label is that of the nearer end, half way the first point's. A
/// random choice without repeats follows the cloud's own points. Differs: where there are fewer candidates than needed
/// all of them are taken again and again, where the code stays below the number and fails later. Cost: O(n + points
/// wanted).</remarks>
internal static class Densifier
{
    private const int Stream = 2, Ratios = 3;

    /// <summary>The points, and behind them those made between, <paramref name="count"/> in all.</summary>
    /// <param name="points">n > 0 points.</param>
    /// <param name="labels">Shape [n]; null when unknown.</param>
    /// <param name="count">More than n.</param>
    /// <param name="seed">Which candidates.</param>
    /// <param name="nearest">The nearest of every point; null for a single point, which is repeated.</param>
    public static (PointCloud Points, bool[]? Labels) Fill(
        PointCloud points, bool[]? labels, int count, int seed, NearestNeighbours? nearest)
    {
        var dense = new PointCloud(count);
        bool[]? denseLabels = labels is null ? null : new bool[count];
        for (int i = 0; i < points.Count; i++)
            dense[i] = points[i];
        labels?.CopyTo(denseLabels!, 0);
        int perPoint = nearest is null ? 0 : Ratios * nearest.PerQuery;
        int[] order = new int[Math.Max(1, checked(points.Count * perPoint))];
        for (int i = 0; i < order.Length; i++)
            order[i] = i;
        var random = new SplitMix64(seed, Stream);
        for (int i = points.Count; i < count; i++)
        {
            int at = (i - points.Count) % order.Length;
            // Drawn as it is needed; repeats come in the same order.
            if (i - points.Count < order.Length)
            {
                int drawn = at + random.NextBelow(order.Length - at);
                (order[at], order[drawn]) = (order[drawn], order[at]);
            }
            if (nearest is null)
            {
                dense[i] = points[0];
                denseLabels?.SetValue(labels![0], i);
                continue;
            }
            (int pair, int ratio) = Math.DivRem(order[at], Ratios);
            int first = pair / nearest.PerQuery, second = nearest.Index[pair];
            dense[i] = points[first] + (0.25f * (ratio + 1) * (points[second] - points[first]));
            if (denseLabels is not null)
                denseLabels[i] = labels![ratio <= 1 ? first : second];
        }
        return (dense, denseLabels);
    }
}
