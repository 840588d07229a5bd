using System.Numerics;
using Pipeline3D.Core;
using Pipeline3D.Data.Formats;
using Pipeline3D.Geometry;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Data.Tests;

public sealed class CloudSummaryTests
{
    [Fact]
    public void Of_OrganizedKinectScene_HasTheVerifiedFacts()
    {
        CloudSummary summary = CloudSummary.Of(SharedFiles.Data("pcd/capture0001.pcd"));
        Assert.Equal(("PCD", 640, 480, 307_200), (summary.Format, summary.Width, summary.Height, summary.Points));
        Assert.Equal((249_647, 307_200 - 249_647), (summary.Valid, summary.NotFinite));
        Assert.Equal(249_647 / 307_200.0, summary.ValidShare, 1e-12);
        Assert.Equal(-1.72282f, summary.Least[0], 1e-5f);
        Assert.Equal(3.157f, summary.Most[2], 1e-5f);
        Assert.Equal(LengthUnit.Metre, summary.Unit);
        Assert.Contains("metres", summary.UnitReason);
        Assert.Equal(["organized"], summary.Attributes);
        // A Kinect at 1.5 to 3.2 m sees a pixel of 1/525 of the distance: 2.9 to 6 mm.
        Assert.InRange(summary.Spacing, 0.0025f, 0.0062f);
    }

    [Fact]
    public void Median_SampledAndWhole_AgreeWithBruteForce()
    {
        var random = new Random(12);
        var points = new PointCloud(1500);
        for (int i = 0; i < points.Count; i++)
            points[i] = new Vector3(random.NextSingle(), random.NextSingle(), random.NextSingle());
        double[] nearest = [.. Enumerable.Range(0, 1500).Select(i => Enumerable.Range(0, 1500).Where(j => j != i)
            .Min(j => (double)Vector3.Distance(points[i], points[j]))).Order()];
        double median = (nearest[749] + nearest[750]) / 2;
        int[] all = [.. Enumerable.Range(0, 1500)];
        Assert.Equal(median, PointSpacing.Median(points, all, seed: 0), 0.1 * median);
        Assert.Equal(PointSpacing.Median(points, all, 5), PointSpacing.Median(points, all, 5));
        int[] few = all[..101];
        double exact = Enumerable.Range(0, 101).Select(i => few.Where(j => j != i)
            .Min(j => Vector3.Distance(points[i], points[j]))).Order().ElementAt(50);
        Assert.Equal(exact, PointSpacing.Median(points, few, 0), 1e-6);
        Assert.True(float.IsNaN(PointSpacing.Median(points, [3], 0)));
    }

    [Theory]
    [InlineData(0.1f, 1f, LengthUnit.Metre), InlineData(34f, 100f, LengthUnit.Millimetre),
        InlineData(2f, 0f, LengthUnit.Arbitrary)]
    [InlineData(1e6f, 0f, LengthUnit.Arbitrary), InlineData(0.001f, 0f, LengthUnit.Arbitrary)]
    public void Of_SizesOfTheField_SuggestTheUnit(float size, float shift, LengthUnit expected)
    {
        CloudFile cloud = Pipeline3D.Data.Tests.Datasets.DatasetTrees.Cloud(shift - size / 2, -size / 4, 0, shift
            + size / 2, size / 4, 0);
        CloudSummary summary = CloudSummary.Of(cloud, "XYZ");
        Assert.Equal(expected, summary.Unit);
        Assert.Contains("extent", summary.UnitReason);
    }

    [Fact]
    public void Of_NoValidPoint_IsAllNotANumber()
    {
        CloudSummary summary = CloudSummary.Of(Pipeline3D.Data.Tests.Datasets.DatasetTrees.Cloud(float.NaN, 0, 0),
            "PCD");
        Assert.Equal((0, 1, LengthUnit.Arbitrary), (summary.Valid, summary.NotFinite, summary.Unit));
        Assert.All(summary.Least.Concat(summary.Most).Append(summary.Spacing), value
            => Assert.True(float.IsNaN(value)));
    }

    [Fact]
    public void Of_Attributes_AreListed()
        => Assert.Equal(["normals", "colour", "7 triangles", "intensity"],
            CloudSummary.Of(Pipeline3D.Data.Tests.Formats.CloudFacts.Sample(7, seed: 1, triangles: true),
            "PLY").Attributes);
}
