using Pipeline3D.Core;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Data.Datasets;
using Pipeline3D.Data.Formats;
using Pipeline3D.Data.Tests.Formats;
using Pipeline3D.TestSupport;
using static Pipeline3D.Data.Tests.Datasets.DatasetTrees;

namespace Pipeline3D.Data.Tests.Datasets;

public sealed class Mvtec3dLayoutTests
{
    private static readonly Mvtec3dLayout Layout = new();

    [Fact]
    public void Enumerate_WholeTree_IsInOrdinalOrderWithLabelsAndTruth()
    {
        using var folder = new TempFolder();
        Mvtec(folder, "tire", "train", "good", "000", null);
        Mvtec(folder, "bagel", "validation", "good", "000", null);
        Mvtec(folder, "bagel", "test", "hole", "10", MaskOf(0, 253, 254));
        Mvtec(folder, "bagel", "test", "hole", "9", MaskOf(0, 253));
        Mvtec(folder, "bagel", "test", "good", "000", MaskOf());
        List<SourceEntry<Scan>> entries = List(Layout, folder.Path);
        Assert.Equal(["bagel/test/good/000", "bagel/test/hole/10", "bagel/test/hole/9", "bagel/validation/good/000",
            "tire/train/good/000"],
            entries.Select(entry => entry.Id.Path));
        Scan hole = entries[1].Load(CancellationToken.None);
        Assert.Equal((LengthUnit.Metre, true, Width, Height),
            (hole.Unit, hole.IsAnomalous!.Value, hole.Grid!.Width, hole.Grid.Height));
        Assert.Equal(MaskOf(0, 253, 254), hole.Truth!.Ids);
        Assert.Equal((5f, 1f, 2f), (hole.Cloud.X[5], hole.Cloud.Y[5], hole.Cloud.Z[5]));
        Assert.Equal(35, hole.Rgb!.Pixels[^1]);
        Assert.Empty(hole.Remarks);
        Scan train = entries[4].Load(CancellationToken.None);
        Assert.Equal((false, null), (train.IsAnomalous!.Value, train.Truth));
        Assert.All(entries, entry => Assert.True(entry.DeclaredBytes >= entry.Load(CancellationToken.None).ByteSize));
        Assert.Same(Layout.Name, DatasetLayouts.Own.Detect(folder.Path).Name);
    }

    [Fact]
    public void Enumerate_SplitAndCategory_ChooseScans()
    {
        using var folder = new TempFolder();
        foreach (string category in (string[])["bagel", "tire"])
            foreach (string split in (string[])["train", "test"])
                Mvtec(folder, category, split, "good", "000", null);
        Assert.Equal(["tire/test/good/000"], List(Layout, folder.Path, "test", "tire").Select(entry => entry.Id.Path));
        Assert.Contains("did you mean 'bagel'", Assert.Throws<DatasetException>(()
            => List(Layout, folder.Path, "", "bagle")).Message);
        Assert.Contains("did you mean 'train'", Assert.Throws<DatasetException>(()
            => List(Layout, folder.Path, "trian")).Message);
        Assert.Contains("no scan was found", Assert.Throws<DatasetException>(()
            => List(Layout, folder.Path, "validation")).Message);
    }

    [Fact]
    public void Load_MissingPartners_FailsJustThatScan()
    {
        using var folder = new TempFolder();
        foreach (string stem in (string[])["000", "001", "002", "003"])
            Mvtec(folder, "tire", "test", "cut", stem, MaskOf(1));
        File.Delete(folder["tire/test/cut/rgb/001.png"]);
        File.Delete(folder["tire/test/cut/gt/002.png"]);
        File.Delete(folder["tire/test/cut/xyz/003.tiff"]);
        List<SourceEntry<Scan>> entries = List(Layout, folder.Path);
        Assert.Equal(4, entries.Count);
        Assert.True(entries[0].Load(CancellationToken.None).IsAnomalous);
        foreach ((int index, string part) in ((int, string)[])[(1, "no file in rgb/"), (2, "no file in gt/"),
            (3, "no file in xyz/")])
            Assert.Contains(part, Assert.Throws<FormatException3D>(()
                => entries[index].Load(CancellationToken.None)).Message);
    }

    [Theory, InlineData("jpeg/baseline.jpg", "000.jpg"), InlineData("tiff/jpeg-rgb.tif", "000.tif")]
    public void Load_ColoursAsJpeg_AreReadAndAsMaskRefused(string fixture, string name)
    {
        using var folder = new TempFolder();
        string place = Make(folder, "tire", "test", "cut");
        TiffWriter.WriteFloat(Path.Combine(Make(folder, "tire", "test", "cut", "xyz"), "000.tiff"), 37, 29, 3,
            new float[3 * 37 * 29]);
        string photo = Path.Combine(JpegReaderTests.Fixtures, "..", fixture);
        File.Copy(photo, Path.Combine(Make(folder, "tire", "test", "cut", "rgb"), name));
        Scan scan = List(Layout, folder.Path)[0].Load(CancellationToken.None);
        Assert.InRange(scan.Rgb!.Pixels[3 * ((12 * 37) + 15)], 240, 255);

        File.Copy(photo, Path.Combine(Make(folder, "tire", "test", "cut", "gt"), name));
        Assert.Contains("JPEG, which changes values", Assert.Throws<FormatException3D>(
            () => List(Layout, folder.Path)[0].Load(CancellationToken.None)).Message);

        // Whatever lost nothing goes before.
        PngWriter.Write(Path.Combine(place, "gt", "000.png"), 37, 29, 1, new byte[37 * 29]);
        Assert.False(List(Layout, folder.Path)[0].Load(CancellationToken.None).IsAnomalous);
    }

    [Fact]
    public void Load_XyzOfIntegers_IsRefused()
    {
        using var folder = new TempFolder();
        Make(folder, "tire", "train", "good", "xyz");
        File.Copy(SharedFiles.Data("tiff/irs_int16_rgb.tif"), folder["tire/train/good/xyz/000.tiff"]);
        Assert.Contains("3 of integers", Assert.Throws<FormatException3D>(
            () => List(Layout, folder.Path)[0].Load(CancellationToken.None)).Message);
    }

    [Fact]
    public void Load_ColoursOfThirtyTwoBits_AreScaledToBytes()
    {
        using var folder = new TempFolder();
        string source = SharedFiles.Data("tiff/libtiffpic_depth_flower-rgb-contig-32.tif");
        TiffWriter.WriteFloat(Path.Combine(Make(folder, "tire", "train", "good", "xyz"), "000.tiff"), 73, 43, 3,
            new float[3 * 73 * 43]);
        File.Copy(source, Path.Combine(Make(folder, "tire", "train", "good", "rgb"), "000.tif"));
        Scan scan = List(Layout, folder.Path)[0].Load(CancellationToken.None);
        // 1.47437067e9 of 2^32 in the README.
        Assert.Equal(255 * 1.47437067e9 / 4294967296, scan.Rgb!.Pixels.Average(value => (double)value), 0.05);
    }

    [Fact]
    public void Load_NoGroundTruthFolder_MeansZeroForGoodAndUnknownForDefects()
    {
        using var folder = new TempFolder();
        Mvtec(folder, "tire", "test", "cut", "000", null);
        Mvtec(folder, "tire", "test", "good", "000", null);
        Scan[] scans = [.. List(Layout, folder.Path).Select(entry => entry.Load(CancellationToken.None))];
        Assert.Equal((true, null), (scans[0].IsAnomalous!.Value, scans[0].Truth));
        Assert.Contains("no gt folder", Assert.Single(scans[0].Remarks));
        Assert.Equal((false, false), (scans[1].IsAnomalous!.Value, scans[1].Truth!.IsAnomalous));
    }

    [Fact]
    public void Load_MaskThatContradictsTheFolder_IsFollowedWithARemark()
    {
        using var folder = new TempFolder();
        Mvtec(folder, "tire", "test", "cut", "000", MaskOf());
        Mvtec(folder, "tire", "test", "good", "000", MaskOf(7));
        Scan[] scans = [.. List(Layout, folder.Path).Select(entry => entry.Load(CancellationToken.None))];
        Assert.Equal([false, true], scans.Select(scan => scan.IsAnomalous!.Value));
        Assert.All(scans, scan => Assert.Contains("label follows the mask", Assert.Single(scan.Remarks)));
    }

    [Fact]
    public void Load_MaskOfAnotherSize_SaysBothSizes()
    {
        using var folder = new TempFolder();
        Mvtec(folder, "tire", "test", "cut", "000", null);
        PngWriter.Write(Path.Combine(Make(folder, "tire", "test", "cut", "gt"), "000.png"), 3, 4, 1, new byte[12]);
        Assert.Contains("3 x 4 pixels, its scan has 4 x 3", Assert.Throws<FormatException3D>(
            () => List(Layout, folder.Path)[0].Load(CancellationToken.None)).Message);
    }

    [Fact]
    public void Load_NotANumberAllZeroAndOneValidPixel_AreScans()
    {
        using var folder = new TempFolder();
        string xyz = Make(folder, "tire", "train", "good", "xyz");
        TiffWriter.WriteFloat(Path.Combine(xyz, "0.tiff"), 2, 1, 3, [float.NaN, 1, 1, 1, float.PositiveInfinity, 1]);
        TiffWriter.WriteFloat(Path.Combine(xyz, "1.tiff"), 2, 1, 3, new float[6]);
        TiffWriter.WriteFloat(Path.Combine(xyz, "2.tiff"), 2, 1, 3, [1, 2, 3, 0, 0, 0]);
        Scan[] scans = [.. List(Layout, folder.Path).Select(entry => entry.Load(CancellationToken.None))];
        Assert.All(scans[0].Cloud.ToInterleaved(), value => Assert.Equal(0, value));
        Assert.Contains("2 of 2 points are not finite", Assert.Single(scans[0].Remarks));
        Assert.Empty(scans[1].Grid!.ValidIndices());
        Assert.Equal([0], scans[2].Grid!.ValidIndices());
    }

    [Fact]
    public void Enumerate_TwoFilesOfOneScan_ListsBothAndTheSummaryRemarksIt()
    {
        using var folder = new TempFolder();
        Mvtec(folder, "tire", "train", "good", "000", null);
        File.Copy(folder["tire/train/good/xyz/000.tiff"], folder["tire/train/good/xyz/000.tif"]);
        List<SourceEntry<Scan>> entries = List(Layout, folder.Path);
        Assert.Equal([folder["tire/train/good/xyz/000.tif"], folder["tire/train/good/xyz/000.tiff"]],
            entries.Select(entry => entry.Input));
        Assert.Equal(entries[0].Id, entries[1].Id);
        string remark = Assert.Single(DatasetSummary.Of(folder.Path).Remarks);
        Assert.Contains("000.tif and ", remark, StringComparison.Ordinal);
        Assert.Contains("are both the scan tire/train/good/000", remark, StringComparison.Ordinal);
    }

    [Fact]
    public void Enumerate_WrongRoots_SayWhatWasFound()
    {
        using var folder = new TempFolder();
        Assert.Contains("no such folder", Assert.Throws<DatasetException>(()
            => List(Layout, folder["nothing"])).Message);
        Assert.Contains("0 files and no folder", Assert.Throws<DatasetException>(()
            => List(Layout, folder.Path)).Message);
        Mvtec(folder, "tire", "train", "good", "000", null);
        Assert.Contains("name the folder above it", Assert.Throws<DatasetException>(()
            => List(Layout, folder["tire"])).Message);
    }

    [Fact]
    public void Load_StopRequested_ReadsNothing()
    {
        using var folder = new TempFolder();
        Mvtec(folder, "tire", "train", "good", "000", null);
        Assert.Throws<OperationCanceledException>(() => List(Layout, folder.Path)[0]
            .Load(new CancellationToken(canceled: true)));
    }

    [Fact]
    public void Load_RealKinectSceneInThisLayout_HasItsObjectsAsTruth()
    {
        string source = SharedFiles.Data("organized_xyz/osd_table_learn44");
        using var folder = new TempFolder();
        foreach (string part in (string[])["xyz/000.tiff", "rgb/000.png", "gt/000.png"])
            File.Copy(Path.Combine(source, part), Path.Combine(
                Make(folder, "table", "test", "object", Path.GetDirectoryName(part)!), Path.GetFileName(part)));
        SourceEntry<Scan> entry = Assert.Single(List(Layout, folder.Path));
        Scan scan = entry.Load(CancellationToken.None);
        // Mean of the mask, 21.3737 of 255 in the README, is the share of object pixels.
        Assert.Equal(21.3737 / 255, scan.Truth!.Ids.Count(id => id != 0) / (640.0 * 480), 1e-6);
        Assert.Equal(161.58, scan.Rgb!.Pixels.Average(value => (double)value), 0.005);
        Assert.True(scan.IsAnomalous);
        Assert.True(entry.DeclaredBytes >= 640 * 480 * 12 * 2, $"{entry.DeclaredBytes}");
    }

    [Fact]
    public void ClassIds_OfTire_AreRead()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder["class_ids.json"], """{"255":"contamination","254":"cut","253":"hole","0":"good"}""");
        IReadOnlyDictionary<byte, string> ids = Mvtec3dClassIds.Read(folder["class_ids.json"]);
        Assert.Equal(("contamination", "cut", "hole", "good"), (ids[255], ids[254], ids[253], ids[0]));
        foreach (string wrong in (string[])["[1]", "{\"256\":\"x\"}", "{\"a\":\"x\"}", "{", "{\"1\":2}"])
        {
            File.WriteAllText(folder["class_ids.json"], wrong);
            Assert.Throws<FormatException3D>(() => Mvtec3dClassIds.Read(folder["class_ids.json"]));
        }
    }

    [Fact]
    public void Camera_OfTire_IsRead()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder["c.json"], """
            {"camera_type": "area_scan_division", "focus": 0.0103431, "kappa": -2205.03, "sx": 3.74983e-06,
                "sy": 3.75e-06,
             "cx": 376.046, "cy": 423.07, "image_width": 600, "image_height": 800}
            """);
        Mvtec3dCamera camera = Mvtec3dCamera.Read(folder["c.json"]);
        Assert.Equal(2758, camera.Focus / camera.Sx, 1.0);
        Assert.Equal((600, 800, 376.046, 423.07), (camera.Width, camera.Height, camera.Cx, camera.Cy));
        File.WriteAllText(folder["c.json"], "{\"focus\": 1}");
        Assert.Throws<FormatException3D>(() => Mvtec3dCamera.Read(folder["c.json"]));
    }
}
