using System.Globalization;
using Pipeline3D.Data.Formats;
using Pipeline3D.Data.Synthetic;
using Pipeline3D.Data.Synthetic.Layouts;
using Pipeline3D.Data.Synthetic.Rendering;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Data.Tests.Synthetic.Layouts;

public sealed class EyecandiesWriterTests : IDisposable
{
    private static readonly string[] Items =
    [
        "bumps_mask.png", "colors_mask.png", "dents_mask.png", "depth.png", "image_0.png", "image_1.png", "image_2.png",
        "image_3.png", "image_4.png", "image_5.png", "info_depth.yaml", "mask.png", "metadata.yaml", "normals.png",
        "normals_mask.png", "obj_params.yaml", "pose.txt",
    ];

    private readonly TempFolder _folder = new();

    public EyecandiesWriterTests() => SyntheticDataset.Write(new SyntheticOptions
    {
        Folder = _folder.Path,
        Layout = SyntheticLayout.Eyecandies,
        Categories = ["ChocolateCookie"],
        LongestSide = 128,
        Train = 1,
        Validation = 1,
        TestGood = 1,
        TestDefective = 4,
    });

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Write_Class_HasSeventeenItemsPerSample()
    {
        IEnumerable<string> expected = new[] { "train/data/000", "val/data/00", "test_public/data/00",
            "test_public/data/01",
            "test_public/data/02", "test_public/data/03", "test_public/data/04" }
            .SelectMany(prefix => Items.Select(item => $"ChocolateCookie/{prefix}_{item}")).Append("synthetic.json");
        Assert.Equal(expected.Order(StringComparer.Ordinal), DatasetTree.Files(_folder.Path));
    }

    [Fact]
    public void Write_Depth_DecodesToTenTimesTheDistance()
    {
        string stem = Stem(1);
        string[] lines = File.ReadAllLines(stem + "info_depth.yaml");
        Assert.Equal("normalization:", lines[0]);
        double Of(string key) => double.Parse(lines.Single(
            line => line.StartsWith($"  {key}: ", StringComparison.Ordinal))[7..], CultureInfo.InvariantCulture);
        RasterImage depth = PngReader.Read(stem + "depth.png");
        Assert.Equal((SampleType.UInt16, 1), (depth.Type, depth.Channels));
        double[] metres = [.. depth.Words.ToArray().Select(px => px / 65535.0 * (Of("max") - Of("min")) + Of("min"))];
        // The table lies 0.11 m * 711.11 / 512 before the camera, and the world is ten times life size.
        double table = 10 * 0.11 * 711.11 / 512;
        Assert.InRange(metres.Average(), 0.85 * table, 1.05 * table);
        SyntheticScan scan = Twin("contamination", 1);
        for (int pixel = 0; pixel < metres.Length; pixel++)
            Assert.Equal(10 * scan.Image.Depth[pixel], metres[pixel], (Of("max") - Of("min")) / 65535);
    }

    [Theory, InlineData(1, "bumps"), InlineData(2, "colors"), InlineData(3, "dents"), InlineData(4, "normals")]
    public void Write_Masks_AreTheSubMaskOfTheKindAndTheirUnion(int index, string kind)
    {
        byte[] mask = PngReader.Read(Stem(index) + "mask.png").Data;
        Assert.Contains((byte)255, mask);
        foreach (string one in new[] { "bumps", "colors", "dents", "normals" })
        {
            byte[] sub = PngReader.Read($"{Stem(index)}{one}_mask.png").Data;
            Assert.Equal(one == kind ? mask : new byte[mask.Length], sub);
        }
        Assert.Equal("anomalous: 1\n", File.ReadAllText(Stem(index) + "metadata.yaml"));
        Assert.Equal("anomalous: 0\n", File.ReadAllText(Stem(0) + "metadata.yaml"));
        Assert.DoesNotContain((byte)255, PngReader.Read(Stem(0) + "mask.png").Data);
    }

    [Fact]
    public void Write_Pose_IsARigidMotionThatIsItsOwnInverse()
    {
        double[][] pose = [.. File.ReadAllLines(Stem(0) + "pose.txt")
            .Select(line => line.Split(' ').Select(double.Parse).ToArray())];
        for (int row = 0; row < 4; row++)
            for (int column = 0; column < 4; column++)
                Assert.Equal(row == column ? 1 : 0, Enumerable.Range(0, 4).Sum(k => pose[row][k] * pose[k][column]),
                    1e-12);
    }

    [Fact]
    public void Write_Normals_FollowTheDocumentedEncoding()
    {
        byte[] normals = PngReader.Read(Stem(1) + "normals.png").Data;
        SyntheticScan scan = Twin("contamination", 1);
        for (int pixel = 0; pixel < scan.Mask.Length; pixel++)
        {
            // n = px / 127.5 - 1, then y and z negated, is the normal in the camera's frame; half a step of 1/127.5.
            Assert.Equal(scan.Image.Normal[pixel].X, normals[3 * pixel] / 127.5 - 1, 0.004);
            Assert.Equal(scan.Image.Normal[pixel].Y, 1 - normals[3 * pixel + 1] / 127.5, 0.004);
            Assert.Equal(scan.Image.Normal[pixel].Z, 1 - normals[3 * pixel + 2] / 127.5, 0.004);
        }
    }

    private string Stem(int index) => _folder[$"ChocolateCookie/test_public/data/{index:D2}_"];

    private static SyntheticScan Twin(string kind, int index) => SyntheticScan.Make(
        EyecandiesWriter.Model("ChocolateCookie"), kind, 128, 1, $"ChocolateCookie/test_public/data/{index:D2}");
}
