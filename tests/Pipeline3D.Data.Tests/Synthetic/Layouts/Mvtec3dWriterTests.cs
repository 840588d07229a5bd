using System.Text.Json;
using Pipeline3D.Data.Formats;
using Pipeline3D.Data.Synthetic;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Data.Tests.Synthetic.Layouts;

public sealed class Mvtec3dWriterTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public Mvtec3dWriterTests() => SyntheticDataset.Write(new SyntheticOptions
    {
        Folder = _folder.Path,
        Categories = ["bagel"],
        LongestSide = 96,
        Train = 2,
        Validation = 1,
        TestGood = 2,
        TestDefective = 5,
    });

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Write_Bagel_IsExactlyTheOriginalsTree()
    {
        string[] test = ["combined/000", "combined/001", "contamination/000", "crack/000", "good/000", "good/001",
            "hole/000"];
        string[] expected =
        [
            "synthetic.json", "bagel/calibration/camera_parameters.json", "bagel/class_ids.json", "bagel/license.txt",
                "bagel/readme.txt",
            .. Pair("bagel/train/good", "000", "001"), .. Pair("bagel/validation/good", "000"),
            .. test.SelectMany(scan => Pair($"bagel/test/{scan.Split('/')[0]}", scan.Split('/')[1])),
            .. test.Select(scan => $"bagel/test/{scan.Split('/')[0]}/gt/{scan.Split('/')[1]}.png"),
        ];
        Assert.Equal(expected.Order(StringComparer.Ordinal), DatasetTree.Files(_folder.Path));

        static IEnumerable<string> Pair(string folder, params string[] names)
            => names.SelectMany(name => new[] { $"{folder}/rgb/{name}.png", $"{folder}/xyz/{name}.tiff" });
    }

    [Fact]
    public void Write_ClassIds_CountDownFrom255WithoutCombined()
    {
        using JsonDocument ids = JsonDocument.Parse(File.ReadAllText(_folder["bagel/class_ids.json"]));
        Assert.Equal(["255=contamination", "254=crack", "253=hole", "0=good"],
            ids.RootElement.EnumerateObject().Select(pair => $"{pair.Name}={pair.Value}"));
    }

    [Theory]
    [InlineData("good/000", "")]
    [InlineData("contamination/000", "255")]
    [InlineData("crack/000", "254")]
    [InlineData("hole/000", "253")]
    public void Write_Mask_HoldsTheIdOfItsKind(string scan, string ids)
    {
        RasterImage gt = Read($"bagel/test/{scan.Replace("/", "/gt/", StringComparison.Ordinal)}.png");
        Assert.Equal((96, 96, 1, SampleType.UInt8), (gt.Width, gt.Height, gt.Channels, gt.Type));
        Assert.Equal(ids, string.Join(' ', gt.Data.Distinct().Where(id => id != 0)));
    }

    [Fact]
    public void Write_CombinedMasks_HoldTwoIdsEach()
    {
        foreach (string name in new[] { "000", "001" })
            Assert.Equal(2, Read($"bagel/test/combined/gt/{name}.png").Data.Distinct().Count(id => id != 0));
    }

    [Fact]
    public void Write_Scan_IsFloatTiffAndRgbOfOneSize()
    {
        RasterImage xyz = Read("bagel/train/good/xyz/000.tiff"), rgb = Read("bagel/train/good/rgb/000.png");
        Assert.Equal((96, 96, 3, SampleType.Float32), (xyz.Width, xyz.Height, xyz.Channels, xyz.Type));
        Assert.Equal((96, 96, 3, SampleType.UInt8), (rgb.Width, rgb.Height, rgb.Channels, rgb.Type));
    }

    [Fact]
    public void Write_Calibration_ProjectsEveryPointToItsPixel()
    {
        using JsonDocument camera = JsonDocument.Parse(
            File.ReadAllText(_folder["bagel/calibration/camera_parameters.json"]));
        double Of(string name) => camera.RootElement.GetProperty(name).GetDouble();
        Assert.Equal("area_scan_division", camera.RootElement.GetProperty("camera_type").GetString());
        Assert.Equal((96, 96), (Of("image_width"), Of("image_height")));
        RasterImage image = Read("bagel/test/hole/xyz/000.tiff");
        int valid = 0;
        for (int pixel = 0; pixel < 96 * 96; pixel++)
        {
            Span<float> point = image.Floats.Slice(3 * pixel, 3);
            if (point[2] == 0)
                continue;
            valid++;
            Assert.Equal(pixel % 96, Of("focus") * point[0] / point[2] / Of("sx") + Of("cx"), 1e-3);
            Assert.Equal(pixel / 96, Of("focus") * point[1] / point[2] / Of("sy") + Of("cy"), 1e-3);
        }
        Assert.InRange(valid, 8000, 9215);
    }

    [Fact]
    public void Write_FullSize_IsTheOriginalsSize()
    {
        using var folder = new TempFolder();
        SyntheticDataset.Write(new SyntheticOptions
        {
            Folder = folder.Path,
            Categories = ["rope"],
            LongestSide = null,
            Train = 1,
            Validation = 0,
            TestGood = 0,
            TestDefective = 0,
        });
        RasterImage xyz = TiffReader.Read(folder["rope/train/good/xyz/000.tiff"]);
        Assert.Equal((900, 400), (xyz.Width, xyz.Height));
    }

    private RasterImage Read(string path) => path.EndsWith(".png", StringComparison.Ordinal)
        ? PngReader.Read(_folder[path]) : TiffReader.Read(_folder[path]);
}
