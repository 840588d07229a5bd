using Pipeline3D.Detection.Clip;
using Pipeline3D.Detection.PointClip;
using Pipeline3D.Geometry;

namespace Pipeline3D.Detection.Tests.PointClip;

/// <summary>What holds of the depth pictures of any cloud; their numbers are held by the group pointclip of
/// <c>pipeline3d net</c>.</summary>
public sealed class DepthViewsTests
{
    [Theory, InlineData(0), InlineData(5), InlineData(9)]
    public void OfPoints_CloudMovedAndScaled_GivesTheSamePictureFlagsAndPixels(int view)
    {
        PointCloud cloud = Cloud(1, 300), other = Changed(cloud, point => (4 * point) + new System.Numerics.Vector3(8,
            -16, 32));
        (float[] picture, bool[] seen, int[] pixel) = DepthViews.OfPoints(cloud, view, DepthAxes.Fixed);
        (float[] again, bool[] seenAgain, int[] pixelAgain) = DepthViews.OfPoints(other, view, DepthAxes.Fixed);
        // A coordinate on the border of two cells may round to the other one.
        Assert.True(picture.Zip(again).Count(pair => Math.Abs(pair.First - pair.Second) > 1e-3) < picture.Length / 50);
        Assert.True(seen.Zip(seenAgain).Count(pair => pair.First != pair.Second) <= 6);
        Assert.True(pixel.Zip(pixelAgain).Count(pair => pair.First != pair.Second) <= 6);
    }

    [Fact]
    public void OfPoints_AnyView_SeesSomePointsAndHidesOthers()
    {
        foreach (int view in Enumerable.Range(0, DepthViews.Count))
        {
            (_, bool[] seen, _) = DepthViews.OfPoints(Cloud(2, 400), view, DepthAxes.Fixed);
            Assert.InRange(seen.Count(flag => flag), 40, 399);
        }
    }

    [Fact]
    public void OfObject_AllPointsAtOnePlace_GivesAPicture()
    {
        var cloud = new PointCloud(3);
        (cloud[0], cloud[1], cloud[2]) = (new(1, 2, 3), new(1, 2, 3), new(1, 2, 3));
        float[] picture = DepthViews.OfObject(cloud, 0);
        Assert.All(picture, value => Assert.InRange(value, 0, 1));
        Assert.Equal(0, picture.Min());
        Assert.Equal(1, picture.Max());
    }

    [Fact]
    public void Resized_ToItsOwnSize_IsItselfAndKeepsCornersAtOthers()
    {
        float[] picture = [1, 2, 3, 4];
        Assert.Equal(picture, DepthViews.Resized(picture, 2));
        Assert.Equal([1, 1.5f, 2, 2, 2.5f, 3, 3, 3.5f, 4], DepthViews.Resized(picture, 3));
    }

    [Fact]
    public void MaskOf_ALabelledHalf_CoversWhereItsPointsAreSeenAndNothingOfTheRest()
    {
        PointCloud cloud = Cloud(5, 600);
        bool[] labels = [.. Enumerable.Range(0, cloud.Count).Select(i => cloud.X[i] > 0.5f)];
        for (int view = 0; view < DepthViews.Count; view++)
        {
            (_, bool[] seen, int[] pixel) = DepthViews.OfPoints(cloud, view, DepthAxes.Fixed);
            bool[] mask = DepthViews.MaskOf(cloud, view, labels);
            bool[] none = DepthViews.MaskOf(cloud, view, new bool[cloud.Count]);
            // Near the border of both halves the nearer one of the widened points wins.
            int[] inner = [.. Enumerable.Range(0, cloud.Count).Where(i => seen[i]
                && Math.Abs(cloud.X[i] - 0.5f) > 0.2f)];
            int right = inner.Count(i => mask[pixel[i]] == labels[i]);
            Assert.True(right > 0.9 * inner.Length, $"view {view}: {right} of {inner.Length}");
            Assert.DoesNotContain(true, none);
            Assert.Contains(true, mask);
        }
    }

    [Fact]
    public void OfPoints_ViewsOfWeightZero_CountForNothing()
    {
        SeenPoints seen = SeenPoints.Of(2, [0, 1], [[0, 1], [2, 3]], [[true, true], [true, false]]);
        PictureFeatures patches = PictureFeatures.Of(2, 2, [1, 0, 1, 0],
            [[1, 0, 0, 1, 1, 0, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1]], isHalf: false);
        double[] one = PointClipScoring.OfPoints(patches, seen, [1, 0], [1, 0]),
            both = PointClipScoring.OfPoints(patches, seen, [1, 1], [0, 1]);
        Assert.Equal([1.0, 1.0], PointClipScoring.WeightsOf(seen, [1, 0]));
        Assert.Equal([2.0, 1.0], PointClipScoring.WeightsOf(seen, [1, 1]));
        Assert.All(one, value => Assert.InRange(value, 0, 100));
        Assert.True(both[0] > 100, "two views add up");
    }

    private static PointCloud Cloud(int seed, int count)
    {
        var random = new Random(seed);
        var cloud = new PointCloud(count);
        for (int i = 0; i < count; i++)
            cloud[i] = new(random.NextSingle(), random.NextSingle(), random.NextSingle() / 2);
        return cloud;
    }

    private static PointCloud Changed(PointCloud cloud, Func<System.Numerics.Vector3, System.Numerics.Vector3> change)
    {
        var other = new PointCloud(cloud.Count);
        for (int i = 0; i < cloud.Count; i++)
            other[i] = change(cloud[i]);
        return other;
    }
}
