using System.Numerics;
using Pipeline3D.Data.Datasets;
using Pipeline3D.Data.Formats;
using Pipeline3D.Data.Synthetic.Meshes;
using Pipeline3D.Geometry;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Data.Tests.Synthetic.Meshes;

public sealed class MeshRepairTests
{
    private static readonly SurfaceMesh Sound = RoundMesh.Icosahedron();

    [Fact]
    public void Of_SoundMesh_StaysAsItIsWithoutARemark()
    {
        (SurfaceMesh mesh, IReadOnlyList<string> remarks) = MeshRepair.Of(File(Sound), "a.off");
        Assert.Equal(Sound.Vertices, mesh.Vertices);
        Assert.Equal(Sound.Triangles, mesh.Triangles);
        Assert.Empty(remarks);
    }

    [Fact]
    public void Of_EachTriangleWithItsOwnCorners_JoinsThem()
    {
        var soup = new SurfaceMesh([.. Sound.Triangles.Select(i => Sound.Vertices[i])],
            [.. Enumerable.Range(0, Sound.Triangles.Length)]);
        (SurfaceMesh mesh, IReadOnlyList<string> remarks) = MeshRepair.Of(File(soup), "a.off");
        Assert.Equal(12, mesh.Vertices.Length);
        Assert.Equal(20, mesh.Triangles.Length / 3);
        Assert.Equal("a.off: 48 of its 60 vertices coincide with others and were joined with them; the first is vertex "
            + "4, which lies on vertex 1", Assert.Single(remarks));
    }

    [Fact]
    public void Of_TrianglesThatAreNone_AreLeftOutAndTold()
    {
        SurfaceMesh damaged = new([.. Sound.Vertices, new Vector3(float.NaN)],
            [.. Sound.Triangles, 0, 0, 1, 3, 4, 12, 5, 0, 11]);
        (SurfaceMesh mesh, IReadOnlyList<string> remarks) = MeshRepair.Of(File(damaged), "a.off");
        Assert.Equal(20, mesh.Triangles.Length / 3);
        Assert.Equal(3, remarks.Count);
        Assert.Contains(remarks, remark => remark.Contains("1 of its 23 triangles have no area", StringComparison
            .Ordinal) && remark.EndsWith("triangle 21", StringComparison.Ordinal));
        Assert.Contains(remarks, remark => remark.Contains("no finite place", StringComparison.Ordinal)
            && remark.EndsWith("triangle 22", StringComparison.Ordinal));
        Assert.Contains(remarks, remark => remark.Contains("lie on others", StringComparison.Ordinal)
            && remark.EndsWith("triangle 23", StringComparison.Ordinal));
    }

    [Fact]
    public void Of_MeshWithAHole_SaysWhere()
    {
        (SurfaceMesh mesh, IReadOnlyList<string> remarks) = MeshRepair.Of(
            File(Sound with { Triangles = Sound.Triangles[3..] }), "a.off");
        Assert.Equal(19, mesh.Triangles.Length / 3);
        Assert.Contains("a.off: 3 edges have one triangle only, so the mesh has holes; the first is from vertex ",
            Assert.Single(remarks), StringComparison.Ordinal);
    }

    [Theory, InlineData(1), InlineData(7), InlineData(20)]
    public void Of_TurnedTriangles_FaceOutwardsAgain(int turned)
    {
        int[] triangles = [.. Sound.Triangles];
        for (int i = 0; i < turned; i++)
            (triangles[3 * i], triangles[3 * i + 1]) = (triangles[3 * i + 1], triangles[3 * i]);
        (SurfaceMesh mesh, IReadOnlyList<string> remarks) = MeshRepair.Of(File(Sound with { Triangles = triangles }),
            "a.off");
        Assert.Contains($"{turned} of its 20 triangles faced inwards", Assert.Single(remarks),
            StringComparison.Ordinal);
        for (int i = 0; i < 20; i++)
            Assert.True(Vector3.Dot(mesh.AreaOf(i), mesh.CornersOf(i).A) > 0);
    }

    [Theory, InlineData("flat"), InlineData("none")]
    public void Of_NothingToDrawFrom_IsRefusedByName(string kind)
    {
        CloudFile file = File(kind == "flat" ? new SurfaceMesh([default, Vector3.UnitX, 2 * Vector3.UnitX], [0, 1, 2])
            : Sound with { Triangles = [] });
        Assert.StartsWith("a.off: ", Assert.Throws<FormatException3D>(() => MeshRepair.Of(file, "a.off")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Of_EveryRealMesh_KeepsItsAreaOrSaysWhatWent()
    {
        string folder = SharedFiles.Data("cad");
        foreach (string path in Directory.EnumerateFiles(folder, "*_0001.off", SearchOption.AllDirectories))
        {
            CloudFile file = ScanFormats.Own.ReadCloud(path, FormatLimits.Default);
            (SurfaceMesh mesh, IReadOnlyList<string> remarks) = MeshRepair.Of(file, path);
            Vector3[] vertices = [.. Enumerable.Range(0, file.Points.Count).Select(i => file.Points[i])];
            double before = MeshSampling.Areas(vertices, file.Triangles)[^1],
                after = MeshSampling.Areas(mesh.Vertices, mesh.Triangles)[^1];
            Assert.True(Math.Abs(after - before) < 1e-3 * before || remarks.Any(remark
                => remark.Contains("lie on others", StringComparison.Ordinal)), $"{path}: {before} became {after}");
            Assert.All(remarks, remark => Assert.StartsWith(path, remark, StringComparison.Ordinal));
        }
    }

    private static CloudFile File(SurfaceMesh mesh)
    {
        var points = new PointCloud(mesh.Vertices.Length);
        for (int i = 0; i < points.Count; i++)
            points[i] = mesh.Vertices[i];
        return new CloudFile { Points = points, Width = points.Count, Height = 1, Triangles = mesh.Triangles };
    }
}
