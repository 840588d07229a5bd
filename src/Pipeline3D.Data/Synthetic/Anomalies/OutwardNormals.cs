using System.Numerics;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Descriptors;
using Pipeline3D.Geometry.Neighbours;

namespace Pipeline3D.Data.Synthetic.Anomalies;

/// <summary>Normals of a cloud that agree with each other and point outwards.</summary>
internal static class OutwardNormals
{
    private const int Neighbours = 16, Joined = 8;

    /// <summary>Estimates them.</summary>
    /// <param name="points">At least four finite points of the unit ball.</param>
    /// <param name="threads">Most threads to use.</param>
    /// <param name="stop">Ends the work.</param>
    /// <remarks>Signs are handed on from neighbour to neighbour, first where normals are most alike; the outermost
    /// point of each connected part looks away from the cloud's middle. Source: Hoppe et al. 1992, section 3.3.
    /// Cost: O(n log n).</remarks>
    public static Vector3[] Of(PointCloud points, int threads, CancellationToken stop)
    {
        var tree = new KdTree(points, threads);
        PointCloud estimated = SurfaceNormals.Estimate(points, tree, 2, Math.Min(Neighbours, points.Count), threads,
            stop);
        var normals = new Vector3[points.Count];
        for (int i = 0; i < normals.Length; i++)
            normals[i] = estimated[i];
        int k = Math.Min(Joined, points.Count - 1);
        int[] near = tree.Nearest(k, threads: threads, stop: stop).Index;
        List<int>[] joined = [.. Enumerable.Range(0, points.Count).Select(_ => new List<int>(2 * k))];
        for (int i = 0; i < near.Length; i++)
        {
            joined[i / k].Add(near[i]);
            joined[near[i]].Add(i / k);
        }
        int[] outermost = [.. Enumerable.Range(0, points.Count).OrderByDescending(i => points[i].LengthSquared())];
        var settled = new bool[points.Count];
        foreach (int first in outermost)
            if (!settled[first])
                Settle(first);
        return normals;

        void Settle(int first)
        {
            if (Vector3.Dot(normals[first], points[first]) < 0)
                normals[first] = -normals[first];
            var open = new PriorityQueue<(int Point, int From), float>();
            open.Enqueue((first, first), 0);
            while (open.TryDequeue(out (int Point, int From) next, out _))
            {
                (int point, int from) = next;
                if (settled[point])
                    continue;
                settled[point] = true;
                if (Vector3.Dot(normals[point], normals[from]) < 0)
                    normals[point] = -normals[point];
                foreach (int other in joined[point])
                    if (!settled[other])
                        open.Enqueue((other, point), 1 - MathF.Abs(Vector3.Dot(normals[point], normals[other])));
            }
        }
    }

    /// <summary>As above, for a scan from one side: towards its sensor.</summary>
    public static Vector3[] Towards(Vector3 sensor, PointCloud points, int threads, CancellationToken stop)
    {
        PointCloud estimated = SurfaceNormals.Estimate(points, 2, Math.Min(Neighbours, points.Count), threads, stop);
        var normals = new Vector3[points.Count];
        for (int i = 0; i < normals.Length; i++)
            normals[i] = Vector3.Dot(estimated[i], sensor - points[i]) < 0 ? -estimated[i] : estimated[i];
        return normals;
    }
}
