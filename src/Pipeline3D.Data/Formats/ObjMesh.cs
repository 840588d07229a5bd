using System.Numerics;
using System.Runtime.InteropServices;
using Pipeline3D.Geometry;

namespace Pipeline3D.Data.Formats;

/// <summary>The parts of an OBJ file while it is read.</summary>
internal sealed class ObjMesh(Narrowing narrowing)
{
    private readonly List<float> _colours = [];
    private readonly Dictionary<int, int> _normalOf = [];
    private bool _coloured = true;

    internal List<Vector3> Points { get; } = [];

    internal List<Vector3> Normals { get; } = [];

    internal TriangleFan Faces { get; } = new();

    /// <summary>Adds the vertex of a line without its keyword.</summary>
    internal void AddVertex(ReadOnlySpan<byte> line, in LineCursor lines)
    {
        Points.Add(lines.Point(ref line, narrowing));
        _coloured &= LineCursor.CountTokens(line) == 3;
        for (int channel = 0; channel < 3 && _coloured; channel++)
            _colours.Add(lines.Float(ref line, "colour"));
    }

    /// <summary>Adds the face of a line without its keyword.</summary>
    internal void AddFace(ReadOnlySpan<byte> line, in LineCursor lines)
    {
        Faces.Begin();
        for (ReadOnlySpan<byte> corner = LineCursor.Token(ref line); !corner.IsEmpty; corner = LineCursor.Token(
            ref line))
        {
            int slash = corner.IndexOf((byte)'/');
            int vertex = IndexOf(slash < 0 ? corner : corner[..slash], Points.Count, lines);
            Faces.Add(vertex);
            int last = corner.LastIndexOf((byte)'/');
            if (last > slash && last + 1 < corner.Length)
                _normalOf[vertex] = IndexOf(corner[(last + 1)..], Normals.Count, lines);
        }
    }

    /// <summary>The mesh as a cloud with triangles.</summary>
    internal CloudFile ToFile()
    {
        var points = new PointCloud(Points.Count);
        for (int i = 0; i < Points.Count; i++)
            points[i] = Points[i];
        bool coloured = _coloured && Points.Count > 0;
        return new CloudFile
        {
            Points = points,
            Width = points.Count,
            Height = 1,
            Normals = NormalsOfVertices(),
            Rgb = coloured ? ColourScale.ToBytes(CollectionsMarshal.AsSpan(_colours), areWhole: false) : null,
            Triangles = Faces.ToArray(),
        };
    }

    private PointCloud? NormalsOfVertices()
    {
        bool byOrder = _normalOf.Count == 0 && Normals.Count == Points.Count;
        if (!byOrder && _normalOf.Count < Points.Count)
            return null;
        var normals = new PointCloud(Points.Count);
        for (int i = 0; i < normals.Count; i++)
        {
            int index = byOrder ? i : _normalOf.GetValueOrDefault(i, -1);
            if (index < 0 || index >= Normals.Count)
                return null;
            normals[i] = Normals[index];
        }
        return normals;
    }

    // Positive indices may point forward, so only the reader's end can tell that one is too large.
    private static int IndexOf(ReadOnlySpan<byte> token, int count, in LineCursor lines)
    {
        if (!TextNumbers.TryInteger(token, out long index) || index == 0 || index > int.MaxValue || index < -count)
            throw lines.Error($"'{LineCursor.Show(token)}' is no index of a corner",
                "indices count from 1, or from the end by -1");
        return (int)(index > 0 ? index - 1 : count + index);
    }
}
