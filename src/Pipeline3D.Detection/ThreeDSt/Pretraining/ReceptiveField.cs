using Pipeline3D.Detection.ThreeDSt.Network;
using Pipeline3D.Geometry;

namespace Pipeline3D.Detection.ThreeDSt.Pretraining;

/// <summary>The points that a descriptor depends on: everything within L steps along the neighbour graph.</summary>
/// <remarks>Source: Bergmann and Sattlegger 2023, section 3.2. About 2,000 points at k = 32 and L = 8 on a smooth
/// surface. Cost: O(k times the size of the field).</remarks>
internal static class ReceptiveField
{
    /// <summary>Points of the field in the order of their discovery, the point itself first.</summary>
    /// <param name="graph">The cloud.</param>
    /// <param name="point">A point, in the graph's order.</param>
    /// <param name="steps">L: the LFA layers of the network, two per block.</param>
    /// <param name="seen">[n] stamps; a point is new when its stamp is not <paramref name="stamp"/>.</param>
    /// <param name="stamp">Not used before with <paramref name="seen"/>.</param>
    public static List<int> Of(PointGraph graph, int point, int steps, int[] seen, int stamp)
    {
        List<int> found = [point];
        seen[point] = stamp;
        int from = 0;
        for (int step = 0; step < steps; step++)
        {
            int to = found.Count;
            for (; from < to; from++)
            {
                foreach (int next in graph.Index.AsSpan(found[from] * graph.K, graph.K))
                {
                    if (seen[next] == stamp)
                        continue;
                    seen[next] = stamp;
                    found.Add(next);
                }
            }
            if (to == found.Count)
                break;
        }
        return found;
    }

    /// <summary>Their places about their mean, in normalised coordinates.</summary>
    public static PointCloud Centred(PointGraph graph, List<int> field, double scale)
    {
        double x = 0, y = 0, z = 0;
        foreach (int i in field)
            (x, y, z) = (x + graph.Points.X[i], y + graph.Points.Y[i], z + graph.Points.Z[i]);
        (x, y, z) = (x / field.Count, y / field.Count, z / field.Count);
        var centred = new PointCloud(field.Count);
        for (int i = 0; i < field.Count; i++)
        {
            int at = field[i];
            centred[i] = new((float)((graph.Points.X[at] - x) / scale), (float)((graph.Points.Y[at] - y) / scale),
                (float)((graph.Points.Z[at] - z) / scale));
        }
        return centred;
    }
}
