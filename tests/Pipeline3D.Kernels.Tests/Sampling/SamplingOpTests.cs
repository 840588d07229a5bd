using Pipeline3D.Geometry;

namespace Pipeline3D.Kernels.Tests;

public sealed class SamplingOpTests() : SamplingExpectations(new HostDevice(2))
{
    [Fact]
    public void SelectPoints_LargerCloud_EqualsTheTwin()
    {
        using var device = new HostDevice();
        PointCloud cloud = Clouds.Of("surface", 6000, seed: 9);
        var order = new int[900];
        FarthestPointOp.Select(device, PointSpans.Of(cloud), 5, order, new float[900]);
        Assert.Equal(FarthestPoints.Select(cloud, 900, 5).Index, order);
    }

    [Fact]
    public void SelectRows_LargerBank_EqualsTheTwin()
    {
        using var device = new HostDevice();
        FeatureMatrix features = Features("clusters", 4000, 33, seed: 4);
        var picks = new int[300];
        CoresetOp.Select(device, features.Values, 33, 11, picks);
        Assert.Equal(Coreset.Select(features, 300, 11), picks);
    }

    [Fact]
    public void Select_WrongArguments_Throws()
    {
        using var device = new HostDevice();
        PointCloud cloud = Clouds.Of("cube", 5);
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            FarthestPointOp.Select(device, PointSpans.Of(cloud), 5, new int[2], new float[2]));
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            FarthestPointOp.Select(device, PointSpans.Of(cloud), 0, new int[6], new float[6]));
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            FarthestPointOp.Select(device, default, 0, new int[1], new float[1]));
        Assert.Throws<ArgumentException>(() =>
            FarthestPointOp.Select(device, PointSpans.Of(cloud), 0, new int[2], new float[1]));
        Assert.Throws<ArgumentException>(() => CoresetOp.Select(device, [1, 2, 3], 2, 0, new int[1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => CoresetOp.Select(device, [1, 2], 2, 1, new int[1]));
        Assert.Throws<ArgumentException>(() => CoresetOp.Select(device, [1, float.NaN], 1, 0, new int[1]));
        cloud.X[1] = float.NaN;
        Assert.Contains("value 1", Assert.Throws<ArgumentException>(() =>
            FarthestPointOp.Select(device, PointSpans.Of(cloud), 0, new int[2], new float[2])).Message,
            StringComparison.Ordinal);
    }
}
