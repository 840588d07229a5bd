using System.Collections.Immutable;
using System.Numerics;
using Pipeline3D.Data.Synthetic.Meshes;

namespace Pipeline3D.Data.Synthetic.Anomalies;

/// <summary>A hole: what lies within the radius goes, and a wall half as deep as the radius leads inwards.</summary>
/// <param name="Frame">Centre and direction.</param>
/// <param name="Radius">r; the recipe draws 0.05 to 0.15.</param>
/// <param name="Around">Points of a ring of the wall; the recipe has 24, a cloud its spacing.</param>
/// <param name="Rings">Rings of the wall, at least 1; the recipe has 4.</param>
/// <remarks>Labelled are the wall and what is kept within 1.3 radii. On a mesh the wall is made of triangles, and the
/// two numbers are not used. Source: as of <see cref="BumpDraw"/>.</remarks>
public sealed record HoleDraw(AnomalyFrame Frame, float Radius, int Around = 24, int Rings = 4)
    : AnomalyDraw(AnomalyKind.Hole)
{
    /// <summary>Radii up to which what is kept is labelled.</summary>
    public const float Rim = 1.3f;

    /// <summary>Depth of the wall in radii.</summary>
    public const float Depth = 0.5f;

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, ImmutableArray<double> Values)> Parameters =>
        [Vector("centre", Frame.Centre), Vector("normal", Frame.Normal), Number("radius", Radius),
            Number("around", Around), Number("rings", Rings)];

    /// <summary>The wall: ring by ring from the surface inwards, each from t1 towards t2; shape [Rings * Around,
    /// 3].</summary>
    public ImmutableArray<Vector3> Wall() => [.. Enumerable.Range(0, Rings * Around).Select(i =>
        Frame.Centre + Radius * Frame.Direction(2 * MathF.PI * (i % Around) / Around)
        - (Rings == 1 ? 0 : Depth * Radius * (i / Around) / (Rings - 1)) * Frame.Normal)];

    /// <inheritdoc/>
    public override SpoiltCloud On(SurfaceCloud cloud)
    {
        float[] u = Radii(cloud);
        return SpoiltCloud.Cut(cloud, [.. Enumerable.Range(0, u.Length).Where(i => !(u[i] < 1))], i => u[i] < Rim,
            [.. Wall()]);
    }

    internal override SpoiltMesh On(SurfaceMesh mesh)
    {
        SurfaceMesh fine = mesh.Refine(MeshRegion.Ball(Frame.Centre, Rim * Radius), Radius / 8);
        float[] u = Radii(fine.ToCloud());
        MeshCut cut = MeshCut.Keep(fine, Array.ConvertAll(u, value => value - 1));
        float[] kept = cut.Carry(u);
        SpoiltMesh open = new(cut.Mesh, Array.ConvertAll(kept, value => value < Rim));
        return open.WithWall(cut.Rim, -Depth * Radius * Frame.Normal);
    }

    // Distance from the centre in radii; infinite off the connected patch, which is wider for the rim.
    private float[] Radii(SurfaceCloud cloud)
    {
        bool[] patch = cloud.Patch(Frame, Radius), rim = cloud.Patch(Frame, Rim * Radius);
        var u = new float[cloud.Count];
        for (int i = 0; i < u.Length; i++)
        {
            u[i] = Vector3.Distance(cloud.Points[i], Frame.Centre) / Radius;
            if (!(u[i] < 1 ? patch : rim)[i])
                u[i] = 2 * Rim;
        }
        return u;
    }
}
