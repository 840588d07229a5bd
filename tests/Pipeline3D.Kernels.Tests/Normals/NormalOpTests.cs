using Pipeline3D.Geometry;

namespace Pipeline3D.Kernels.Tests;

public sealed class NormalOpTests() : NormalExpectations(new HostDevice(2))
{
    [Fact]
    public void Estimate_WrongArguments_Throws()
    {
        using var device = new HostDevice();
        Assert.Throws<ArgumentOutOfRangeException>(() => NormalOp.Estimate(device, default, 0, 5, new PointCloud(0)));
        Assert.Throws<ArgumentOutOfRangeException>(() => NormalOp.Estimate(device, default, 1, 0, new PointCloud(0)));
        Assert.Throws<ArgumentException>(() => NormalOp.Estimate(device, default, 1, 5, new PointCloud(2)));
    }
}
