using System.Numerics;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Data.Datasets;
using Pipeline3D.Data.Formats;
using Pipeline3D.Geometry;
using Pipeline3D.TestSupport;
using static Pipeline3D.Data.Tests.Datasets.DatasetTrees;

namespace Pipeline3D.Data.Tests.Datasets;

public sealed class ModelNetLayoutTests
{
    [Fact]
    public void Enumerate_RealCadTree_ListsEveryModel()
    {
        string root = SharedFiles.Data("cad");
        List<SourceEntry<Scan>> entries = List(new ModelNetLayout(), root);
        Assert.Equal(Directory.EnumerateFiles(root, "*.off", SearchOption.AllDirectories).Count(), entries.Count);
        Assert.Equal(entries.Select(entry => entry.Id).Order(), entries.Select(entry => entry.Id));
        Assert.IsType<ModelNetLayout>(DatasetLayouts.Own.Detect(root));
    }

    [Fact]
    public void Load_SameModelTwice_IsEqualAndAnotherSeedIsNot()
    {
        string root = SharedFiles.Data("cad");
        var layout = new ModelNetLayout { Points = 500 };
        SourceEntry<Scan> entry = List(layout, root, "test", "chair")[0];
        Scan scan = entry.Load(CancellationToken.None);
        Assert.Equal(500, scan.Cloud.Count);
        Assert.Equal(scan.Cloud.ToInterleaved(), entry.Load(CancellationToken.None).Cloud.ToInterleaved());
        Assert.NotEqual(scan.Cloud.ToInterleaved(), List(new ModelNetLayout { Points = 500, Seed = 1 }, root, "test",
            "chair")[0]
            .Load(CancellationToken.None).Cloud.ToInterleaved());
    }

    [Fact]
    public void Draw_TwoTrianglesAndOneWithoutArea_FollowsTheAreaEvenly()
    {
        // Areas 0.5 and 1.5 in z = 0 and z = 1, and a line between.
        PointCloud vertices = PointCloud.FromInterleaved([0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 3, 0, 1, 0, 1, 1]);
        PointCloud points = MeshSampling.Draw(vertices, [0, 1, 2, 0, 1, 1, 3, 4, 5], 40_000, new Random(3))!;
        Vector3[] low = [.. Enumerable.Range(0, points.Count).Select(i => points[i]).Where(p => p.Z == 0)];
        // Standard error of the share: sqrt(0.25 * 0.75 / 40000) = 0.0022; of a mean coordinate 0.24 / 100.
        Assert.Equal(0.25, low.Length / 40_000.0, 0.0088);
        Assert.All(low, p => Assert.True(p.X >= 0 && p.Y >= 0 && p.X + p.Y <= 1.00001f));
        Assert.Equal(1 / 3f, low.Average(p => p.X), 0.0096f);
        Assert.Equal(1 / 3f, low.Average(p => p.Y), 0.0096f);
    }

    [Fact]
    public void Draw_NoArea_GivesNothing()
    {
        Assert.Null(MeshSampling.Draw(new PointCloud(3), [0, 1, 2], 5, new Random(1)));
        Assert.Null(MeshSampling.Draw(PointCloud.FromInterleaved([float.NaN, 0, 0, 1, 0, 0, 0, 1, 0]), [0, 1, 2], 5,
            new Random(1)));
    }

    [Fact]
    public void Load_MeshWithoutTriangles_IsRefused()
    {
        using var folder = new TempFolder();
        OffWriter.Write(Path.Combine(Make(folder, "a", "train"), "a_0001.off"), Cloud(1, 2, 3));
        Assert.Contains("no triangles", Assert.Throws<FormatException3D>(
            () => List(new ModelNetLayout(), folder.Path)[0].Load(CancellationToken.None)).Message);
    }
}
