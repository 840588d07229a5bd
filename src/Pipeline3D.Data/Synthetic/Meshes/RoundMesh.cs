using System.Numerics;
using Pipeline3D.Data.Synthetic.Clouds;

namespace Pipeline3D.Data.Synthetic.Meshes;

/// <summary>Meshes of star-shaped bodies: an icosahedron, split and moved onto the body.</summary>
internal static class RoundMesh
{
    // Edges of the split icosahedron, whose own are 1.05 long: 20,480 triangles.
    private const float Edge = 0.034f;

    private static readonly float Golden = (1 + MathF.Sqrt(5)) / 2;

    private static readonly Lazy<SurfaceMesh> Fine = new(() => Icosahedron().Refine((_, _) => true, Edge));

    /// <summary>The mesh of a shape.</summary>
    public static SurfaceMesh Of(ClosedShape shape) => Fine.Value with
    {
        Vertices = Array.ConvertAll(Fine.Value.Vertices, vertex => shape.At(Vector3.Normalize(vertex)).Point),
    };

    /// <summary>The icosahedron in the unit ball, seen counter-clockwise from outside.</summary>
    internal static SurfaceMesh Icosahedron()
    {
        Vector3[] corners =
        [
            new(-1, Golden, 0), new(1, Golden, 0), new(-1, -Golden, 0), new(1, -Golden, 0), new(0, -1, Golden),
            new(0, 1, Golden), new(0, -1, -Golden), new(0, 1, -Golden), new(Golden, 0, -1), new(Golden, 0, 1),
            new(-Golden, 0, -1), new(-Golden, 0, 1),
        ];
        return new SurfaceMesh(Array.ConvertAll(corners, Vector3.Normalize),
        [
            0, 11, 5, 0, 5, 1, 0, 1, 7, 0, 7, 10, 0, 10, 11, 1, 5, 9, 5, 11, 4, 11, 10, 2, 10, 7, 6, 7, 1, 8,
            3, 9, 4, 3, 4, 2, 3, 2, 6, 3, 6, 8, 3, 8, 9, 4, 9, 5, 2, 4, 11, 6, 2, 10, 8, 6, 7, 9, 8, 1,
        ]);
    }
}
