using System.Numerics;
using Pipeline3D.Geometry;

namespace Pipeline3D.Data.Datasets;

/// <summary>Draws points evenly from the surface of a mesh.</summary>
internal static class MeshSampling
{
    /// <summary>Draws points: a triangle by its share of the area, then a place in it evenly.</summary>
    /// <param name="vertices">The mesh's vertices.</param>
    /// <param name="triangles">Shape [m, 3]; indices of vertices.</param>
    /// <param name="count">How many points.</param>
    /// <param name="random">Three numbers are taken per point.</param>
    /// <returns>The points; null when the mesh has no finite area. Triangles without one are never drawn.</returns>
    /// <remarks>Source: Osada et al. 2002, section 4.2. Cost: O(m + count log m).</remarks>
    internal static PointCloud? Draw(PointCloud vertices, ReadOnlySpan<int> triangles, int count, Random random)
    {
        var reach = new double[triangles.Length / 3];
        double total = 0;
        for (int i = 0; i < reach.Length; i++)
        {
            (Vector3 a, Vector3 b, Vector3 c) = Corners(vertices, triangles, i);
            double area = 0.5 * Vector3.Cross(b - a, c - a).Length();
            total += double.IsFinite(area) ? area : 0;
            reach[i] = total;
        }
        if (!(total > 0) || !double.IsFinite(total))
            return null;
        var points = new PointCloud(count);
        for (int i = 0; i < count; i++)
        {
            double wanted = random.NextDouble() * total;
            int found = Array.BinarySearch(reach, wanted);
            // The first triangle whose sum exceeds the number: never one of no area.
            int triangle = found < 0 ? ~found : found + 1;
            while (reach[triangle] <= wanted)
                triangle++;
            (Vector3 a, Vector3 b, Vector3 c) = Corners(vertices, triangles, triangle);
            float root = MathF.Sqrt(random.NextSingle()), along = random.NextSingle();
            points[i] = (1 - root) * a + root * (1 - along) * b + root * along * c;
        }
        return points;
    }

    private static (Vector3 A, Vector3 B, Vector3 C) Corners(
        PointCloud vertices, ReadOnlySpan<int> triangles, int index)
        => (vertices[triangles[3 * index]], vertices[triangles[3 * index + 1]], vertices[triangles[3 * index + 2]]);
}
