using System.Text;
using System.Globalization;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Data.Datasets;
using Pipeline3D.Data.Formats;
using Pipeline3D.Geometry;
using Pipeline3D.TestSupport;
using static Pipeline3D.Data.Tests.Datasets.DatasetTrees;

namespace Pipeline3D.Data.Tests.Datasets;

public sealed class EyecandiesLayoutTests
{
    private const string Unit = "1 0 0 0\n0 1 0 0\n0 0 1 0\n0 0 0 1\n";

    private static readonly double[] NoPose = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];

    private static string Put(TempFolder folder, string split, string prefix, string? metadata,
        params (string Mask, int Pixel)[] masks)
    {
        string data = Make(folder, "Lollipop", split, "data");
        string Item(string name) => Path.Combine(data, $"{prefix}_{name}");
        PngWriter.Write16(Item("depth.png"), 4, 2, 1, [0, 65535, 32768, 1, 2, 3, 4, 5]);
        File.WriteAllText(Item("info_depth.yaml"), "normalization:\n  max: 3.0\n  min: 1.0\n");
        File.WriteAllText(Item("pose.txt"), Unit);
        PngWriter.Write(Item("image_4.png"), 4, 2, 3, new byte[24]);
        if (metadata is not null)
            File.WriteAllText(Item("metadata.yaml"), metadata);
        foreach ((string mask, int pixel) in masks)
        {
            var ids = new byte[8];
            ids[Math.Max(0, pixel)] = (byte)(pixel < 0 ? 0 : 255);
            PngWriter.Write(Item(mask + ".png"), 4, 2, 1, ids);
        }
        return data;
    }

    [Fact]
    public void Points_ExampleOfTheSpecification_IsBackProjected()
    {
        // Column 300, row 200 of 512 x 512, value 32768 between 1 and 3 m.
        var depth = new ushort[512 * 512];
        depth[200 * 512 + 300] = 32768;
        PointCloud points = EyecandiesCamera.Points(depth, 512, 1, 3, NoPose, PoseMode.WorldToCamera);
        Assert.Equal(0.12375114f, points.X[200 * 512 + 300], 1e-7f);
        Assert.Equal(-0.15750145f, points.Y[200 * 512 + 300], 1e-7f);
        Assert.Equal(2.00001526f, points.Z[200 * 512 + 300], 1e-7f);
        // Value 0 is the least depth, not a missing one.
        Assert.Equal(1f, points.Z[0]);
    }

    [Fact]
    public void Points_DepthThatIsNotPositive_IsNoReading()
        => Assert.All(EyecandiesCamera.Points(new ushort[4], 2, 0, 1, NoPose, PoseMode.Identity).ToInterleaved(), value
            => Assert.Equal(0, value));

    [Fact]
    public void Points_PoseModes_AreInverseMotionsOfEachOther()
    {
        // Rotation by 30 degrees about z and a shift.
        double c = Math.Cos(Math.PI / 6), s = 0.5;
        double[] pose = [c, -s, 0, 0.3, s, c, 0, -0.2, 0, 0, 1, 1.5, 0, 0, 0, 1];
        ushort[] depth = [1000, 20000, 40000, 65535];
        PointCloud camera = EyecandiesCamera.Points(depth, 2, 1, 2, pose, PoseMode.Identity);
        PointCloud world = EyecandiesCamera.Points(depth, 2, 1, 2, pose, PoseMode.CameraToWorld);
        PointCloud inverse = EyecandiesCamera.Points(depth, 2, 1, 2, pose, PoseMode.WorldToCamera);
        for (int i = 0; i < 4; i++)
        {
            double x = camera.X[i], y = camera.Y[i], z = camera.Z[i];
            Assert.Equal(c * x - s * y + 0.3, world.X[i], 1e-6);
            Assert.Equal(s * x + c * y - 0.2, world.Y[i], 1e-6);
            Assert.Equal(z + 1.5, world.Z[i], 1e-6);
            // Applying the pose to what its inverse gave must lead back to the camera's frame.
            double a = inverse.X[i], b = inverse.Y[i];
            Assert.Equal(x, c * a - s * b + 0.3, 1e-6);
            Assert.Equal(y, s * a + c * b - 0.2, 1e-6);
            Assert.Equal(z, inverse.Z[i] + 1.5, 1e-6);
        }
    }

    [Fact]
    public void RemoveBackground_TableOfConstantHeight_TakesTheTableAndLeavesTheObject()
    {
        // An untilted view: the table lies at y = 0.1 and runs from z = 1.7 (row 0) to z = 0.5 (last row); y points
        // down.
        var points = new PointCloud(4 * 3);
        for (int i = 0; i < points.Count; i++)
            points[i] = new((i % 4 - 2) * 0.1f, 0.1f, 1.7f - 0.6f * (i / 4));
        points[5] = new(-0.1f, -0.2f, 1.1f);
        PointCloud literal = points.Select([.. Enumerable.Range(0, 12)]);
        EyecandiesCamera.RemoveBackground(points, 4, literal: false);
        EyecandiesCamera.RemoveBackground(literal, 4, literal: true);
        for (int i = 0; i < points.Count; i++)
        {
            Assert.Equal(i == 5 ? new(-0.1f, -0.2f, 1.1f) : System.Numerics.Vector3.Zero, points[i]);
            Assert.Equal(i == 5 ? -0.01f : 0f, literal.X[i], 1e-7f);
        }
        // (x, z, y) scaled by (0.1, -0.1, 0.1); background: R^T(-s) + s with s = (0, 0.1, 0.5) is the origin here.
        Assert.Equal(-0.11f, literal.Y[5], 1e-6f);
        Assert.Equal(-0.02f, literal.Z[5], 1e-6f);
        Assert.Equal(0f, literal.Y[0], 1e-6f);
    }

    [Fact]
    public void Enumerate_SplitsAndDigits_AreNamedByNumber()
    {
        using var folder = new TempFolder();
        Put(folder, "train", "007", null);
        Put(folder, "val", "07", null);
        Put(folder, "test_public", "00", "anomalous: 1\n", ("mask", 1), ("bumps_mask", 1));
        Put(folder, "test_public", "10", "anomalous: 0\n", ("mask", -1));
        Put(folder, "test_private", "123", null);
        List<SourceEntry<Scan>> entries = List(new EyecandiesLayout(), folder.Path);
        Assert.Equal(["Lollipop/test/bad/000", "Lollipop/test/good/010", "Lollipop/test_private/123",
            "Lollipop/train/good/007",
            "Lollipop/validation/good/007"], entries.Select(entry => entry.Id.Path));
        Scan[] scans = [.. entries.Select(entry => entry.Load(CancellationToken.None))];
        Assert.Equal([true, false, null, false, false], scans.Select(scan => scan.IsAnomalous));
        Assert.Equal([0, 1, 0, 0, 0, 0, 0, 0], scans[0].Truth!.Ids);
        Assert.Null(scans[2].Truth);
        Assert.Equal((4, 2, 3f), (scans[0].Grid!.Width, scans[0].Grid!.Height, scans[0].Cloud.Z[1]));
        Assert.IsType<EyecandiesLayout>(DatasetLayouts.Own.Detect(folder.Path));
    }

    [Fact]
    public void Load_MasksOfSeveralKinds_KeepThemApart()
    {
        using var folder = new TempFolder();
        Put(folder, "test_public", "00", "anomalous: 0", ("mask", 7), ("bumps_mask", 1), ("colors_mask", 1),
            ("normals_mask", 2));
        Scan scan = List(new EyecandiesLayout(), folder.Path)[0].Load(CancellationToken.None);
        Assert.Equal([0, 1 + 4, 8, 0, 0, 0, 0, 128], scan.Truth!.Ids);
        Assert.Contains("label follows the masks", Assert.Single(scan.Remarks));
        Assert.True(scan.IsAnomalous);
    }

    [Fact]
    public void Enumerate_OneNumberInTwoPrefixes_ListsBoth()
    {
        using var folder = new TempFolder();
        Put(folder, "train", "007", null);
        Put(folder, "train", "7", null);
        List<SourceEntry<Scan>> entries = List(new EyecandiesLayout(), folder.Path);
        Assert.Equal(["007_depth.png", "7_depth.png"], entries.Select(entry => Path.GetFileName(entry.Input)));
        Assert.Equal(entries[0].Id, entries[1].Id);
    }

    [Theory]
    [InlineData("pose.txt", "1 0 0\n", "a pose has 4 x 4 numbers")]
    [InlineData("pose.txt", "2 0 0 0\n0 1 0 0\n0 0 1 0\n0 0 0 1\n", "no rotation and translation")]
    [InlineData("info_depth.yaml", "normalization: {min: 1.0}\n", "lacks normalization")]
    [InlineData("info_depth.yaml", "nothing\n", "no 'key: value'")]
    public void Load_DamagedSettings_SayWhatIsWrong(string item, string text, string words)
    {
        using var folder = new TempFolder();
        string data = Put(folder, "train", "000", null);
        File.WriteAllText(Path.Combine(data, "000_" + item), text);
        Assert.Contains(words, Assert.Throws<FormatException3D>(
            () => List(new EyecandiesLayout(), folder.Path)[0].Load(CancellationToken.None)).Message);
        File.Delete(Path.Combine(data, "000_" + item));
        Assert.Contains("no such file", Assert.Throws<FormatException3D>(
            () => List(new EyecandiesLayout(), folder.Path)[0].Load(CancellationToken.None)).Message);
    }

    [Theory]
    [InlineData("normalization: {min: 1.5, max: 2e0}\n"), InlineData(
        "---\nnormalization:\n  min: 1.5 # m\n  max: 2.0\r\n\n")]
    [InlineData("other: text\nnormalization: {max: 2.0, min: 1.5}")]
    public void Yaml_BothForms_GiveTheSameNumbers(string text)
    {
        Dictionary<string, double> numbers = FlatYaml.Parse(Encoding.ASCII.GetBytes(text), "a.yaml");
        Assert.Equal(("1.5", "2"), (numbers["normalization.min"].ToString(CultureInfo.InvariantCulture),
            numbers["normalization.max"].ToString(CultureInfo.InvariantCulture)));
    }
}
