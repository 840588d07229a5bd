using System.Numerics;

namespace Pipeline3D.Detection.ThreeDSt.Scenes;

/// <summary>Puts a surface together of boxes, revolved outlines, tubes and sheets.</summary>
internal sealed class MeshBuilder
{
    private readonly List<Vector3> _vertices = [];
    private readonly List<int> _triangles = [];

    /// <summary>A box along the axes.</summary>
    public MeshBuilder Box(Vector3 low, Vector3 high)
    {
        int first = _vertices.Count;
        for (int corner = 0; corner < 8; corner++)
            _vertices.Add(new((corner & 1) == 0 ? low.X : high.X, (corner & 2) == 0 ? low.Y : high.Y,
                (corner & 4) == 0 ? low.Z : high.Z));
        foreach ((int a, int b, int c, int d) in new[] { (0, 1, 3, 2), (4, 5, 7, 6), (0, 1, 5, 4), (2, 3, 7, 6),
            (0, 2, 6, 4), (1, 3, 7, 5) })
            Quad(first + a, first + b, first + c, first + d);
        return this;
    }

    /// <summary>A sheet (u, v) in [0, 1]^2, cut into cells.</summary>
    public MeshBuilder Sheet(int columns, int rows, Func<float, float, Vector3> place)
    {
        int first = _vertices.Count;
        for (int row = 0; row <= rows; row++)
            for (int column = 0; column <= columns; column++)
                _vertices.Add(place((float)column / columns, (float)row / rows));
        for (int row = 0; row < rows; row++)
            for (int column = 0; column < columns; column++)
            {
                int at = first + (row * (columns + 1)) + column;
                Quad(at, at + 1, at + columns + 2, at + columns + 1);
            }
        return this;
    }

    /// <summary>An outline of (radius, height) turned about the z axis; an end of radius 0 closes it.</summary>
    public MeshBuilder Revolve(params (float Radius, float Height)[] outline)
        => Sheet(48, outline.Length - 1, (u, v) =>
        {
            (float radius, float height) = outline[(int)MathF.Round(v * (outline.Length - 1))];
            (float sin, float cos) = MathF.SinCos(2 * MathF.PI * u);
            return new(radius * cos, radius * sin, height);
        });

    /// <summary>A tube about a curve.</summary>
    public MeshBuilder Tube(int steps, float radius, Func<float, Vector3> curve)
        => Sheet(24, steps, (u, v) =>
        {
            Vector3 along = Vector3.Normalize(curve(v + 1e-3f) - curve(v - 1e-3f));
            Vector3 side = Vector3.Normalize(Vector3.Cross(along,
                MathF.Abs(along.Z) < 0.9f ? Vector3.UnitZ : Vector3.UnitX));
            (float sin, float cos) = MathF.SinCos(2 * MathF.PI * u);
            return curve(v) + (radius * ((cos * side) + (sin * Vector3.Cross(along, side))));
        });

    public SceneMesh ToMesh(string name) => new(name, [.. _vertices], [.. _triangles]);

    private void Quad(int a, int b, int c, int d) => _triangles.AddRange([a, b, c, a, c, d]);
}
