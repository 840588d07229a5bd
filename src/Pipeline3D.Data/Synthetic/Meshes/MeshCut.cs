using System.Numerics;

namespace Pipeline3D.Data.Synthetic.Meshes;

/// <summary>What is left of a mesh where a number of its vertices is 0 or more.</summary>
/// <param name="Mesh">The rest; triangles on the border are cut along the line where the number is 0.</param>
/// <param name="Rim">Edges of the rest along that line, each with the rest to its left.</param>
internal sealed record MeshCut(SurfaceMesh Mesh, IReadOnlyList<(int From, int To)> Rim)
{
    private (int From, int To, float Share)[] _sources = [];

    /// <summary>Cuts a mesh.</summary>
    /// <param name="mesh">The mesh.</param>
    /// <param name="field">Shape [vertices]: 0 or more stays.</param>
    public static MeshCut Keep(SurfaceMesh mesh, float[] field)
    {
        List<(int From, int To, float Share)> sources = [];
        List<(int, int)> rim = [];
        List<int> triangles = new(mesh.Triangles.Length);
        var places = new Dictionary<(int, int), int>();
        Span<int> corners = stackalloc int[4], crossings = stackalloc int[2];
        for (int i = 0; i < mesh.Triangles.Length; i += 3)
        {
            int count = 0, crossed = 0, leaving = 0;
            for (int corner = 0; corner < 3; corner++)
            {
                (int from, int to) = (mesh.Triangles[i + corner], mesh.Triangles[i + (corner + 1) % 3]);
                if (field[from] >= 0)
                    corners[count++] = Old(from);
                if (field[from] >= 0 == field[to] >= 0)
                    continue;
                leaving = field[from] >= 0 ? crossed : leaving;
                corners[count++] = crossings[crossed++] = Crossing(from, to);
            }
            for (int corner = 2; corner < count; corner++)
                triangles.AddRange([corners[0], corners[corner - 1], corners[corner]]);
            if (crossed == 2)
                rim.Add((crossings[leaving], crossings[1 - leaving]));
        }
        Vector3[] vertices = [.. sources.Select(source => Vector3.Lerp(
            mesh.Vertices[source.From], mesh.Vertices[source.To], source.Share))];
        return new MeshCut(new SurfaceMesh(vertices, [.. triangles]), rim) { _sources = [.. sources] };

        int Old(int vertex) => Place((vertex, vertex), 0);

        int Crossing(int from, int to)
        {
            (int low, int high) = SurfaceMesh.Key(from, to);
            return Place((low, high), field[low] / (field[low] - field[high]));
        }

        int Place((int Low, int High) key, float share)
        {
            if (!places.TryGetValue(key, out int place))
            {
                places.Add(key, place = sources.Count);
                sources.Add((key.Low, key.High, share));
            }
            return place;
        }
    }

    /// <summary>Numbers of the vertices before as numbers of the rest's; on the cut between those of the edge's
    /// ends.</summary>
    public float[] Carry(float[] values) => Array.ConvertAll(_sources,
        source => values[source.From] + source.Share * (values[source.To] - values[source.From]));
}
