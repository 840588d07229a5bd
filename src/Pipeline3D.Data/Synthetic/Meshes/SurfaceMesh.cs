using System.Numerics;
using Pipeline3D.Data.Synthetic.Anomalies;

namespace Pipeline3D.Data.Synthetic.Meshes;

/// <summary>A triangle mesh: vertices, and three of them for each triangle, counter-clockwise from outside.</summary>
/// <param name="Vertices">Shape [n, 3].</param>
/// <param name="Triangles">Shape [m, 3].</param>
internal sealed record SurfaceMesh(Vector3[] Vertices, int[] Triangles)
{
    /// <summary>Vertices above which a mesh is not refined any more.</summary>
    public const int VertexLimit = 4_000_000;

    /// <summary>Unit normals of the vertices: those of their triangles, weighted by area.</summary>
    public Vector3[] Normals()
    {
        var normals = new Vector3[Vertices.Length];
        for (int i = 0; i < Triangles.Length; i += 3)
        {
            Vector3 area = AreaOf(i / 3);
            for (int corner = 0; corner < 3; corner++)
                normals[Triangles[i + corner]] += area;
        }
        for (int i = 0; i < normals.Length; i++)
            normals[i] = normals[i].Length() is > 0 and float length ? normals[i] / length : Vector3.UnitZ;
        return normals;
    }

    /// <summary>Twice the area of a triangle along its normal.</summary>
    public Vector3 AreaOf(int triangle)
    {
        (Vector3 a, Vector3 b, Vector3 c) = CornersOf(triangle);
        return Vector3.Cross(b - a, c - a);
    }

    public (Vector3 A, Vector3 B, Vector3 C) CornersOf(int triangle) => (Vertices[Triangles[3 * triangle]],
        Vertices[Triangles[3 * triangle + 1]], Vertices[Triangles[3 * triangle + 2]]);

    /// <summary>The vertices as a cloud that hangs together along the edges.</summary>
    public SurfaceCloud ToCloud()
        => new(Vertices, Normals()) { Graph = SurfaceGraph.Of(Vertices.Length, Triangles) };

    /// <summary>The mesh with its vertices moved as points of a cloud, and their labels.</summary>
    public SpoiltMesh Moved(AnomalyDraw draw)
    {
        SpoiltCloud moved = draw.On(ToCloud());
        return new SpoiltMesh(this with { Vertices = moved.Places }, moved.Labels);
    }

    /// <summary>Splits the edges of triangles near a region until none of them is longer than allowed.</summary>
    /// <param name="near">Whether a ball reaches the region.</param>
    /// <param name="longest">Longest edge there.</param>
    /// <remarks>An edge is split for both of its triangles, so that no gap opens. The surface stays the same.</remarks>
    public SurfaceMesh Refine(Func<Vector3, float, bool> near, float longest)
    {
        SurfaceMesh mesh = this;
        while (mesh.Vertices.Length < VertexLimit)
        {
            HashSet<(int, int)> marked = mesh.LongEdges(near, longest);
            if (marked.Count == 0)
                break;
            mesh = mesh.Split(marked);
        }
        return mesh;
    }

    private HashSet<(int, int)> LongEdges(Func<Vector3, float, bool> near, float longest)
    {
        var marked = new HashSet<(int, int)>();
        for (int i = 0; i < Triangles.Length; i += 3)
        {
            (Vector3 a, Vector3 b, Vector3 c) = CornersOf(i / 3);
            Vector3 middle = (a + b + c) / 3;
            float reach = MathF.Sqrt(Math.Max(Vector3.DistanceSquared(a, middle), Math.Max(
                Vector3.DistanceSquared(b, middle), Vector3.DistanceSquared(c, middle))));
            if (!near(middle, reach))
                continue;
            for (int corner = 0; corner < 3; corner++)
            {
                (int from, int to) = (Triangles[i + corner], Triangles[i + (corner + 1) % 3]);
                if (Vector3.DistanceSquared(Vertices[from], Vertices[to]) > longest * longest)
                    marked.Add(Key(from, to));
            }
        }
        return marked;
    }

    private SurfaceMesh Split(HashSet<(int, int)> marked)
    {
        List<Vector3> vertices = [.. Vertices];
        var middles = new Dictionary<(int, int), int>(marked.Count);
        foreach ((int from, int to) in marked)
        {
            middles.Add((from, to), vertices.Count);
            vertices.Add((Vertices[from] + Vertices[to]) / 2);
        }
        List<int> triangles = new(Triangles.Length + 6 * marked.Count);
        for (int i = 0; i < Triangles.Length; i += 3)
        {
            (int a, int b, int c) = (Triangles[i], Triangles[i + 1], Triangles[i + 2]);
            int ab = Middle(a, b), bc = Middle(b, c), ca = Middle(c, a);
            int count = (ab >= 0 ? 1 : 0) + (bc >= 0 ? 1 : 0) + (ca >= 0 ? 1 : 0);
            // Turned so that the first edge is split, and of two split ones both follow each other.
            while (count is 1 or 2 && (ab < 0 || (count == 2 && bc < 0)))
                (a, b, c, ab, bc, ca) = (b, c, a, bc, ca, ab);
            triangles.AddRange(count switch
            {
                0 => [a, b, c],
                1 => [a, ab, c, ab, b, c],
                2 => [ab, b, bc, a, ab, bc, a, bc, c],
                _ => [a, ab, ca, ab, b, bc, ca, bc, c, ab, bc, ca],
            });
        }
        return new SurfaceMesh([.. vertices], [.. triangles]);

        int Middle(int from, int to) => middles.GetValueOrDefault(Key(from, to), -1);
    }

    internal static (int, int) Key(int from, int to) => from < to ? (from, to) : (to, from);
}
