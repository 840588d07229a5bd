using Pipeline3D.Core;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Options;
using Pipeline3D.Data.Datasets;
using Pipeline3D.Data.Formats;
using Pipeline3D.TestSupport;
using static Pipeline3D.Data.Tests.Datasets.DatasetTrees;

namespace Pipeline3D.Data.Tests.Datasets;

public sealed class FolderLayoutTests
{
    [Fact]
    public void Enumerate_FlatFolder_IsOneCategoryOfUnknownLabels()
    {
        using var folder = new TempFolder();
        PcdWriter.Write(folder["b.pcd"], Cloud(1, 2, 3, float.NaN, 0, 0));
        PlyWriter.Write(folder["a.ply"], Cloud(1, 2, 3));
        File.WriteAllText(folder["notes.md"], "x");
        List<SourceEntry<Scan>> entries = List(new FolderLayout { Unit = LengthUnit.Millimetre }, folder.Path, "test");
        Assert.Equal(["a", "b"], entries.Select(entry => entry.Id.Name));
        Assert.Equal((Path.GetFileName(folder.Path), "test", ""),
            (entries[0].Id.Category, entries[0].Id.Split, entries[0].Id.Defect));
        Scan scan = entries[1].Load(CancellationToken.None);
        Assert.Equal((1, null, LengthUnit.Millimetre), (scan.Cloud.Count, scan.IsAnomalous, scan.Unit));
        Assert.IsType<FolderLayout>(DatasetLayouts.Own.Detect(folder.Path));
    }

    [Fact]
    public void Enumerate_Shares_EveryScanIsInOneSplitThatOtherFilesDoNotChange()
    {
        using var folder = new TempFolder();
        for (int i = 0; i < 300; i++)
            PcdWriter.Write(Path.Combine(Make(folder, "nut", "good"), $"{i}.pcd"), Cloud(1, 2, 3));
        for (int i = 0; i < 5; i++)
            PcdWriter.Write(Path.Combine(Make(folder, "nut", "dent"), $"{i}.pcd"), Cloud(1, 2, 3));
        PcdWriter.Write(Path.Combine(Make(folder, "bolt", "train"), "1.pcd"), Cloud(1, 2, 3));
        var options = new FolderSourceOptions { Root = folder.Path, TestShare = 0.2, ValidationShare = 0.1 };
        Dictionary<string, string[]> first = Splits(options);
        Assert.Equal(306, first.Values.Sum(paths => paths.Length));
        Assert.Equal(306, first.Values.SelectMany(paths => paths).Select(Name).Distinct().Count());
        Assert.InRange(first["test"].Count(path => path.Contains("good", StringComparison.Ordinal)), 40, 80);
        Assert.InRange(first["validation"].Length, 15, 50);
        Assert.Equal(5, first["test"].Count(path => path.Contains("dent", StringComparison.Ordinal)));
        Assert.Contains("bolt/train/1", first["train"]);

        for (int i = 0; i < 50; i++)
            PcdWriter.Write(Path.Combine(Make(folder, "nut", "good"), $"new{i}.pcd"), Cloud(1, 2, 3));
        Dictionary<string, string[]> later = Splits(options), other = Splits(options with { SplitSeed = 1 });
        Assert.All(first, split => Assert.Subset(later[split.Key].ToHashSet(), split.Value.ToHashSet()));
        Assert.NotEqual(later["test"], other["test"]);
        // Without shares a scan outside of split folders is in every split.
        Assert.Equal(355, Splits(new FolderSourceOptions { Root = folder.Path })["test"].Length);

        static string Name(string path) => $"{path.Split('/')[0]} {string.Join('/', path.Split('/')[2..])}";

        Dictionary<string, string[]> Splits(FolderSourceOptions with) => new FolderLayout(with).Splits.ToDictionary(
            split => split, split => List(new FolderLayout(with), folder.Path, split).Select(entry => entry.Id.Path)
                .ToArray());
    }

    [Fact]
    public void Validate_SharesThatAreMoreThanAll_AreNamed()
    {
        var problems = new Problems();
        new FolderSourceOptions { Root = "x", TestShare = 0.7, ValidationShare = 0.4 }.Validate(problems);
        Assert.Contains("at most 1 together with test_share", Assert.Single(problems.Found).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Enumerate_SplitsDefectsAndTruth_AreFound()
    {
        using var folder = new TempFolder();
        PcdWriter.Write(Path.Combine(Make(folder, "nut", "train", "good"), "1.pcd"), Cloud(1, 2, 3));
        PcdWriter.Write(Path.Combine(Make(folder, "nut", "test", "good"), "1.pcd"), Cloud(1, 2, 3));
        PcdWriter.Write(Path.Combine(Make(folder, "nut", "test", "dent"), "1.pcd"), Cloud(1, 2, 3));
        File.WriteAllText(Path.Combine(Make(folder, "nut", "test", "dent", "gt"), "1.txt"), "1 2 3 0\n4 5 6 1\n");
        TiffWriter.WriteFloat(Path.Combine(Make(folder, "nut", "test", "dent"), "2.tiff"), 2, 2, 3, new float[12]);
        PngWriter.Write(Path.Combine(Make(folder, "nut", "test", "dent", "gt"), "2.png"), 2, 2, 1, [0, 0, 9, 0]);
        List<SourceEntry<Scan>> entries = List(new FolderLayout(), folder.Path);
        Assert.Equal(["nut/test/dent/1", "nut/test/dent/2", "nut/test/good/1", "nut/train/good/1"],
            entries.Select(entry => entry.Id.Path));
        Scan[] scans = [.. entries.Select(entry => entry.Load(CancellationToken.None))];
        Assert.Equal([true, true, false, false], scans.Select(scan => scan.IsAnomalous!.Value));
        Assert.Equal([0, 1], scans[0].Truth!.Ids);
        Assert.Equal([0, 0, 9, 0], scans[1].Truth!.Ids);
        Assert.Equal(2, scans[1].Grid!.Width);
        Assert.Equal(["nut/train/good/1"], List(new FolderLayout(), folder.Path, "train")
            .Select(entry => entry.Id.Path));
    }

    [Fact]
    public void Enumerate_Tables_AreScansOnlyWhereTheirTitlesNameXyzOrTheOptionSaysSo()
    {
        using var folder = new TempFolder();
        foreach ((string name, string text) in ((string, string)[])[
            ("parts.csv", "1,2,3\n4,5,6\n"), ("named.csv", "i;Z;Y;X\n0;3;2;1\n"), ("bare.txt", "1 2 3\n"),
            ("made.txt", "# by hand\n//X Y Z\n1 2 3\n"), ("widths.csv", "part,width,height\na,2,3\n"),
            ("empty.csv", ""),
            ("cloud.xyz", "1 2 3\n"), ("cloud2.asc", "1 2 3\n"), ("wide.csv", "x,y\n1,2\n")])
            File.WriteAllText(folder[name], text);
        var remarks = new List<string>();
        SourceEntry<Scan>[] entries = [.. new FolderLayout().Enumerate(Query(folder.Path), remarks.Add)];
        Assert.Equal(["cloud", "cloud2", "made", "named"], entries.Select(entry => entry.Id.Name));
        Assert.All(entries, entry => Assert.Equal([1, 2, 3], entry.Load(CancellationToken.None).Cloud.ToInterleaved()));
        Assert.Contains("5 tables are no scans", Assert.Single(remarks));
        Assert.Equal(9, List(new FolderLayout(new FolderSourceOptions { Tables = true }), folder.Path).Count);
    }

    [Fact]
    public void Matches_NothingButTables_IsNoFolderOfScans()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder["parts.csv"], "1,2,3\n");
        Assert.Throws<DatasetException>(() => DatasetLayouts.Own.Detect(folder.Path));
    }

    [Fact]
    public void Enumerate_TruthWithoutItsScan_IsAScanWithoutPartner()
    {
        using var folder = new TempFolder();
        PcdWriter.Write(Path.Combine(Make(folder, "nut", "test", "good"), "1.pcd"), Cloud(1, 2, 3));
        File.WriteAllText(Path.Combine(Make(folder, "nut", "test", "dent", "gt"), "7.txt"), "1 2 3 1\n");
        PngWriter.Write(Path.Combine(Make(folder, "nut", "test", "dent", "gt"), "8.png"), 2, 2, 1, new byte[4]);
        SourceEntry<Scan>[] lost = [.. List(new FolderLayout(), folder.Path).Where(entry => entry.Id.Defect == "dent")];
        Assert.Equal(["nut/test/dent/7", "nut/test/dent/8"], lost.Select(entry => entry.Id.Path));
        foreach (SourceEntry<Scan> entry in lost)
            Assert.Equal(RejectReason.MissingPartner, Assert.Throws<FormatException3D>(() => entry.Load(
                CancellationToken.None)).ReasonAmong(entry.Files));
    }

    [Theory, InlineData(1f), InlineData(255f), InlineData(65_535f)]
    public void Colour_FloatsOfAnyScale_AreTheSame(float top)
    {
        using var folder = new TempFolder();
        NpyWriter.Write<float>(folder["a.npy"], [top, 0, 0.2f * top, 0, 0, 0], 1, 2, 3);
        Assert.Equal([255, 0, 51, 0, 0, 0],
            ScanParts.Colour(folder["a.npy"], 2, 1, ScanFormats.Own, FormatLimits.Default).Pixels);
    }

    [Fact]
    public void Load_MaskWithAPixelThatIsNoNumber_IsRefused()
    {
        using var folder = new TempFolder();
        TiffWriter.WriteFloat(folder["1.tiff"], 2, 2, 3, new float[12]);
        TiffWriter.WriteFloat(Path.Combine(Make(folder, "gt"), "1.tiff"), 2, 2, 1, [0, 1, float.NaN, 0]);
        SourceEntry<Scan> entry = Assert.Single(List(new FolderLayout(), folder.Path));
        Assert.Contains("pixel 0, 1",
            Assert.Throws<FormatException3D>(() => entry.Load(CancellationToken.None)).Message);
    }

    [Fact]
    public void Enumerate_SameNameInTwoFormats_ListsBothNextToEachOther()
    {
        using var folder = new TempFolder();
        PcdWriter.Write(folder["a.pcd"], Cloud(1, 2, 3));
        PlyWriter.Write(folder["a.ply"], Cloud(1, 2, 3));
        List<SourceEntry<Scan>> entries = List(new FolderLayout(), folder.Path);
        Assert.Equal([folder["a.pcd"], folder["a.ply"]], entries.Select(entry => entry.Input));
        Assert.Equal(entries[0].Id, entries[1].Id);
    }
}
