using System.Numerics;
using Pipeline3D.Geometry;

namespace Pipeline3D.Data.Synthetic.Anomalies;

/// <summary>Points of a surface with their normals: what an anomaly is put on.</summary>
/// <remarks>The recipes are made for a body scaled to the unit ball.</remarks>
public sealed class SurfaceCloud
{
    /// <summary>Takes points and normals as they are.</summary>
    /// <param name="points">Shape [n, 3]; finite.</param>
    /// <param name="normals">Shape [n, 3]; unit length, outwards.</param>
    /// <exception cref="ArgumentException">The numbers differ.</exception>
    public SurfaceCloud(PointCloud points, PointCloud normals)
        : this(ToArray(points), ToArray(normals))
    {
    }

    internal SurfaceCloud(Vector3[] points, Vector3[] normals)
    {
        if (points.Length != normals.Length)
            throw new ArgumentException($"{normals.Length} normals do not match {points.Length} points",
                nameof(normals));
        (Points, Normals) = (points, normals);
    }

    /// <summary>Number of points.</summary>
    public int Count => Points.Length;

    internal Vector3[] Points { get; }

    internal Vector3[] Normals { get; }

    /// <summary>Which points hang together; null: all do.</summary>
    internal SurfaceGraph? Graph { get; init; }

    /// <summary>The point and its normal as a frame.</summary>
    public AnomalyFrame FrameAt(int index) => new(Points[index], Normals[index]);

    /// <summary>The connected patch around a place: graph distance below 1.5 times the reach.</summary>
    /// <remarks>It keeps the far side of a thin wall where it is.</remarks>
    internal bool[] Patch(AnomalyFrame frame, float reach)
    {
        if (Graph is not null)
            return Graph.Within(this, frame, 1.5f * reach);
        var all = new bool[Count];
        Array.Fill(all, true);
        return all;
    }

    /// <summary>Indices by distance from a place, of equal ones the lower first; the nearest of them.</summary>
    internal int[] Nearest(Vector3 place, int count, Func<Vector3, Vector3>? scale = null)
    {
        var distance = new float[Count];
        for (int i = 0; i < Count; i++)
            distance[i] = (scale is null ? Points[i] - place : scale(Points[i] - place)).LengthSquared();
        var order = new int[Count];
        for (int i = 0; i < Count; i++)
            order[i] = i;
        Array.Sort(order, (left, right) => distance[left].CompareTo(distance[right]) is var by && by != 0 ? by
            : left.CompareTo(right));
        return order[..Math.Min(count, Count)];
    }

    private static Vector3[] ToArray(PointCloud cloud)
    {
        var array = new Vector3[cloud.Count];
        for (int i = 0; i < array.Length; i++)
            array[i] = cloud[i];
        return array;
    }
}
