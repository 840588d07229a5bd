using Pipeline3D.Data.Datasets;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Data.Tests.Datasets;

public sealed class DatasetLayoutsTests
{
    [Theory, InlineData("mvtec3d"), InlineData("eyecandies"), InlineData("real3d"), InlineData("anomaly-shapenet"),
        InlineData("modelnet10"), InlineData("folder")]
    public void Find_KnownName_GivesThatLayout(string name) => Assert.Equal(name, DatasetLayouts.Own.Find(name).Name);

    [Fact]
    public void Find_UnknownName_NamesTheNearest()
        => Assert.Contains("did you mean 'mvtec3d'", Assert.Throws<DatasetException>(()
            => DatasetLayouts.Own.Find("mvtec-3d")).Message);

    [Fact]
    public void Detect_MissingOrEmptyFolder_SaysWhatWasLookedFor()
    {
        using var folder = new TempFolder();
        Assert.Contains("no such folder", Assert.Throws<DatasetException>(()
            => DatasetLayouts.Own.Detect(folder["x"])).Message);
        Assert.Contains("MVTec 3D-AD", Assert.Throws<DatasetException>(()
            => DatasetLayouts.Own.Detect(folder.Path)).Message);
    }

    [Fact]
    public void Summary_OfATree_CountsBySplitAndDefect()
    {
        using var folder = new TempFolder();
        DatasetTrees.Mvtec(folder, "tire", "train", "good", "000", null);
        DatasetTrees.Mvtec(folder, "tire", "train", "good", "001", null);
        DatasetTrees.Mvtec(folder, "tire", "train", "cut", "000", null);
        DatasetTrees.Mvtec(folder, "tire", "test", "cut", "000", DatasetTrees.MaskOf(1));
        File.Delete(folder["tire/train/good/xyz/001.tiff"]);
        DatasetSummary summary = DatasetSummary.Of(folder.Path);
        Assert.Equal(("mvtec3d", 4), (summary.Layout, summary.Scans));
        Assert.Equal([new("tire", "test", "cut", 1), new("tire", "train", "cut", 1),
            new DatasetCount("tire", "train", "good", 2)], summary.Counts);
        Assert.Equal(Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories)
            .Sum(file => new FileInfo(file).Length), summary.FileBytes);
        Assert.Contains(summary.Remarks, remark => remark.Contains("lacks its file"));
        Assert.Contains(summary.Remarks, remark => remark.Contains("1 scans of cut"));
    }
}
