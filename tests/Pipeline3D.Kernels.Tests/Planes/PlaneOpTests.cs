using Pipeline3D.Geometry;

namespace Pipeline3D.Kernels.Tests;

public sealed class PlaneOpTests() : PlaneExpectations(new HostDevice(2))
{
    [Fact]
    public void AnyOp_WrongArguments_Throws()
    {
        using var device = new HostDevice();
        Assert.Throws<ArgumentException>(() => PlaneOp.CountInliers(device, default, [0, 0, 1], 1, new int[1]));
        Assert.Throws<ArgumentException>(() => PlaneOp.CountInliers(device, default, [0, 0, float.NaN, 0], 1,
            new int[1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => PlaneOp.CountInliers(device, default, [], 0, []));
        Assert.Throws<ArgumentException>(() => PlaneOp.Remove(device, default, default, 1, new PointCloud(1), []));
    }
}
