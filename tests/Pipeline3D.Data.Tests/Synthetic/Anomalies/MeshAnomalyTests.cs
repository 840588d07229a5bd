using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Pipeline3D.Data.Synthetic.Anomalies;
using Pipeline3D.Data.Synthetic.Clouds;
using Pipeline3D.Data.Synthetic.Meshes;

namespace Pipeline3D.Data.Tests.Synthetic.Anomalies;

/// <summary>The six kinds on meshes keep what their recipes promise, whatever the seed.</summary>
public sealed class MeshAnomalyTests
{
    private const int Count = 2000;

    [Theory, InlineData(AnomalyKind.Bulge), InlineData(AnomalyKind.Concavity), InlineData(AnomalyKind.Hole),
        InlineData(AnomalyKind.Break), InlineData(AnomalyKind.Bending), InlineData(AnomalyKind.Crack)]
    public void Find_EveryKind_LabelsOneToSevenPercentAndTheSameTwice(AnomalyKind kind) => ForSeeds(seed =>
    {
        SurfaceMesh mesh = Bodies.Mesh(seed);
        AnomalyFound<SampledCloud> found = Bodies.Find(kind, mesh, seed, Count),
            again = Bodies.Find(kind, mesh, seed, Count);
        Assert.InRange(found.Made!.Share, 0.01, 0.07);
        Assert.Equal(found.Draw!.Describe(), again.Draw!.Describe());
        Assert.Equal(found.Made.Points.ToInterleaved(), again.Made!.Points.ToInterleaved());
        Assert.Equal(found.Made.IsAnomalous, again.Made.IsAnomalous);
        Assert.NotEqual(found.Made.Points.ToInterleaved(), Bodies.Find(kind, mesh, seed ^ 1, Count).Made!
            .Points.ToInterleaved());
    });

    [Theory, InlineData(AnomalyKind.Bulge), InlineData(AnomalyKind.Bending), InlineData(AnomalyKind.Crack)]
    public void On_KindsThatMove_LeaveTheMeshClosedAndFineWhereItMoved(AnomalyKind kind) => ForSeeds(seed =>
    {
        SurfaceMesh mesh = Bodies.Mesh(seed);
        AnomalyDraw draw = Bodies.Find(kind, mesh, seed, Count).Draw!;
        SpoiltMesh spoilt = draw.On(mesh)!;
        Assert.True(IsClosed(spoilt.Mesh), $"seed {seed}");
        float longest = draw switch
        {
            BumpDraw bump => bump.Radius / 8, BendingDraw bend => bend.Length / 8, CrackDraw crack => crack.Width / 3,
            _ => 0,
        };
        // Told on the sound surface, refined alike: what moves may be stretched.
        SurfaceMesh sound = draw switch
        {
            BumpDraw bump => mesh.Refine(MeshRegion.Ball(bump.Frame.Centre, bump.Radius), longest),
            BendingDraw bend => mesh.Refine(MeshRegion.Beyond(bend.Place, bend.Normal), longest),
            _ => mesh.Refine(MeshRegion.Tube((CrackDraw)draw), longest),
        };
        Assert.Equal(sound.Triangles, spoilt.Mesh.Triangles);
        for (int i = 0; i < sound.Triangles.Length; i++)
        {
            (int from, int to) = (sound.Triangles[i], sound.Triangles[i - i % 3 + (i + 1) % 3]);
            if (spoilt.Labels[from] && spoilt.Labels[to])
                Assert.True(Vector3.Distance(sound.Vertices[from], sound.Vertices[to]) <= longest, $"seed {seed}");
        }
        for (int i = 0; i < sound.Vertices.Length; i++)
            if (kind == AnomalyKind.Crack && !spoilt.Labels[i])
                Assert.Equal(sound.Vertices[i], spoilt.Mesh.Vertices[i]);
    });

    [Fact]
    public void On_Hole_IsOpenWithAWallAndEmptyInside() => ForSeeds(seed =>
    {
        SurfaceMesh mesh = Bodies.Mesh(seed);
        var hole = (HoleDraw)Bodies.Find(AnomalyKind.Hole, mesh, seed, Count).Draw!;
        SpoiltMesh spoilt = hole.On(mesh)!;
        for (int i = 0; i < spoilt.Mesh.Vertices.Length; i++)
        {
            Vector3 offset = spoilt.Mesh.Vertices[i] - hole.Frame.Centre;
            float along = Vector3.Dot(offset, hole.Frame.Normal);
            bool isInside = (offset - along * hole.Frame.Normal).Length() < 0.99f * hole.Radius
                && offset.Length() < 0.99f * hole.Radius;
            // Only the wall lies within, and all of it is labelled.
            Assert.True(!isInside || spoilt.Labels[i], $"seed {seed}, vertex {i} at {offset.Length()}");
        }
        Assert.True(spoilt.Mesh.Triangles.Length > 0 && !IsClosed(spoilt.Mesh), $"seed {seed}");
        // The wall takes pi r^2 of area or a little less: 2 pi r wide and r / 2 deep, where the surface is flat.
        double wall = Area(spoilt.Mesh) - Area(MeshCut.Keep(mesh.Refine(MeshRegion.Ball(hole.Frame.Centre,
            1.3f * hole.Radius), hole.Radius / 8), Outside(hole, mesh)).Mesh);
        Assert.InRange(wall / (Math.PI * hole.Radius * hole.Radius), 0.85, 1.15);
    });

    [Fact]
    public void On_Break_IsClosedByItsCap() => ForSeeds(seed =>
    {
        SurfaceMesh mesh = Bodies.Mesh(seed);
        var cut = (BreakDraw)Bodies.Find(AnomalyKind.Break, mesh, seed, Count).Draw!;
        SpoiltMesh spoilt = cut.On(mesh)!;
        Assert.All(spoilt.Mesh.Vertices, vertex => Assert.True(cut.Distance(vertex) <= 1e-5f, $"seed {seed}"));
        // By the theorem of Gauss the areas of a closed surface sum to zero as vectors.
        Vector3 sum = default;
        for (int i = 0; i < spoilt.Mesh.Triangles.Length / 3; i++)
            sum += spoilt.Mesh.AreaOf(i);
        Assert.True(sum.Length() < 2e-3f, $"seed {seed}: {sum}");
        Assert.True(spoilt.RoughFrom < spoilt.Mesh.Triangles.Length / 3);
    });

    [Fact]
    public void Triangles_SquareWithAnOpening_FillTheRest()
    {
        Vector3[] outer = [new(0, 0, 1), new(4, 0, 1), new(4, 4, 1), new(0, 4, 1)],
            inner = [new(1, 1, 1), new(2, 1, 1), new(2, 3, 1), new(1, 3, 1)];
        (Vector3, Vector3)[] edges = [.. Ring(outer), .. Ring(inner)];
        (Vector3 A, Vector3 B, Vector3 C)[] filled = [.. PlaneFill.Triangles(edges, new Vector3(0, 0, 1),
            Vector3.UnitZ)];
        Assert.Equal(14, filled.Sum(each => Vector3.Cross(each.B - each.A, each.C - each.A).Z) / 2, 4);
        Assert.DoesNotContain(filled, each => (each.A + each.B + each.C) / 3 is var middle
            && middle.X is > 1 and < 2 && middle.Y is > 1 and < 3);

        static IEnumerable<(Vector3, Vector3)> Ring(Vector3[] corners)
            => corners.Select((corner, i) => (corner, corners[(i + 1) % corners.Length]));
    }

    [Fact]
    public void Closest_RandomPlaces_IsAsNearAsTheBestOfManyPoints() => ForSeeds(seed =>
    {
        var random = new Random(seed);
        Vector3 Next() => new(random.NextSingle(), random.NextSingle(), random.NextSingle());
        (Vector3 a, Vector3 b, Vector3 c, Vector3 place) = (Next(), Next(), Next(), 2 * Next());
        float least = float.PositiveInfinity;
        for (int i = 0; i <= 200; i++)
            for (int j = 0; j <= 200 - i; j++)
                least = Math.Min(least, Vector3.Distance(place, a + i / 200f * (b - a) + j / 200f * (c - a)));
        float found = Vector3.Distance(place, MeshBody.Closest(place, a, b, c));
        Assert.True(found <= least + 1e-5f && found >= least - 0.01f, $"seed {seed}: {found} for {least}");
    });

    private static float[] Outside(HoleDraw hole, SurfaceMesh mesh)
    {
        SurfaceMesh fine = mesh.Refine(MeshRegion.Ball(hole.Frame.Centre, 1.3f * hole.Radius), hole.Radius / 8);
        bool[] patch = fine.ToCloud().Patch(hole.Frame, hole.Radius);
        return [.. fine.Vertices.Select((vertex, i) => patch[i]
            ? Vector3.Distance(vertex, hole.Frame.Centre) / hole.Radius - 1 : 1)];
    }

    private static double Area(SurfaceMesh mesh) => Enumerable.Range(0, mesh.Triangles.Length / 3)
        .Sum(i => 0.5 * mesh.AreaOf(i).Length());

    private static bool IsClosed(SurfaceMesh mesh)
    {
        var edges = new HashSet<(int, int)>();
        for (int i = 0; i < mesh.Triangles.Length; i++)
            edges.Add((mesh.Triangles[i], mesh.Triangles[i - i % 3 + (i + 1) % 3]));
        return edges.Count == mesh.Triangles.Length && edges.All(edge => edges.Contains((edge.Item2, edge.Item1)));
    }

    private static void ForSeeds(Action<int> body) => Check.One(Config.QuickThrowOnFailure.WithMaxTest(2),
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), body));
}
