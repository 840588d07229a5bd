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
        var places = new Vector3[vertices.Count];
        for (int i = 0; i < places.Length; i++)
            places[i] = vertices[i];
        double[] areas = Areas(places, triangles);
        if (areas.Length == 0 || !(areas[^1] > 0) || !double.IsFinite(areas[^1]))
            return null;
        MeshPlace[] drawn = Draw(areas, count, random.NextDouble, random.NextSingle);
        var points = new PointCloud(count);
        for (int i = 0; i < count; i++)
            points[i] = drawn[i].On(places, triangles);
        return points;
    }

    /// <summary>The area of each triangle and all before it; those without a finite one count 0. Shape [m].</summary>
    internal static double[] Areas(ReadOnlySpan<Vector3> vertices, ReadOnlySpan<int> triangles)
    {
        var reach = new double[triangles.Length / 3];
        double total = 0;
        for (int i = 0; i < reach.Length; i++)
        {
            Vector3 a = vertices[triangles[3 * i]];
            double area = 0.5 * Vector3.Cross(
                vertices[triangles[3 * i + 1]] - a, vertices[triangles[3 * i + 2]] - a).Length();
            total += double.IsFinite(area) ? area : 0;
            reach[i] = total;
        }
        return reach;
    }

    /// <summary>Draws places, evenly by area.</summary>
    /// <param name="areas">What <see cref="Areas"/> gives; its last number above 0.</param>
    /// <param name="count">How many places.</param>
    /// <param name="choose">Uniform numbers of [0, 1): which triangle.</param>
    /// <param name="place">Uniform numbers of [0, 1): where in it; two a point.</param>
    internal static MeshPlace[] Draw(double[] areas, int count, Func<double> choose, Func<float> place)
    {
        var drawn = new MeshPlace[count];
        for (int i = 0; i < count; i++)
        {
            double wanted = choose() * areas[^1];
            int found = Array.BinarySearch(areas, wanted);
            // The first triangle whose sum exceeds the number: never one of no area.
            int triangle = found < 0 ? ~found : found + 1;
            while (areas[triangle] <= wanted)
                triangle++;
            float root = MathF.Sqrt(place()), along = place();
            drawn[i] = new MeshPlace(triangle, 1 - root, root * (1 - along), root * along);
        }
        return drawn;
    }
}

/// <summary>A place on a mesh.</summary>
/// <param name="Triangle">Its triangle.</param>
/// <param name="A">Weight of the first corner.</param>
/// <param name="B">Weight of the second corner.</param>
/// <param name="C">Weight of the third corner; the three sum to 1.</param>
internal readonly record struct MeshPlace(int Triangle, float A, float B, float C)
{
    /// <summary>The place's coordinates.</summary>
    public Vector3 On(ReadOnlySpan<Vector3> vertices, ReadOnlySpan<int> triangles)
        => A * vertices[triangles[3 * Triangle]] + B * vertices[triangles[3 * Triangle + 1]]
            + C * vertices[triangles[3 * Triangle + 2]];

    /// <summary>The corner with the largest weight.</summary>
    public int Nearest(ReadOnlySpan<int> triangles)
        => triangles[3 * Triangle + (A >= B && A >= C ? 0 : B >= C ? 1 : 2)];
}
