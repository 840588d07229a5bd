using Pipeline3D.Geometry.Neighbours;

namespace Pipeline3D.Detection.ShapeGuided;

/// <summary>Distances of points in patches as distances of points.</summary>
internal static class PointDistances
{
    /// <summary>The least absolute distance of each point over the patches that it lies in.</summary>
    /// <param name="scan">The scan.</param>
    /// <param name="distances">Signed; shape [patches, Size].</param>
    /// <param name="zeroIsUnset">Whether a distance of exactly 0 counts as none, and points in no patch are 0;
    /// otherwise these take that of the nearest point in one.</param>
    /// <param name="threads">Most threads to use; 0 = one per core.</param>
    /// <param name="stop">Ends the work.</param>
    public static float[] Least(PatchedScan scan, ReadOnlySpan<float> distances, bool zeroIsUnset, int threads = 0,
        CancellationToken stop = default)
    {
        var least = new float[scan.Points.Count];
        Array.Fill(least, float.PositiveInfinity);
        for (int i = 0; i < distances.Length; i++)
        {
            float distance = MathF.Abs(distances[i]);
            if (!(zeroIsUnset && distance == 0) && !(distance >= least[scan.Members[i]]))
                least[scan.Members[i]] = distance;
        }
        int[] without = [.. Enumerable.Range(0, least.Length).Where(i => float.IsPositiveInfinity(least[i]))];
        if (without.Length == 0)
            return least;
        int[] with = zeroIsUnset ? [] : [.. Enumerable.Range(0, least.Length)
            .Where(i => !float.IsPositiveInfinity(least[i]))];
        int[] nearest = with.Length == 0 ? [] : new KdTree(scan.Points.Select(with), threads)
            .Nearest(scan.Points.Select(without), 1, threads, stop).Index;
        for (int i = 0; i < without.Length; i++)
            least[without[i]] = nearest.Length == 0 ? 0 : least[with[nearest[i]]];
        return least;
    }
}
