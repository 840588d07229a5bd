using Pipeline3D.Data.Synthetic;
using Pipeline3D.Data.Synthetic.Layouts;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Data.Tests.Synthetic;

public sealed class SyntheticDatasetTests
{
    public static TheoryData<SyntheticLayout> Layouts => [.. Enum.GetValues<SyntheticLayout>()];

    [Theory, MemberData(nameof(Layouts))]
    public void Write_OneOrTwoThreads_IsTheSameBytes(SyntheticLayout layout)
    {
        using TempFolder one = new(), two = new();
        int scans = SyntheticDataset.Write(Small(one.Path, layout) with { Parallelism = 1 });
        Assert.Equal(scans, SyntheticDataset.Write(Small(two.Path, layout) with { Parallelism = 2 }));
        string[] kinds = [".tiff", "_depth.png", ".pcd"];
        Assert.Equal(scans, DatasetTree.Files(one.Path)
            .Count(file => kinds.Any(kind => file.EndsWith(kind, StringComparison.Ordinal))));
        Assert.Equal(DatasetTree.Hashes(one.Path), DatasetTree.Hashes(two.Path));
    }

    [Theory, MemberData(nameof(Layouts))]
    public void Write_OtherSeed_IsOtherScans(SyntheticLayout layout)
    {
        using TempFolder one = new(), two = new();
        SyntheticDataset.Write(Small(one.Path, layout));
        SyntheticDataset.Write(Small(two.Path, layout) with { Seed = 2 });
        Assert.Equal(DatasetTree.Files(one.Path), DatasetTree.Files(two.Path));
        string[] scans = [".tiff", "_depth.png", ".pcd"];
        Assert.DoesNotContain(DatasetTree.Hashes(one.Path).Intersect(DatasetTree.Hashes(two.Path)),
            line => scans.Any(end => line.Contains(end, StringComparison.Ordinal)));
    }

    [Fact]
    public void Write_MoreScansAndCategories_ContainsTheSmallerDataset()
    {
        using TempFolder small = new(), large = new();
        SyntheticDataset.Write(Small(small.Path, SyntheticLayout.Mvtec3d));
        SyntheticDataset.Write(Small(large.Path, SyntheticLayout.Mvtec3d) with
        {
            Categories = ["rope", "cable_gland"],
            Train = 3,
            TestDefective = 9,
        });
        Assert.Subset(new HashSet<string>(DatasetTree.Hashes(large.Path)),
            new HashSet<string>(DatasetTree.Hashes(small.Path)
                .Where(line => !line.StartsWith("synthetic.json", StringComparison.Ordinal))));
    }

    [Fact]
    public void Write_FolderWithOtherFiles_IsRefusedAndLeavesThem()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder["thesis.txt"], "years of work");
        SyntheticWriteException error = Assert.Throws<SyntheticWriteException>(
            () => SyntheticDataset.Write(Small(folder.Path, SyntheticLayout.Mvtec3d)));
        Assert.Equal(folder.Path, error.Path);
        Assert.Contains("not empty", error.Message);
        Assert.Equal(["thesis.txt"], DatasetTree.Files(folder.Path));
    }

    [Fact]
    public void Write_EarlierDataset_IsReplacedButOwnFilesStay()
    {
        using TempFolder folder = new(), fresh = new();
        SyntheticDataset.Write(Small(folder.Path, SyntheticLayout.Mvtec3d) with { Categories = ["rope",
            "cable_gland"], Train = 2 });
        File.WriteAllText(folder["notes.txt"], "mine");
        SyntheticDataset.Write(Small(folder.Path, SyntheticLayout.Mvtec3d));
        SyntheticDataset.Write(Small(fresh.Path, SyntheticLayout.Mvtec3d));
        Assert.Equal("mine", File.ReadAllText(folder["notes.txt"]));
        File.Delete(folder["notes.txt"]);
        Assert.Equal(DatasetTree.Hashes(fresh.Path), DatasetTree.Hashes(folder.Path));
    }

    [Fact]
    public void Write_MarkerThatIsNoMarker_IsRefused()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder["synthetic.json"], "[]");
        Assert.Contains("synthetic.json", Assert.Throws<SyntheticWriteException>(
            () => SyntheticDataset.Write(Small(folder.Path, SyntheticLayout.Mvtec3d))).Message);
    }

    [Fact]
    public void Write_MarkerThatPointsOutside_RemovesNothingThere()
    {
        using var folder = new TempFolder();
        string inner = Directory.CreateDirectory(folder["inner"]).FullName,
            victim = Directory.CreateDirectory(folder["victim"]).FullName;
        File.WriteAllText(Path.Combine(inner, "synthetic.json"), """{"folders": ["../victim", "..", "."]}""");
        SyntheticDataset.Write(Small(inner, SyntheticLayout.Mvtec3d));
        Assert.True(Directory.Exists(victim));
    }

    [Fact]
    public void Write_FolderBelowAFile_NamesThePath()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder["file"], "");
        string path = Path.Combine(folder["file"], "data");
        Assert.Equal(path, Assert.Throws<SyntheticWriteException>(()
            => SyntheticDataset.Write(Small(path, SyntheticLayout.Mvtec3d))).Path);
    }

    [Fact]
    public void WriteText_FullDisk_NamesTheFileAndSaysWhatToDo()
    {
        if (!File.Exists("/dev/full"))
            Assert.Skip("/dev/full, a disk that is always full, exists on Linux only");
        SyntheticWriteException error = Assert.Throws<SyntheticWriteException>(()
            => DatasetFile.WriteText("/dev/full", "x"));
        Assert.Contains("/dev/full: could not be written", error.Message);
        Assert.Contains("free space", error.Message);
        Assert.IsAssignableFrom<IOException>(error.InnerException);
    }

    [Fact]
    public void Write_UnknownCategory_ListsTheKnownOnesAndTouchesNothing()
    {
        using var folder = new TempFolder();
        ArgumentException error = Assert.Throws<ArgumentException>(
            () => SyntheticDataset.Write(Small(folder.Path,
                SyntheticLayout.Mvtec3d) with { Categories = ["pretzel"] }));
        Assert.Contains("'pretzel'", error.Message);
        Assert.Contains("cable_gland", error.Message);
        Assert.Empty(DatasetTree.Files(folder.Path));
    }

    [Fact]
    public void Write_Cancelled_Stops()
    {
        using var folder = new TempFolder();
        Assert.ThrowsAny<OperationCanceledException>(() => SyntheticDataset.Write(
            Small(folder.Path, SyntheticLayout.Mvtec3d), stop: new CancellationToken(canceled: true)));
    }

    [Fact]
    public void Options_OutOfRange_AreErrorsThatSayWhy()
    {
        Assert.Contains("64", Assert.Throws<ArgumentOutOfRangeException>(()
            => new SyntheticOptions { Folder = "x", LongestSide = 63 }).Message);
        Assert.Contains("1000", Assert.Throws<ArgumentOutOfRangeException>(()
            => new SyntheticOptions { Folder = "x", Train = 1001 }).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new SyntheticOptions { Folder = "x", Parallelism = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SyntheticOptions { Folder = "x", Points = 10 });
    }

    [Fact]
    public void Demo_Options_AreThreeCategoriesHalfGood()
    {
        SyntheticOptions demo = SyntheticOptions.Demo("x");
        Assert.Equal(["bagel", "cable_gland", "potato"], demo.Categories);
        Assert.Equal((224, 30, 10, 10), (demo.LongestSide, demo.Train, demo.TestGood, demo.TestDefective));
    }

    internal static SyntheticOptions Small(string folder, SyntheticLayout layout) => new()
    {
        Folder = folder,
        Layout = layout,
        Categories = [layout == SyntheticLayout.Mvtec3d ? "cable_gland" : SyntheticDataset.Categories(layout)[0]],
        LongestSide = 96,
        Points = 2000,
        Train = 2,
        Validation = 1,
        TestGood = 2,
        TestDefective = 7,
    };
}
