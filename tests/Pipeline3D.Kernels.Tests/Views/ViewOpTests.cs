using Pipeline3D.Geometry;

namespace Pipeline3D.Kernels.Tests;

public sealed class ViewOpTests() : ViewExpectations(new HostDevice(2))
{
    [Fact]
    public void Project_OrbitAt336_NoPixelOffThatIsNotAtABorder()
    {
        // The formula of the orbit camera written out in double: the float32 place must lie in the same pixel unless
        // that place is within a thousandth of a border.
        using var device = new HostDevice();
        PointCloud cloud = Clouds.Of("surface", 5000, seed: 3);
        var setup = new ViewSetup { Angles = [new(25, -40)] };
        int[] pixel = new int[5000], visible = new int[5000];
        ViewOp.Project(device, PointSpans.Of(cloud), setup, pixel, visible, new float[5000]);
        Vector3d mean = Vector3d.MeanOf(cloud);
        double reach = Enumerable.Range(0, 5000).Max(i => (Vector3d.Of(cloud, i) - mean).Length);
        Rigid turn = Rigid.Rotation(25, -40);
        int compared = 0;
        for (int i = 0; i < 5000; i++)
        {
            Vector3d q = turn.Turn(Vector3d.Of(cloud, i) - mean);
            double focal = 168 / Math.Tan(Math.PI / 6) / ((2 * reach) - q.Z);
            double u = 168 + (focal * q.X), v = 168 - (focal * q.Y);
            if (Math.Abs(u - Math.Round(u)) < 1e-3 || Math.Abs(v - Math.Round(v)) < 1e-3)
                continue;
            Assert.Equal(((int)v * 336) + (int)u, pixel[i]);
            compared++;
        }
        Assert.True(compared > 4900, $"{compared} points compared");
    }

    [Fact]
    public void AnyOp_WrongArguments_Throws()
    {
        using var device = new HostDevice();
        PointCloud cloud = Clouds.Of("cube", 2);
        var setup = new ViewSetup { Angles = [new(0, 0)], Width = 4, Height = 4 };
        void Project(ViewSetup with, int length = 2) => ViewOp.Project(
            device, PointSpans.Of(cloud), with, new int[length], new int[length], new float[length]);
        Assert.Throws<ArgumentException>(() => Project(setup, 3));
        Assert.Throws<ArgumentException>(() => Project(setup with { Angles = [] }));
        Assert.Throws<ArgumentException>(() => Project(setup with { Angles = [new(double.NaN, 0)] }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Project(setup with { Width = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Project(setup with { FieldOfViewDegrees = 180 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Project(setup with { PullBackStep = -1 }));
        Assert.Throws<ArgumentException>(() => Project(setup with { Camera = ViewCamera.PointAd, Width = 5 }));
        Assert.Throws<ArgumentException>(() => ViewOp.Project(device, default, setup, [], [], []));
        Assert.Throws<ArgumentException>(() => ViewOp.Render(device, PointSpans.Of(cloud), default, setup, new(),
            new byte[16]));
        Assert.Throws<ArgumentOutOfRangeException>(() => ViewOp.Render(device, PointSpans.Of(cloud),
            PointSpans.Of(cloud), setup, new() { Grey = 2 }, new byte[16]));
        Assert.Throws<ArgumentException>(() => ViewScoreOp.Gather(device, [2], [1], [1, 2], 2, new float[1]));
        Assert.Throws<ArgumentException>(() => ViewScoreOp.Scatter(device, [-1], [1], [1], 2, 0, new float[2]));
        Assert.Throws<ArgumentException>(() => ViewScoreOp.Gather(device, [0], [1], [1, 2, 3], 2, new float[1]));
        Assert.Throws<ArgumentException>(() => ViewScoreOp.Gather(device, [0], [1], [float.NaN, 2], 2, new float[1]));
    }
}
