using System.Collections.Immutable;
using System.Numerics;
using Pipeline3D.Data.Synthetic.Meshes;
using Pipeline3D.Geometry.Neighbours;

namespace Pipeline3D.Data.Synthetic.Anomalies;

/// <summary>A break: what lies beyond a plane goes, and a rough cap closes the body.</summary>
/// <param name="Centre">The seed point c.</param>
/// <param name="Axis">Unit normal a of the plane, towards what goes: unit(n + 0.3 g), g standard normal.</param>
/// <param name="Radius">r; the recipe draws 0.15 to 0.3. The plane goes through c - 0.35 r a.</param>
/// <param name="Reach">Distance of a cloud's 8th neighbours: where points of its cap lie closer, some are left out; 0
/// keeps all.</param>
/// <param name="NoiseSeed">Seed of the cap's roughness, and of which points are left out.</param>
/// <remarks>Labelled are the cap and what is kept within 0.03 of the plane. Source: as of <see
/// cref="BumpDraw"/>.</remarks>
public sealed record BreakDraw(Vector3 Centre, Vector3 Axis, float Radius, float Reach, ulong NoiseSeed)
    : AnomalyDraw(AnomalyKind.Break)
{
    /// <summary>Share of the radius that the plane lies below the centre.</summary>
    public const float Below = 0.35f;

    /// <summary>Distance from the plane up to which what is kept is labelled.</summary>
    public const float Edge = 0.03f;

    /// <summary>Standard deviation of the cap along the axis.</summary>
    public const float Roughness = 0.01f;

    private const int Neighbour = 8;

    // Shares of the edge that a mesh is refined to, so that the labels' border is sharp.
    private const float Sharp = 3;

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, ImmutableArray<double> Values)> Parameters =>
        [Vector("centre", Centre), Vector("axis", Axis), Number("radius", Radius), Number("reach", Reach),
            Number("noise_seed", NoiseSeed)];

    /// <summary>A place on the plane.</summary>
    public Vector3 Place => Centre - Below * Radius * Axis;

    /// <summary>Signed distance from the plane; above 0 goes.</summary>
    public float Distance(Vector3 point) => Vector3.Dot(point - Place, Axis);

    /// <inheritdoc/>
    public override SpoiltCloud On(SurfaceCloud cloud) => On(cloud, PointNoise.Normal(NoiseSeed, cloud.Count));

    /// <summary>Puts the break on a cloud with given roughness.</summary>
    /// <param name="cloud">The cloud.</param>
    /// <param name="noise">Shape [n]: a number of deviations for each point of the cloud; those of points that go are
    /// used.</param>
    /// <exception cref="ArgumentException">There is not one number a point.</exception>
    public SpoiltCloud On(SurfaceCloud cloud, ReadOnlySpan<float> noise)
    {
        if (noise.Length != cloud.Count)
            throw new ArgumentException($"{noise.Length} numbers do not match {cloud.Count} points", nameof(noise));
        List<int> kept = [], gone = [];
        for (int i = 0; i < cloud.Count; i++)
            (Distance(cloud.Points[i]) > 0 ? gone : kept).Add(i);
        Vector3[] feet = [.. gone.Select(i => cloud.Points[i] - Distance(cloud.Points[i]) * Axis)];
        var deviations = new float[feet.Length];
        for (int i = 0; i < feet.Length; i++)
            deviations[i] = noise[gone[i]];
        bool[] stays = Thinned(feet);
        return SpoiltCloud.Cut(cloud, kept, i => Distance(cloud.Points[i]) > -Edge, [.. Enumerable
            .Range(0, feet.Length).Where(i => stays[i])
            .Select(i => feet[i] + Roughness * deviations[i] * Axis)]);
    }

    internal override SpoiltMesh On(SurfaceMesh mesh)
    {
        SurfaceMesh fine = mesh.Refine(MeshRegion.Band(Place, Axis, Edge), Edge / Sharp);
        MeshCut cut = MeshCut.Keep(fine, Array.ConvertAll(fine.Vertices, vertex => -Distance(vertex)));
        var open = new SpoiltMesh(cut.Mesh, Array.ConvertAll(cut.Mesh.Vertices, vertex => Distance(vertex) > -Edge));
        return open.WithCap(cut.Rim, Place, Axis, Roughness);
    }

    // Projected points lie closer than those of the cloud: the steeper the surface was, the closer.
    private bool[] Thinned(Vector3[] feet)
    {
        var stays = new bool[feet.Length];
        int k = Math.Min(Neighbour, feet.Length - 1);
        Array.Fill(stays, true);
        if (Reach <= 0 || k < 1)
            return stays;
        float[] distance = new KdTree(UnitBall.ToCloud(feet), 1).Nearest(k, threads: 1).Distance,
            chance = PointNoise.Uniform(~NoiseSeed, feet.Length);
        for (int i = 0; i < feet.Length; i++)
            stays[i] = (chance[i] + 1) / 2 < Math.Pow(distance[k * (i + 1) - 1] / Reach, 2);
        return stays;
    }
}
