using System.Diagnostics;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Data.Datasets;
using Pipeline3D.Data.Formats;
using Pipeline3D.Data.Synthetic;
using Pipeline3D.TestSupport;
using static Pipeline3D.Data.Tests.Datasets.DatasetTrees;

namespace Pipeline3D.Data.Tests.Datasets;

/// <summary>Names that other systems leave in datasets: hidden files, and bytes that are no UTF-8.</summary>
public sealed class OddNamesTests
{
    [Theory, InlineData("mvtec3d"), InlineData("eyecandies"), InlineData("real3d"), InlineData("anomaly-shapenet"),
        InlineData("modelnet10"), InlineData("folder")]
    public void Enumerate_HiddenFilesAndFoldersBesideEveryOther_AreLeftAlone(string name)
    {
        using var folder = new TempFolder();
        Tree(folder, name);
        IDatasetLayout layout = DatasetLayouts.Own.Find(name);
        string[] before = [.. List(layout, folder.Path).Select(Shown)];
        Assert.NotEmpty(before);
        foreach (string file in Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories))
            File.WriteAllText(Path.Combine(Path.GetDirectoryName(file)!, "._" + Path.GetFileName(file)), "macOS");
        foreach (string category in Directory.GetDirectories(folder.Path))
            Directory.CreateDirectory(Path.Combine(folder.Path, "." + Path.GetFileName(category),
                "train", "good", "xyz"));
        var remarks = new List<string>();
        Assert.Equal(before, layout.Enumerate(Query(folder.Path), remarks.Add).Select(Shown));
        Assert.DoesNotContain(remarks, remark => remark.Contains("._") || remark.Contains("/."));

        static string Shown(SourceEntry<Scan> entry) => $"{entry.Id.Path}: {string.Join(' ', entry.Files)}";
    }

    [Fact]
    public void Load_FileWhoseNameIsNoUtf8_IsUnreadableBecauseOfItsName()
    {
        using var odd = new OddFolder();
        TempFolder folder = odd.Folder;
        Mvtec(folder, "nut", "test", "good", "0", null);
        foreach (string part in (string[])["xyz/0.tiff", "rgb/0.png"])
            Rename(Path.Combine(folder["nut/test/good"], part), "caf\\xe9");
        Put(folder, "duck/test/1_good.pcd");
        Put(folder, "duck/train/1_template.pcd");
        Rename(folder["duck/test/1_good.pcd"], "1_good\\xe9");
        Put(folder, "plain/1.pcd");
        Rename(folder["plain/1.pcd"], "\\xff");
        foreach ((IDatasetLayout layout, string root) in ((IDatasetLayout, string)[])[
            (new Mvtec3dLayout(), folder.Path), (new Real3dLayout(), folder.Path),
            (new FolderLayout(), folder["plain"])])
        {
            SourceEntry<Scan> entry = Assert.Single(List(layout, root), entry => entry.Id.Path.Contains('\uFFFD'));
            var refusal = Assert.Throws<FormatException3D>(() => entry.Load(CancellationToken.None));
            Assert.Contains("name is not UTF-8", refusal.Message);
            Assert.Equal(RejectReason.Unreadable, refusal.ReasonAmong(entry.Files));
        }
    }

    [Fact]
    public void Enumerate_FolderWhoseNameIsNoUtf8_IsToldOnce()
    {
        using var odd = new OddFolder();
        TempFolder folder = odd.Folder;
        Mvtec(folder, "nut", "test", "good", "0", null);
        Mvtec(folder, "bolt", "test", "dent", "0", null);
        Mvtec(folder, "screw", "test", "good", "0", null);
        Rename(folder["bolt/test/dent"], "d\\xe9nt");
        Rename(folder["screw"], "\\xe9crou");
        var remarks = new List<string>();
        Assert.Equal("nut/test/good/0", Assert.Single(new Mvtec3dLayout().Enumerate(Query(folder.Path), remarks.Add))
            .Id.Path);
        Assert.Contains("2 folders cannot be opened, as their names are not UTF-8",
            Assert.Single(remarks, remark => remark.Contains("UTF-8")));
    }

    private static void Tree(TempFolder folder, string name)
    {
        if (name == "modelnet10")
        {
            Put(folder, "chair/train/chair_0001.ply");
            Put(folder, "chair/test/chair_0002.ply");
        }
        else if (name == "folder")
            Put(folder, "chair/test/good/1.pcd");
        else if (name == "mvtec3d")
        {
            Mvtec(folder, "nut", "train", "good", "0", null);
            Mvtec(folder, "nut", "test", "dent", "0", MaskOf(0, 1));
        }
        else
            SyntheticDataset.Write(new SyntheticOptions
            {
                Folder = folder.Path,
                Layout = name == "eyecandies" ? SyntheticLayout.Eyecandies
                    : name == "real3d" ? SyntheticLayout.Real3d : SyntheticLayout.AnomalyShapeNet,
                Categories = [.. SyntheticDataset.Categories(name == "eyecandies" ? SyntheticLayout.Eyecandies
                    : name == "real3d" ? SyntheticLayout.Real3d : SyntheticLayout.AnomalyShapeNet).Take(1)],
                LongestSide = name == "eyecandies" ? 64 : null,
                Points = 2_000,
                Train = 1,
                Validation = 1,
                TestGood = 1,
                TestDefective = 1,
            });
    }

    private static void Put(TempFolder folder, string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder[path])!);
        ScanFormats.Own.Write(folder[path], Cloud(1, 2, 3));
    }

    // No program of .NET can make such a name, or delete it.
    private static void Rename(string path, string stem)
        => Bash("mv \"$0\" \"$1/$(printf \"$2\")$3\"", path, Path.GetDirectoryName(path)!, stem,
            Path.GetExtension(path));

    private static void Bash(string script, params string[] arguments)
    {
        using Process process = Process.Start("bash", ["-c", script, .. arguments]);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    private sealed class OddFolder : IDisposable
    {
        public TempFolder Folder { get; } = new();

        public void Dispose()
        {
            Bash("rm -rf \"$0\"/*", Folder.Path);
            Folder.Dispose();
        }
    }
}
