using System.Numerics;
using Pipeline3D.Data.Synthetic.Rendering;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Neighbours;

namespace Pipeline3D.Data.Synthetic.Anomalies;

/// <summary>A cloud as a body to draw anomalies for. Its points count as spread evenly.</summary>
internal sealed class CloudBody : IAnomalyBody
{
    private readonly Lazy<float> _spacing;

    public CloudBody(SurfaceCloud cloud, PointCloud points, int threads)
    {
        Cloud = cloud;
        _spacing = new(() => SpacingOf(new KdTree(points, threads).Nearest(
            Math.Min(4, points.Count - 1), threads: threads)));
    }

    public SurfaceCloud Cloud { get; }

    public int Count => Cloud.Count;

    public float Spacing => _spacing.Value;

    public AnomalyFrame Pick(SplitMix64 random) => Cloud.FrameAt(random.NextInt(Count));

    // Of points at the same place the next one counts.
    private static float SpacingOf(NearestNeighbours near)
    {
        double sum = 0;
        int count = 0;
        for (int i = 0; i < near.Distance.Length; i += near.PerQuery)
            if (near.Distance.AsSpan(i, near.PerQuery).IndexOfAnyExcept(0f) is >= 0 and int first)
                (sum, count) = (sum + near.Distance[i + first], count + 1);
        return (float)(count > 0 ? sum / count : 1 / Math.Sqrt(near.Queries));
    }

    public AnomalyFrame Nearest(Vector3 place, Vector3 facing)
    {
        (int found, float least) = (0, float.PositiveInfinity);
        for (int i = 0; i < Count; i++)
            if (Vector3.DistanceSquared(Cloud.Points[i], place) is var distance && distance < least
                && Vector3.Dot(Cloud.Normals[i], facing) > 0)
                (found, least) = (i, distance);
        return Cloud.FrameAt(found);
    }

    public (float Low, float High) Extent(Vector3 axis)
    {
        (float low, float high) = (float.PositiveInfinity, float.NegativeInfinity);
        foreach (Vector3 point in Cloud.Points)
            (low, high) = (Math.Min(low, Vector3.Dot(point, axis)), Math.Max(high, Vector3.Dot(point, axis)));
        return (low, high);
    }
}
