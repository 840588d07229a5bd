using System.Text.Json;
using Pipeline3D.Data.Formats;
using Pipeline3D.Data.Synthetic;
using Pipeline3D.Data.Synthetic.Layouts;
using Pipeline3D.Data.Synthetic.Meshes;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Data.Tests.Synthetic.Layouts;

/// <summary>Datasets in Anomaly-ShapeNet's layout that are made of meshes.</summary>
public sealed class ShapeDatasetTests : IDisposable
{
    private static readonly string[] Kinds = ["bulge", "concavity", "hole", "broken", "bending", "crack"];

    private readonly TempFolder _meshes = new(), _folder = new();

    [Fact]
    public void Write_FolderOfMeshes_GivesAClassForEachWithDrawsBeside()
    {
        Put("ball/one.off");
        Put("ball/two.off");
        Put("egg.stl");
        List<string> remarks = [];
        int scans = SyntheticDataset.Write(Options() with { TestDefective = 6, Remarks = new Listener(remarks) });
        Assert.Equal(2 * (4 + 1 + 6), scans);
        Assert.Empty(remarks);
        Assert.Equal(["ball0", "egg"], Folders());
        foreach (string kind in Kinds)
        {
            using JsonDocument draw = JsonDocument.Parse(File.ReadAllText(
                _folder[$"pcd/ball0/GT/ball0_{kind}0.json"]));
            Assert.Equal(Path.Combine("ball", "one.off"), draw.RootElement.GetProperty("mesh").GetString());
            Assert.InRange(draw.RootElement.GetProperty("labelled_share").GetDouble(), 0.01, 0.07);
            Assert.NotEmpty(draw.RootElement.GetProperty("draw").EnumerateObject());
        }
    }

    [Fact]
    public void Write_AllShapesOfAFolder_CountsThemAndBalancesTheKinds()
    {
        Put("ball/one.off");
        Put("ball/two.obj");
        SyntheticDataset.Write(Options() with { TestDefective = 12, ShapesPerFolder = 0, Points = 2000 });
        Assert.Equal(["ball0", "ball1"], Folders());
        foreach (string name in Folders())
            Assert.Equal(Kinds.ToDictionary(kind => kind, _ => 2), Directory.EnumerateFiles(
                _folder[$"pcd/{name}/GT"], "*.txt").Select(file => Path.GetFileNameWithoutExtension(file)[
                    (name.Length + 1)..].TrimEnd('0', '1')).GroupBy(kind => kind).ToDictionary(
                    kind => kind.Key, kind => kind.Count()));
    }

    [Fact]
    public void Write_MeshesThatCannotBeUsed_AreAllToldBeforeAnythingIsWritten()
    {
        Put("good.off");
        File.WriteAllText(_meshes["flat.off"], "OFF\n3 1 0\n0 0 0\n1 0 0\n2 0 0\n3 0 1 2\n");
        File.WriteAllText(_meshes["text.stl"], "no mesh");
        SyntheticWriteException error = Assert.Throws<SyntheticWriteException>(
            () => SyntheticDataset.Write(Options()));
        Assert.Contains("2 of 3 meshes cannot be used", error.Message, StringComparison.Ordinal);
        Assert.Contains($"{_meshes["flat.off"]}: none of its 1 triangles", error.Message, StringComparison.Ordinal);
        Assert.Contains($"{_meshes["text.stl"]}, line 1: not an STL file", error.Message, StringComparison.Ordinal);
        Assert.Empty(DatasetTree.Files(_folder.Path));
        Assert.Equal(5, SyntheticDataset.Write(Options() with { Categories = ["good"], TestDefective = 0 }));
    }

    [Fact]
    public void Write_FolderWithoutMeshes_IsRefusedByName()
    {
        File.WriteAllText(_meshes["notes.txt"], "none");
        Assert.Contains("holds no mesh", Assert.Throws<SyntheticWriteException>(
            () => SyntheticDataset.Write(Options())).Message, StringComparison.Ordinal);
        Assert.Contains("no such folder", Assert.Throws<SyntheticWriteException>(() => SyntheticDataset.Write(
            Options() with { Meshes = _meshes["none"] })).Message, StringComparison.Ordinal);
        Assert.Contains("takes no meshes", Assert.Throws<ArgumentException>(() => SyntheticDataset.Write(
            Options() with { Layout = SyntheticLayout.Real3d })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_MeshWithAHole_IsUsedAndTold()
    {
        SurfaceMesh ball = RoundMesh.Icosahedron();
        Put("open.off", ball with { Triangles = ball.Triangles[3..] });
        List<string> remarks = [];
        SyntheticDataset.Write(Options() with { TestDefective = 6, Remarks = new Listener(remarks) });
        Assert.Contains("so the mesh has holes", Assert.Single(remarks), StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _meshes.Dispose();
        _folder.Dispose();
    }

    private string[] Folders() => [.. Directory.EnumerateDirectories(_folder["pcd"]).Select(path
        => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    private SyntheticOptions Options() => new()
    {
        Folder = _folder.Path, Layout = SyntheticLayout.AnomalyShapeNet, Meshes = _meshes.Path, Points = 3000,
        TestGood = 1, TestDefective = 1,
    };

    private void Put(string name, SurfaceMesh? mesh = null)
    {
        mesh ??= RoundMesh.Icosahedron();
        Directory.CreateDirectory(Path.GetDirectoryName(_meshes[name])!);
        if (Path.GetExtension(name) == ".stl")
        {
            using var text = new StreamWriter(_meshes[name]);
            text.Write("solid egg\n");
            for (int i = 0; i < mesh.Triangles.Length; i++)
            {
                System.Numerics.Vector3 corner = mesh.Vertices[mesh.Triangles[i]];
                text.Write((i % 3 == 0 ? "facet normal 0 0 0\nouter loop\n" : "") + FormattableString.Invariant(
                    $"vertex {corner.X:R} {corner.Y:R} {2 * corner.Z:R}\n")
                    + (i % 3 == 2 ? "endloop\nendfacet\n" : ""));
            }
            text.Write("endsolid\n");
            return;
        }
        ScanFormats.Own.Write(_meshes[name], new CloudFile
        {
            Points = Data.Synthetic.Anomalies.UnitBall.ToCloud(mesh.Vertices), Width = mesh.Vertices.Length, Height = 1,
            Triangles = mesh.Triangles,
        });
    }

    private sealed class Listener(List<string> told) : IProgress<string>
    {
        public void Report(string value) => told.Add(value);
    }
}
