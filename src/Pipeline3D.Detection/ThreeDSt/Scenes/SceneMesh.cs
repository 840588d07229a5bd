using System.Numerics;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Detection.ThreeDSt.Scenes;

/// <summary>The surface of an object: triangles over vertices. Immutable.</summary>
public sealed class SceneMesh
{
    private readonly Vector3[] _vertices;
    private readonly int[] _triangles;
    private readonly double[] _reach;

    /// <summary>Takes a surface.</summary>
    /// <param name="name">For messages: its kind or file.</param>
    /// <param name="vertices">The vertices.</param>
    /// <param name="triangles">Shape [m, 3]: indices of vertices.</param>
    /// <exception cref="ArgumentException">An index is wrong, or no triangle has a finite area.</exception>
    public SceneMesh(string name, ReadOnlySpan<Vector3> vertices, ReadOnlySpan<int> triangles)
    {
        (Name, _vertices, _triangles) = (name, vertices.ToArray(), triangles.ToArray());
        int bad = Array.FindIndex(_triangles, vertex => (uint)vertex >= (uint)_vertices.Length);
        if (bad >= 0 || _triangles.Length % 3 != 0)
            throw new ArgumentException($"{name}: corner {bad} of the triangles is no vertex");
        _reach = new double[_triangles.Length / 3];
        double total = 0;
        for (int i = 0; i < _reach.Length; i++)
        {
            double area = 0.5 * Vector3.Cross(Corner(i, 1) - Corner(i, 0), Corner(i, 2) - Corner(i, 0)).Length();
            _reach[i] = total += double.IsFinite(area) ? area : 0;
        }
        if (!(total > 0) || !double.IsFinite(total))
            throw new ArgumentException($"{name} has no surface: all its triangles are of no finite area");
    }

    /// <summary>What it is.</summary>
    public string Name { get; }

    /// <summary>Number of triangles.</summary>
    public int Triangles => _reach.Length;

    /// <summary>Total area, in the square of its unit.</summary>
    public double Area => _reach[^1];

    /// <summary>Corners of the smallest box along the axes.</summary>
    public (Vector3 Low, Vector3 High) Bounds()
    {
        (Vector3 low, Vector3 high) = (_vertices[_triangles[0]], _vertices[_triangles[0]]);
        foreach (int i in _triangles)
            (low, high) = (Vector3.Min(low, _vertices[i]), Vector3.Max(high, _vertices[i]));
        return (low, high);
    }

    /// <summary>Draws a point: a triangle by its share of the area, then a place in it evenly.</summary>
    /// <remarks>Source: Osada et al. 2002, section 4.2.</remarks>
    internal Vector3 Draw(ref SplitMix64 random)
    {
        double wanted = random.NextUnit() * _reach[^1];
        int found = Array.BinarySearch(_reach, wanted), triangle = found < 0 ? ~found : found + 1;
        while (_reach[triangle] <= wanted)
            triangle++;
        float root = MathF.Sqrt((float)random.NextUnit()), along = (float)random.NextUnit();
        return ((1 - root) * Corner(triangle, 0)) + (root * (1 - along) * Corner(triangle, 1))
            + (root * along * Corner(triangle, 2));
    }

    private Vector3 Corner(int triangle, int corner) => _vertices[_triangles[(3 * triangle) + corner]];
}
