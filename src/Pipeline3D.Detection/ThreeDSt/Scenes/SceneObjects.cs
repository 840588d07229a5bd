using System.Numerics;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Detection.ThreeDSt.Scenes;

/// <summary>A library of procedural objects in random proportions: what scenes are made of where no folder of meshes is
/// at hand.</summary>
internal static class SceneObjects
{
    /// <summary>The kinds, in the order in which they are drawn from.</summary>
    public static IReadOnlyList<string> Kinds { get; } =
    [
        "box", "l-profile", "cylinder", "cone", "torus", "ellipsoid", "bent-tube", "table", "chair", "shelf",
        "superquadric", "terrain", "bottle", "stairs",
    ];

    /// <summary>One object of a kind.</summary>
    public static SceneMesh Make(string kind, ref SplitMix64 random)
    {
        // Six proportions in [0, 1), whatever the kind needs of them.
        float a = (float)random.NextUnit(), b = (float)random.NextUnit(), c = (float)random.NextUnit(),
            d = (float)random.NextUnit(), e = (float)random.NextUnit(), f = (float)random.NextUnit();
        var mesh = new MeshBuilder();
        return (kind switch
        {
            "box" => mesh.Box(Vector3.Zero, new(0.2f + a, 0.2f + b, 0.2f + c)),
            "l-profile" => mesh.Box(Vector3.Zero, new(1, 0.1f + (0.2f * a), 0.4f + b))
                .Box(Vector3.Zero, new(1, 0.4f + c, 0.1f + (0.2f * d))),
            "cylinder" => mesh.Revolve((0, 0), (0.2f + a, 0), (0.2f + a, 0.3f + (2 * b)), (0, 0.3f + (2 * b))),
            "cone" => mesh.Revolve((0, 0), (0.5f + a, 0), (0.4f * b, 0.5f + c), (0, 0.5f + c)),
            "torus" => mesh.Tube(48, 0.1f + (0.25f * a), v => Circle(v, 0.5f)),
            "ellipsoid" => mesh.Sheet(48, 24, (u, v) => Superquadric(u, v, 1, 1, new(0.3f + a, 0.3f + b, 0.3f + c))),
            "bent-tube" => mesh.Tube(48, 0.05f + (0.15f * a), v => new(v * 1.5f, (0.2f + (0.5f * b))
                * MathF.Sin((2 + (4 * c)) * v), (0.6f * d) * MathF.Cos((1 + (3 * e)) * v))),
            "table" => Table(mesh, 0.6f + a, 0.6f + b, 0.4f + (0.6f * c), 0.04f + (0.08f * d)),
            "chair" => Table(mesh, 0.5f, 0.5f + (0.2f * a), 0.4f + (0.3f * b), 0.05f + (0.05f * c))
                .Box(new(0, 0, 0.4f + (0.3f * b)), new(0.05f + (0.05f * d), 0.5f + (0.2f * a), 0.8f + (0.6f * e))),
            "shelf" => Shelf(mesh, 2 + (int)(4 * a), 0.4f + b, 0.2f + (0.3f * c)),
            "superquadric" => mesh.Sheet(48, 24, (u, v) => Superquadric(u, v, 0.3f + (1.7f * a), 0.3f + (1.7f * b),
                new(0.3f + c, 0.3f + d, 0.3f + e))),
            "terrain" => mesh.Sheet(40, 40, (u, v) => new(u, v, (0.1f * a * MathF.Sin((6 + (12 * b)) * u))
                + (0.1f * c * MathF.Cos((6 + (12 * d)) * v)) + (0.08f * e * MathF.Sin((9 + (9 * f)) * (u + v))))),
            "bottle" => mesh.Revolve((0, 0), (0.3f + (0.2f * a), 0), (0.3f + (0.2f * a), 0.6f + (0.4f * b)),
                (0.25f + (0.1f * a), 0.75f + (0.4f * b)), (0.08f + (0.1f * c), 0.9f + (0.4f * b)),
                (0.08f + (0.1f * c), 1.1f + (0.4f * b) + (0.2f * d))),
            "stairs" => Stairs(mesh, 3 + (int)(5 * a), 0.5f + b),
            _ => throw new ArgumentException($"there is no kind of object '{kind}'; kinds: {string.Join(", ", Kinds)}"),
        }).ToMesh(kind);
    }

    private static MeshBuilder Table(MeshBuilder mesh, float length, float width, float height, float thick)
    {
        mesh.Box(new(0, 0, height), new(length, width, height + thick));
        foreach ((float x, float y) in new[] { (0f, 0f), (length - thick, 0f), (0f, width - thick),
            (length - thick, width - thick) })
            mesh.Box(new(x, y, 0), new(x + thick, y + thick, height));
        return mesh;
    }

    private static MeshBuilder Shelf(MeshBuilder mesh, int boards, float width, float depth)
    {
        const float thick = 0.04f, storey = 0.3f;
        float height = boards * storey;
        for (int i = 0; i <= boards; i++)
            mesh.Box(new(0, 0, i * storey), new(width, depth, (i * storey) + thick));
        return mesh.Box(new(-thick, 0, 0), new(0, depth, height + thick))
            .Box(new(width, 0, 0), new(width + thick, depth, height + thick));
    }

    private static MeshBuilder Stairs(MeshBuilder mesh, int steps, float width)
    {
        for (int i = 0; i < steps; i++)
            mesh.Box(new(0.25f * i, 0, 0), new(0.25f * (i + 1), width, 0.18f * (i + 1)));
        return mesh;
    }

    private static Vector3 Circle(float v, float radius)
        => new(radius * MathF.Cos(2 * MathF.PI * v), radius * MathF.Sin(2 * MathF.PI * v), 0);

    // Source: Barr 1981; exponents of 1 give an ellipsoid.
    private static Vector3 Superquadric(float u, float v, float east, float north, Vector3 radii)
    {
        (float sinU, float cosU) = MathF.SinCos(2 * MathF.PI * u);
        (float sinV, float cosV) = MathF.SinCos(MathF.PI * (v - 0.5f));
        float ring = Power(cosV, north);
        return radii * new Vector3(ring * Power(cosU, east), ring * Power(sinU, east), Power(sinV, north));
    }

    private static float Power(float value, float exponent)
        => MathF.CopySign(MathF.Pow(MathF.Abs(value), exponent), value);
}
