using System.Numerics;

namespace Pipeline3D.Data.Synthetic.Meshes;

/// <summary>A mesh with an anomaly.</summary>
/// <param name="Mesh">The mesh.</param>
/// <param name="Labels">Shape [vertices]: which vertices are anomalous.</param>
internal sealed record SpoiltMesh(SurfaceMesh Mesh, bool[] Labels)
{
    /// <summary>Number of the first triangle whose points are rough; those behind it are too.</summary>
    public int RoughFrom { get; init; } = int.MaxValue;

    /// <summary>Direction of the roughness times its standard deviation.</summary>
    public Vector3 Roughness { get; init; }

    /// <summary>Share of the area that is anomalous, 0 to 1.</summary>
    public double Share
    {
        get
        {
            (double spoilt, double all) = (0, 0);
            for (int i = 0; i < Mesh.Triangles.Length; i += 3)
            {
                double area = Mesh.AreaOf(i / 3).Length();
                for (int corner = 0; corner < 3; corner++)
                    spoilt += Labels[Mesh.Triangles[i + corner]] ? area / 3 : 0;
                all += area;
            }
            return spoilt / all;
        }
    }

    /// <summary>A mesh without anomaly.</summary>
    public static SpoiltMesh Sound(SurfaceMesh mesh) => new(mesh, new bool[mesh.Vertices.Length]);

    /// <summary>With a wall of triangles from the rim along a vector; the wall's vertices are its own, and
    /// anomalous.</summary>
    public SpoiltMesh WithWall(IReadOnlyList<(int From, int To)> rim, Vector3 depth)
    {
        List<Vector3> vertices = [.. Mesh.Vertices];
        List<int> triangles = [.. Mesh.Triangles];
        var upper = new Dictionary<int, int>();
        foreach ((int from, int to) in rim)
        {
            int a = Upper(from), b = Upper(to);
            triangles.AddRange([b, a, a + 1, b, a + 1, b + 1]);
        }
        return Extended(vertices, triangles);

        int Upper(int vertex)
        {
            if (!upper.TryGetValue(vertex, out int own))
            {
                upper.Add(vertex, own = vertices.Count);
                vertices.AddRange([Mesh.Vertices[vertex], Mesh.Vertices[vertex] + depth]);
            }
            return own;
        }
    }

    /// <summary>With a cap of triangles in a plane, closed by the even-odd rule of the rim.</summary>
    public SpoiltMesh WithCap(
        IReadOnlyList<(int From, int To)> rim, Vector3 place, Vector3 axis, float roughness)
    {
        List<Vector3> vertices = [.. Mesh.Vertices];
        List<int> triangles = [.. Mesh.Triangles];
        int before = triangles.Count / 3;
        foreach ((Vector3 a, Vector3 b, Vector3 c) in PlaneFill.Triangles(
            [.. rim.Select(edge => (Mesh.Vertices[edge.From], Mesh.Vertices[edge.To]))], place, axis))
        {
            triangles.AddRange([vertices.Count, vertices.Count + 1, vertices.Count + 2]);
            vertices.AddRange([a, b, c]);
        }
        return Extended(vertices, triangles) with { RoughFrom = before, Roughness = roughness * axis };
    }

    private SpoiltMesh Extended(List<Vector3> vertices, List<int> triangles) => new(
        new SurfaceMesh([.. vertices], [.. triangles]),
        [.. Labels, .. Enumerable.Repeat(true, vertices.Count - Labels.Length)]);
}
