using Pipeline3D.Evaluation.Ranking;

namespace Pipeline3D.Evaluation.Regions;

/// <summary>Regions of anomalous points in an unorganized cloud, for an AU-PRO where there is no pixel grid.</summary>
/// <remarks>
/// A convention of this project: no published code defines AU-PRO on clouds, so report it under this name and never
/// beside published numbers. Regions are the connected components of the anomalous points under the symmetric graph of
/// the k nearest neighbours (k = 8), without edges longer than three times the cloud's median distance to the nearest
/// neighbour.
/// </remarks>
public static class AuProGraph
{
    /// <summary>Neighbours per point of the convention.</summary>
    public const int Neighbours = 8;

    /// <summary>Longest edge of the convention, in units of the median distance to the nearest neighbour.</summary>
    public const double EdgeFactor = 3;

    /// <summary>Numbers the regions of a cloud.</summary>
    /// <param name="truth">Shape [n]; 0 = normal, anything else = anomalous.</param>
    /// <param name="neighbours">Shape [n, k], the indices of each point's k nearest others, nearest first.</param>
    /// <param name="distances">Shape [n, k], their distances in any unit, aligned with <paramref
    /// name="neighbours"/>.</param>
    /// <param name="regions">Shape [n]; overwritten with 0 for normal points and 1..r, numbered by lowest point
    /// index.</param>
    /// <returns>r, the number of regions.</returns>
    /// <remarks>Cost: O(n k), and O(n log n) for the median.</remarks>
    /// <exception cref="ArgumentException">The shapes do not agree, or an index is out of range.</exception>
    public static int Label(
        ReadOnlySpan<byte> truth, ReadOnlySpan<int> neighbours, ReadOnlySpan<float> distances, Span<int> regions)
    {
        if (regions.Length != truth.Length || neighbours.Length != distances.Length
            || (truth.Length > 0 && (neighbours.Length % truth.Length != 0 || neighbours.Length == 0)))
            throw new ArgumentException(
                $"{truth.Length} points, {regions.Length} regions, {neighbours.Length} neighbours and "
                + $"{distances.Length} distances: regions [n], neighbours and distances [n, k] are needed");
        regions.Clear();
        if (truth.IsEmpty)
            return 0;
        int k = neighbours.Length / truth.Length;
        int[] parents = Join(truth, neighbours, distances, k, EdgeFactor * MedianNearest(distances, k));
        int count = 0;
        for (int i = 0; i < truth.Length; i++)
            if (truth[i] != 0)
                // Roots are the lowest index of their region, so a root is always numbered before its members.
                regions[i] = Root(parents, i) == i ? ++count : regions[Root(parents, i)];
        return count;
    }

    private static int[] Join(
        ReadOnlySpan<byte> truth, ReadOnlySpan<int> neighbours, ReadOnlySpan<float> distances, int k, double longest)
    {
        int[] parents = [.. Enumerable.Range(0, truth.Length)];
        for (int i = 0; i < truth.Length; i++)
        {
            if (truth[i] == 0)
                continue;
            for (int slot = i * k; slot < (i + 1) * k; slot++)
            {
                int other = neighbours[slot];
                if ((uint)other >= (uint)truth.Length)
                    throw new ArgumentException($"neighbour {other} of point {i} is not one of {truth.Length} points");
                if (truth[other] == 0 || !(distances[slot] <= longest))
                    continue;
                (int a, int b) = (Root(parents, i), Root(parents, other));
                parents[Math.Max(a, b)] = Math.Min(a, b);
            }
        }
        return parents;
    }

    private static int Root(int[] parents, int index)
    {
        while (parents[index] != index)
            index = parents[index] = parents[parents[index]];
        return index;
    }

    private static double MedianNearest(ReadOnlySpan<float> distances, int k)
    {
        var nearest = new float[distances.Length / k];
        for (int i = 0; i < nearest.Length; i++)
            nearest[i] = distances[i * k];
        return Threshold.Quantile(nearest, 0.5);
    }
}
