using System.Numerics;
using Pipeline3D.Data.Datasets;
using Pipeline3D.Data.Synthetic.Anomalies;
using Pipeline3D.Data.Synthetic.Rendering;

namespace Pipeline3D.Data.Synthetic.Meshes;

/// <summary>A mesh as a body to draw anomalies for.</summary>
/// <param name="mesh">The mesh, in the unit ball.</param>
/// <param name="count">Points that will be drawn from its surface.</param>
internal sealed class MeshBody(SurfaceMesh mesh, int count) : IAnomalyBody
{
    private readonly double[] _areas = MeshSampling.Areas(mesh.Vertices, mesh.Triangles);

    public int Count => count;

    public float Spacing => (float)(0.5 * Math.Sqrt(_areas[^1] / count));

    public AnomalyFrame Pick(SplitMix64 random)
    {
        MeshPlace place = MeshSampling.Draw(_areas, 1, random.NextDouble, () => (float)random.NextDouble())[0];
        return new AnomalyFrame(place.On(mesh.Vertices, mesh.Triangles),
            Vector3.Normalize(mesh.AreaOf(place.Triangle)));
    }

    public AnomalyFrame Nearest(Vector3 place, Vector3 facing)
    {
        (Vector3 found, Vector3 normal, float least) = (place, facing, float.PositiveInfinity);
        for (int i = 0; i < mesh.Triangles.Length / 3; i++)
        {
            Vector3 area = mesh.AreaOf(i);
            if (!(Vector3.Dot(area, facing) > 0))
                continue;
            (Vector3 a, Vector3 b, Vector3 c) = mesh.CornersOf(i);
            Vector3 at = Closest(place, a, b, c);
            if (Vector3.DistanceSquared(at, place) is var distance && distance < least)
                (found, normal, least) = (at, Vector3.Normalize(area), distance);
        }
        return new AnomalyFrame(found, normal);
    }

    public (float Low, float High) Extent(Vector3 axis)
    {
        (float low, float high) = (float.PositiveInfinity, float.NegativeInfinity);
        foreach (Vector3 vertex in mesh.Vertices)
            (low, high) = (Math.Min(low, Vector3.Dot(vertex, axis)), Math.Max(high, Vector3.Dot(vertex, axis)));
        return (low, high);
    }

    /// <summary>The point of a triangle that is nearest to a place.</summary>
    /// <remarks>Source: Ericson 2005, section 5.1.5: the region of the place tells the corner, edge or face.</remarks>
    internal static Vector3 Closest(Vector3 place, Vector3 a, Vector3 b, Vector3 c)
    {
        Vector3 ab = b - a, ac = c - a, fromA = place - a, fromB = place - b, fromC = place - c;
        float d1 = Vector3.Dot(ab, fromA), d2 = Vector3.Dot(ac, fromA);
        if (d1 <= 0 && d2 <= 0)
            return a;
        float d3 = Vector3.Dot(ab, fromB), d4 = Vector3.Dot(ac, fromB);
        if (d3 >= 0 && d4 <= d3)
            return b;
        float c1 = d1 * d4 - d3 * d2;
        if (c1 <= 0 && d1 >= 0 && d3 <= 0)
            return a + d1 / (d1 - d3) * ab;
        float d5 = Vector3.Dot(ab, fromC), d6 = Vector3.Dot(ac, fromC);
        if (d6 >= 0 && d5 <= d6)
            return c;
        float b1 = d5 * d2 - d1 * d6;
        if (b1 <= 0 && d2 >= 0 && d6 <= 0)
            return a + d2 / (d2 - d6) * ac;
        float a1 = d3 * d6 - d5 * d4;
        if (a1 <= 0 && d4 - d3 >= 0 && d5 - d6 >= 0)
            return b + (d4 - d3) / (d4 - d3 + (d5 - d6)) * (c - b);
        float sum = a1 + b1 + c1;
        return a + b1 / sum * ab + c1 / sum * ac;
    }
}
