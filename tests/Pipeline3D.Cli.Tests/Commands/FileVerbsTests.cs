using Pipeline3D.Cli.Tests.Support;
using Pipeline3D.Data.Formats;
using Pipeline3D.Geometry;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Cli.Tests.Commands;

public sealed class FileVerbsTests : CliTest
{
    [Fact]
    public async Task Synth_CategoriesByCommaAndDemoOfAnotherLayout_AreWritten()
    {
        Assert.StartsWith("2 scans in", await OkAsync("synth", Folder["a"], "--categories", "bagel,potato", "--size",
            "64", "--train", "1", "--validation", "0", "--test-good", "0", "--test-defective", "0"),
            StringComparison.Ordinal);
        foreach (string layout in new[] { "eyecandies", "real3d", "anomaly-shapenet" })
            // Real3D-AD has four templates of each category whatever is asked for.
            Assert.Matches("^(3|12) scans in", await OkAsync("synth", Folder[layout], "--layout", layout, "--preset",
                "demo", "--size", "64", "--points", "2000", "--train", "1", "--validation", "0", "--test-good", "0",
                "--test-defective", "0"));
    }

    [Fact]
    public async Task Synth_ForeignFolder_IsRefusedAndUntouched()
    {
        File.WriteAllText(Folder["mine.txt"], "mine");
        CliResult result = await CliAsync("synth", Folder.Path, "--categories", "bagel");
        Assert.Equal(4, result.Exit);
        Assert.Contains("choose an empty folder", result.Error, StringComparison.Ordinal);
        Assert.Equal(["mine.txt"], Directory.EnumerateFileSystemEntries(Folder.Path).Select(Path.GetFileName));
        Assert.Contains("'bagle' is no category", await WrongAsync("synth", Folder["d"], "--categories", "bagle"),
            StringComparison.Ordinal);
        Assert.Contains("'xyz'", await WrongAsync("synth", Folder["d"], "--layout", "xyz"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Synth_ThenInfo_CountsWhatWasAskedFor()
    {
        Assert.StartsWith("8 scans in", await OkAsync("synth", Folder["d"], "--categories", "bagel", "--size", "64",
            "--train", "2", "--validation", "1",
            "--test-good", "1", "--test-defective", "4", "--seed", "5"), StringComparison.Ordinal);
        string info = await OkAsync("info", Folder["d"]);
        Assert.Contains("layout   mvtec3d (MVTec 3D-AD)", info, StringComparison.Ordinal);
        Assert.Contains("scans    8 in 1 categories", info, StringComparison.Ordinal);
        string scan = await OkAsync("info", Folder["d/bagel/train/good/xyz/000.tiff"]);
        Assert.Contains("grid of 64 x 64", scan, StringComparison.Ordinal);
        Assert.Contains("Metre, a guess", scan, StringComparison.Ordinal);
        Assert.Contains("64 x 64 pixels, 3 x UInt8", await OkAsync("info", Folder["d/bagel/train/good/rgb/000.png"]),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Info_MissingDamagedOrUnknown_SaysSo()
    {
        Assert.Contains("there is no file or folder", await WrongAsync("info", Folder["none"]),
            StringComparison.Ordinal);
        File.WriteAllText(Folder["a.pcd"], "VERSION nonsense");
        CliResult damaged = await CliAsync("info", Folder["a.pcd"]);
        Assert.Equal(4, damaged.Exit);
        Assert.Contains("a.pcd", damaged.Error, StringComparison.Ordinal);
        CliResult folder = await CliAsync("info", Directory.CreateDirectory(Folder["empty"]).FullName);
        Assert.Equal(4, folder.Exit);
        Assert.Contains("no dataset was recognised", folder.Error, StringComparison.Ordinal);
    }

    public static TheoryData<string, string> Pairs { get; } = new(
        from a in new[] { ".pcd", ".ply", ".obj", ".off", ".xyz", ".txt", ".asc", ".npy", ".tif", ".tiff" }
        from b in new[] { ".pcd", ".ply", ".obj", ".off", ".xyz", ".npy", ".tiff" } select (a, b));

    [Theory, MemberData(nameof(Pairs))]
    public async Task Convert_ThereAndBack_EveryCoordinateIsBitEqual(string from, string to)
    {
        var random = new Random(11);
        var cloud = new PointCloud(60);
        for (int i = 0; i < 60; i++)
            cloud[i] = new(random.NextSingle() - 0.5f, 1e-4f * random.NextSingle(), 1e3f * random.NextSingle());
        ScanFormats.Own.Write(Folder["a" + from], new CloudFile { Points = cloud, Width = 60, Height = 1 });
        Assert.Contains("60 points", await OkAsync("convert", Folder["a" + from], Folder["b" + to]),
            StringComparison.Ordinal);
        await OkAsync("convert", Folder["b" + to], Folder["c" + from]);
        Assert.Equal(cloud.ToInterleaved(), ScanFormats.Own.ReadCloud(Folder["c" + from]).Points.ToInterleaved());
    }

    [Theory, InlineData(".ply"), InlineData(".obj"), InlineData(".off"), InlineData(".xyz"), InlineData(".pcd"),
        InlineData(".npy")]
    public async Task Convert_GridWithGaps_LeavesOutWhatHoldsNoReadingWhereTheFormatHasNoGrids(string to)
    {
        var cloud = new PointCloud(12);
        for (int i = 0; i < 8; i++)
            cloud[i] = new(i, i + 1, 0);
        cloud[8] = new(float.NaN, 1, 1);
        ScanFormats.Own.Write(Folder["a.tiff"], new CloudFile { Points = cloud, Width = 4, Height = 3 });
        string output = await OkAsync("convert", Folder["a.tiff"], Folder["b" + to]);
        CloudFile written = ScanFormats.Own.ReadCloud(Folder["b" + to]);
        if (to is ".pcd" or ".npy")
            Assert.Equal((4, 3), (written.Width, written.Height));
        else
        {
            Assert.Contains("8 points; 4 pixels without a reading are left out", output, StringComparison.Ordinal);
            Assert.Equal(8, written.Points.Count);
            Assert.DoesNotContain(default, Enumerable.Range(0, 8).Select(i => written.Points[i]));
        }
    }

    [Fact]
    public async Task Info_CloudFarFromTheOrigin_ShowsTheCoordinatesOfItsFile()
    {
        File.WriteAllText(Folder["a.xyz"], "500123.123456 5400456.25 100\n500124.123456 5400457.25 101\n");
        Assert.Contains("(500123.123456, 5400456.25, 100) to (500124.123456, 5400457.25, 101)",
            await OkAsync("info", Folder["a.xyz"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Convert_WrongArguments_AreOneSentenceAndKeepTheTarget()
    {
        ScanFormats.Own.Write(Folder["a.ply"], new CloudFile { Points = new PointCloud(3), Width = 3, Height = 1 });
        File.WriteAllText(Folder["b.pcd"], "mine");
        Assert.Contains("--overwrite", await WrongAsync("convert", Folder["a.ply"], Folder["b.pcd"]),
            StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(Folder["b.pcd"]));
        await OkAsync("convert", Folder["a.ply"], Folder["b.pcd"], "--overwrite");
        Assert.Equal(3, ScanFormats.Own.ReadCloud(Folder["b.pcd"]).Points.Count);
        Assert.Contains("there is no file", await WrongAsync("convert", Folder["none.ply"], Folder["c.pcd"]),
            StringComparison.Ordinal);
        Assert.Contains("known are .asc .npy .obj", await WrongAsync("convert", Folder["a.ply"], Folder["c.foo"]),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Report_FolderThatIsNoRun_SaysSo()
    {
        Assert.Contains("holds no run", await WrongAsync("report", Folder.Path), StringComparison.Ordinal);
        Assert.Contains("holds no run", await WrongAsync("report", Folder["none"]), StringComparison.Ordinal);
        Assert.False(Directory.Exists(Folder["none"]));
    }

    [Theory]
    [InlineData("pcd", "milk_ascii.pcd")]
    [InlineData("ply", "frag_115_colored_scan.ply")]
    [InlineData("organized_xyz", "osd_table_learn44/xyz/000.tiff")]
    [InlineData("organized_xyz", "vertex_map.npy")]
    [InlineData("png", "basn2c16.png")]
    [InlineData("depth", "pcl_frame_20121214T142255.814212_depth.tiff")]
    [InlineData("pcd", "milk_compressed.pcd")]
    public async Task Info_RealFiles_AreRead(string topic, string name)
        => Assert.Contains("format ", await OkAsync("info", SharedFiles.Data(Path.Combine(topic, name))),
            StringComparison.Ordinal);
}
