using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Data.Datasets;
using Pipeline3D.Data.Formats;
using Pipeline3D.TestSupport;
using static Pipeline3D.Data.Tests.Datasets.DatasetTrees;

namespace Pipeline3D.Data.Tests.Datasets;

/// <summary>A scan that is located by its id is the listed one, with the same files.</summary>
public sealed class LocateTests
{
    private static void AllAreLocated(IDatasetLayout layout, string root, int count)
    {
        List<SourceEntry<Scan>> entries = List(layout, root);
        Assert.Equal(count, entries.Count);
        foreach (SourceEntry<Scan> entry in entries)
        {
            SourceEntry<Scan>? found = layout.Locate(Query(root), entry.Id, entry.Input);
            Assert.True(found is not null, $"{entry.Id} of {entry.Input} is not located");
            Assert.Equal((entry.Id, entry.Input), (found.Id, found.Input));
            Assert.Equal(entry.Files, found.Files);
        }
    }

    [Fact]
    public void Mvtec_UpperCaseEndingsLostScansAndDoubles_AreLocatedAsListed()
    {
        using var folder = new TempFolder();
        Mvtec(folder, "bagel", "test", "hole", "1", MaskOf(0, 1));
        Mvtec(folder, "bagel", "test", "hole", "2.b", MaskOf(0, 1));
        string hole = Path.Combine(folder.Path, "bagel", "test", "hole");
        File.Move(Path.Combine(hole, "gt", "1.png"), Path.Combine(hole, "gt", "1.PNG"));
        File.Copy(Path.Combine(hole, "xyz", "1.tiff"), Path.Combine(hole, "xyz", "1.tif"));
        File.Copy(Path.Combine(hole, "rgb", "1.png"), Path.Combine(hole, "rgb", "lost.png"));
        File.Copy(Path.Combine(hole, "xyz", "1.tiff"), Path.Combine(hole, "xyz", "._1.tiff"));
        AllAreLocated(new Mvtec3dLayout(), folder.Path, 4);
    }

    [Theory]
    [InlineData("bagel/..", "test", "hole", "1")]
    [InlineData("bagel", "test/../test", "hole", "1")]
    [InlineData("bagel", "test", "../test/hole", "1")]
    [InlineData("bagel", "test", "hole", "../xyz/1")]
    [InlineData("", "test", "hole", "1")]
    [InlineData("bagel", "test", "", "1")]
    [InlineData("rgb-only", "test", "hole", "1")]
    public void Mvtec_IdsThatAreNotListed_AreNotLocated(string category, string split, string defect, string name)
    {
        using var folder = new TempFolder();
        Mvtec(folder, "bagel", "test", "hole", "1", MaskOf(0, 1));
        PngWriter.Write(Path.Combine(Make(folder, "rgb-only", "test", "hole", "rgb"), "1.png"), 1, 1, 3, [1, 2, 3]);
        Assert.Null(new Mvtec3dLayout().Locate(Query(folder.Path), new ItemId("mvtec3d", category, split, defect, name),
            ""));
    }

    [Fact]
    public void Folder_EveryPlaceOfSplitAndDefect_IsLocatedAsListed()
    {
        using var folder = new TempFolder();
        foreach (string name in (string[])["test/nut/good/1.pcd", "nut/test/dent/1.pcd", "nut/test/good/2.pcd", "3.pcd",
            "a/b/test/4.pcd", "a/test/b/4.pcd", "nut/test/dent/1.ply", "nut/rgb/5.pcd"])
        {
            string path = Path.Combine(Make(folder, Path.GetDirectoryName(name)!), Path.GetFileName(name));
            if (Path.GetExtension(name) == ".pcd")
                PcdWriter.Write(path, Cloud(1, 2, 3));
            else
                PlyWriter.Write(path, Cloud(1, 2, 3));
        }
        File.WriteAllText(Path.Combine(Make(folder, "nut", "test", "dent", "GT"), "lost.txt"), "1 2 3 1\n");
        File.WriteAllText(Path.Combine(Make(folder, "nut", "test", "good", "gt"), "2.txt"), "1 2 3 1\n");
        File.WriteAllText(folder["table.csv"], "a,b\n1,2\n");
        File.WriteAllText(folder["points.csv"], "x,y,z\n1,2,3\n");
        var layout = new FolderLayout();
        AllAreLocated(layout, folder.Path, 9);
        Assert.Null(layout.Locate(Query(folder.Path), new ItemId("folder", "nut", "", "", "5"),
            Path.Combine(folder.Path, "nut", "rgb", "5.pcd")));
        Assert.Null(layout.Locate(Query(folder["a"]), new ItemId("folder", "..", "", "", "3"), folder["3.pcd"]));
        // An input of another machine is of no help, and does no harm.
        Assert.NotNull(layout.Locate(Query(folder.Path), new ItemId("folder", "nut", "test", "good", "2"),
            "/other/machine/2.pcd"));
    }

    [Fact]
    public void Real3d_TemplatesLostCloudsAndSkippedFiles_AreLocatedAsListed()
    {
        using var folder = new TempFolder();
        foreach (string name in (string[])["train/1_template.pcd", "train/2_other.pcd", "test/3_good.pcd",
            "test/4_bulge.pcd", "test/5_temp.pcd"])
            PcdWriter.Write(Path.Combine(Make(folder, "car", Path.GetDirectoryName(name)!), Path.GetFileName(name)),
                Cloud(1, 2, 3));
        foreach (string name in (string[])["4_bulge.txt", "6_sink.txt"])
            File.WriteAllText(Path.Combine(Make(folder, "car", "gt"), name), "1 2 3 1\n");
        var layout = new Real3dLayout();
        AllAreLocated(layout, folder.Path, 4);
        Assert.Null(layout.Locate(Query(folder.Path), new ItemId("real3d", "car", "train", "good", "2_other"), ""));
        Assert.Null(layout.Locate(Query(folder.Path), new ItemId("real3d", "car", "validation", "good", "3_good"), ""));
    }

    [Fact]
    public void Locate_LayoutWithoutItsOwnWay_ListsTheCategory()
    {
        using var folder = new TempFolder();
        Mvtec(folder, "bagel", "test", "good", "1", MaskOf());
        Mvtec(folder, "tire", "train", "good", "1", null);
        IDatasetLayout layout = new Plain();
        AllAreLocated(layout, folder.Path, 2);
        // A category that holds nothing of the split is listed without a scan.
        Assert.Null(layout.Locate(Query(folder.Path, "train"), new ItemId("mvtec3d", "bagel", "train", "good", "1"),
            ""));
        Assert.Null(layout.Locate(Query(folder.Path), new ItemId("mvtec3d", "cube", "test", "good", "1"), ""));
    }

    /// <summary>A layout of a stranger who wrote no more than he must.</summary>
    private sealed class Plain : IDatasetLayout
    {
        private readonly Mvtec3dLayout _inner = new();

        public string Name => _inner.Name;

        public Pipeline3D.Core.LengthUnit Unit => _inner.Unit;

        public string Form => _inner.Form;

        public IReadOnlyList<string> Splits => _inner.Splits;

        public bool Matches(string root) => _inner.Matches(root);

        public IReadOnlyList<string> CategoriesOf(string root) => _inner.CategoriesOf(root);

        public IEnumerable<SourceEntry<Scan>> Enumerate(DatasetQuery query, Action<string> remark)
            => _inner.Enumerate(query, remark);
    }
}
