using System.Numerics;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Neighbours;

namespace Pipeline3D.Data.Synthetic.Anomalies;

/// <summary>Which points of a surface are neighbours: tells distances along it from those through the air.</summary>
internal sealed class SurfaceGraph
{
    private const int Neighbours = 8;

    // Neighbours whose normals are further apart than 120 degrees lie on two sides of a thin wall.
    private const float Opposite = -0.5f;

    private readonly int[] _start, _next;

    private SurfaceGraph(int count, List<(int From, int To)> edges)
    {
        _start = new int[count + 1];
        foreach ((int from, int to) in edges)
        {
            _start[from + 1]++;
            _start[to + 1]++;
        }
        for (int i = 0; i < count; i++)
            _start[i + 1] += _start[i];
        _next = new int[_start[count]];
        int[] at = _start[..count];
        foreach ((int from, int to) in edges)
        {
            _next[at[from]++] = to;
            _next[at[to]++] = from;
        }
    }

    /// <summary>Joins every point with its 8 nearest ones that face the same side.</summary>
    public static SurfaceGraph Of(PointCloud points, Vector3[] normals, int threads, CancellationToken stop)
    {
        int k = Math.Min(Neighbours, points.Count - 1);
        var edges = new List<(int, int)>();
        if (k > 0)
        {
            NearestNeighbours found = new KdTree(points, threads).Nearest(k, threads: threads, stop: stop);
            for (int i = 0; i < found.Index.Length; i++)
                if (Vector3.Dot(normals[i / k], normals[found.Index[i]]) > Opposite)
                    edges.Add((i / k, found.Index[i]));
        }
        return new SurfaceGraph(points.Count, edges);
    }

    /// <summary>Joins the corners of every triangle.</summary>
    /// <param name="count">Number of vertices.</param>
    /// <param name="triangles">Shape [m, 3].</param>
    public static SurfaceGraph Of(int count, int[] triangles)
    {
        var edges = new List<(int, int)>(triangles.Length);
        for (int i = 0; i < triangles.Length; i += 3)
            edges.AddRange([(triangles[i], triangles[i + 1]), (triangles[i + 1], triangles[i + 2]),
                (triangles[i + 2], triangles[i])]);
        return new SurfaceGraph(count, edges);
    }

    /// <summary>The points whose way along the surface from a place is shorter than a reach.</summary>
    /// <remarks>The way begins at the nearest point that faces the place's side. Source: Dijkstra 1959. Cost: O(n) and
    /// O(m log m) of the m points reached.</remarks>
    public bool[] Within(SurfaceCloud cloud, AnomalyFrame from, float reach)
    {
        var reached = new bool[cloud.Count];
        int first = -1;
        float least = float.PositiveInfinity;
        for (int i = 0; i < cloud.Count; i++)
        {
            float distance = Vector3.DistanceSquared(cloud.Points[i], from.Centre);
            if (distance < least && Vector3.Dot(cloud.Normals[i], from.Normal) > 0)
                (first, least) = (i, distance);
        }
        if (first < 0)
            return reached;
        var best = new Dictionary<int, float> { [first] = MathF.Sqrt(least) };
        var open = new PriorityQueue<int, float>();
        open.Enqueue(first, MathF.Sqrt(least));
        while (open.TryDequeue(out int point, out float way))
        {
            if (way >= reach)
                break;
            if (reached[point])
                continue;
            reached[point] = true;
            foreach (int next in _next.AsSpan(_start[point], _start[point + 1] - _start[point]))
            {
                float longer = way + Vector3.Distance(cloud.Points[point], cloud.Points[next]);
                if (!reached[next] && longer < best.GetValueOrDefault(next, float.PositiveInfinity))
                {
                    best[next] = longer;
                    open.Enqueue(next, longer);
                }
            }
        }
        return reached;
    }
}
