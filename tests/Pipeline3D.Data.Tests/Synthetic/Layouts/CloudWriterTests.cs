using System.Globalization;
using Pipeline3D.Data.Formats;
using Pipeline3D.Data.Synthetic;
using Pipeline3D.Data.Synthetic.Clouds;
using Pipeline3D.Data.Synthetic.Rendering;
using Pipeline3D.Geometry;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Data.Tests.Synthetic.Layouts;

public sealed class CloudWriterTests
{
    [Fact]
    public void Real3d_Tree_IsTheOriginals()
    {
        using TempFolder folder = Write(SyntheticLayout.Real3d, "fish", testGood: 2, testDefective: 4);
        Assert.Equal(
            [
                "fish/gt/10_sink_cut.txt", "fish/gt/7_bulge.txt", "fish/gt/8_bulge_cut.txt", "fish/gt/9_sink.txt",
                "fish/test/10_sink_cut.pcd", "fish/test/5_good.pcd", "fish/test/6_good_cut.pcd",
                    "fish/test/7_bulge.pcd",
                "fish/test/8_bulge_cut.pcd", "fish/test/9_sink.pcd", "fish/train/1_template.pcd",
                    "fish/train/2_template.pcd",
                "fish/train/3_template.pcd", "fish/train/4_template.pcd", "synthetic.json",
            ],
            DatasetTree.Files(folder.Path));
    }

    [Fact]
    public void Real3d_Clouds_AreMillimetresStitchedOrSingleSidedAndPartial()
    {
        using TempFolder folder = Write(SyntheticLayout.Real3d, "fish", testGood: 2, testDefective: 4);
        PointCloud template = PcdReader.Read(folder["fish/train/1_template.pcd"]).Points;
        Assert.Equal(6000, template.Count);
        // The class measures 37.7 x 24 x 4 mm; a category's bumps are at most a quarter of the radius or so.
        Assert.InRange(Extent(template.X), 26, 50);
        Assert.InRange(Extent(template.Z), 2.6, 5.5);
        PointCloud whole = PcdReader.Read(folder["fish/test/5_good.pcd"]).Points,
            cut = PcdReader.Read(folder["fish/test/6_good_cut.pcd"]).Points;
        Assert.Equal((3000, 3000), (whole.Count, cut.Count));
        Assert.True(Extent(cut.X) < 0.85 * Extent(whole.X));
        // Single-sided: nearly all points on one side of the middle plane, where a template has half.
        Assert.True(OneSided(whole.Z) > 0.9, $"{OneSided(whole.Z)}");
        Assert.InRange(OneSided(template.Z), 0.5, 0.7);
    }

    [Theory]
    [InlineData("7_bulge"), InlineData("8_bulge_cut"), InlineData("9_sink"), InlineData("10_sink_cut")]
    public void Real3d_Truth_IsTheCloudWithSpaceSeparatedLabels(string stem)
    {
        using TempFolder folder = Write(SyntheticLayout.Real3d, "fish", testGood: 2, testDefective: 4);
        AssertTruth(folder[$"fish/test/{stem}.pcd"], folder[$"fish/gt/{stem}.txt"], ' ', 0.005, 0.12);
    }

    [Fact]
    public void AnomalyShapeNet_Tree_IsTheOriginals()
    {
        using TempFolder folder = Write(SyntheticLayout.AnomalyShapeNet, "vase0", testGood: 2, testDefective: 8);
        // Dealt in turn to bulge, concavity, hole, broken, bending and crack.
        string[] kinds = ["bulge0", "bulge1", "concavity0", "concavity1", "hole0", "broken0", "bending0", "crack0"];
        string[] expected =
        [
            .. kinds.SelectMany(kind => new[] { $"pcd/vase0/GT/vase0_{kind}.txt", $"pcd/vase0/GT/vase0_{kind}.json" }),
            .. kinds.Concat(["positive0", "positive1"]).Select(kind => $"pcd/vase0/test/vase0_{kind}.pcd"),
            .. Enumerable.Range(0, 4).Select(i => $"pcd/vase0/train/vase0_template{i}.pcd"), "synthetic.json",
        ];
        Assert.Equal(expected.Order(StringComparer.Ordinal), DatasetTree.Files(folder.Path));
        Assert.Equal(40, SyntheticDataset.Categories(SyntheticLayout.AnomalyShapeNet).Length);
    }

    [Fact]
    public void AnomalyShapeNet_EveryKind_HasCommaSeparatedTruthOfNaturalSize()
    {
        using TempFolder folder = Write(SyntheticLayout.AnomalyShapeNet, "vase0", testGood: 1, testDefective: 6);
        foreach (string kind in new[] { "bending", "broken", "bulge", "concavity", "crack", "hole" })
            AssertTruth(folder[$"pcd/vase0/test/vase0_{kind}0.pcd"], folder[$"pcd/vase0/GT/vase0_{kind}0.txt"], ',',
                0.01, 0.07);
        PointCloud cloud = PcdReader.Read(folder["pcd/vase0/test/vase0_positive0.pcd"]).Points;
        Assert.InRange(Math.Max(Extent(cloud.X), Math.Max(Extent(cloud.Y), Extent(cloud.Z))), 0.4, 1.4);
    }

    [Fact]
    public void At_Defect_LabelsExactlyThePointsThatMoved()
    {
        foreach (string kind in CloudDefect.Kinds)
        {
            var random = new SplitMix64(9);
            ClosedShape sound = ClosedShape.Make(new(1, 1, 1), new SplitMix64(1), new SplitMix64(2));
            ClosedShape spoilt = sound.With(CloudDefect.Draw(kind, System.Numerics.Vector3.UnitZ, 0.4, random));
            int anomalous = 0;
            for (int i = 0; i < 5000; i++)
            {
                System.Numerics.Vector3 direction = sound.Draw(random);
                (System.Numerics.Vector3 point, bool isAnomalous) = spoilt.At(direction);
                float moved = (point - sound.At(direction).Point).Length();
                // Half extents of about 1: half a percent of the radius within rounding and the instance's size.
                Assert.True(isAnomalous ? moved > 0.0049f : moved < 0.0052f,
                    $"{kind}: moved {moved}, anomalous {isAnomalous}");
                anomalous += isAnomalous ? 1 : 0;
            }
            Assert.InRange(anomalous / 5000.0, 0.004, 0.15);
        }
    }

    private static void AssertTruth(string cloud, string truth, char separator, double low, double high)
    {
        PointCloud points = PcdReader.Read(cloud).Points;
        string[] lines = File.ReadAllLines(truth);
        Assert.Equal(points.Count, lines.Length);
        int anomalous = 0;
        for (int i = 0; i < lines.Length; i++)
        {
            float[] row = [.. lines[i].Split(separator)
                .Select(token => float.Parse(token, CultureInfo.InvariantCulture))];
            Assert.Equal(4, row.Length);
            Assert.Equal((points.X[i], points.Y[i], points.Z[i]), (row[0], row[1], row[2]));
            anomalous += row[3] > 0.5 ? 1 : 0;
        }
        Assert.InRange(anomalous / (double)lines.Length, low, high);
    }

    private static TempFolder Write(SyntheticLayout layout, string category, int testGood, int testDefective)
    {
        var folder = new TempFolder();
        SyntheticDataset.Write(new SyntheticOptions
        {
            Folder = folder.Path,
            Layout = layout,
            Categories = [category],
            Points = 3000,
            TestGood = testGood,
            TestDefective = testDefective,
        });
        return folder;
    }

    private static double Extent(ReadOnlySpan<float> values)
    {
        (float low, float high) = (float.MaxValue, float.MinValue);
        foreach (float value in values)
            (low, high) = (Math.Min(low, value), Math.Max(high, value));
        return high - low;
    }

    private static double OneSided(ReadOnlySpan<float> values)
    {
        int positive = 0;
        foreach (float value in values)
            positive += value > 0 ? 1 : 0;
        return Math.Max(positive, values.Length - positive) / (double)values.Length;
    }
}
