using System.Numerics;
using Pipeline3D.Geometry.Descriptors;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Geometry.Tests.Descriptors;

public sealed class SurfaceVariationTests
{
    [Theory, InlineData(1), InlineData(3)]
    public void Of_AnyCloud_IsTheShareOfTheSmallestEigenvalue(int threads)
    {
        PointCloud cloud = Random(400, 5);
        float[] shares = SurfaceVariation.Of(cloud, 20, threads);
        for (int i = 0; i < cloud.Count; i += 13)
        {
            int[] near = [.. Clouds.Sorted(cloud, i, cloud).Take(20).Select(found => found.Index)];
            Vector3d mean = Vector3d.MeanOf(cloud.Select(near));
            Vector3d[] off = [.. near.Select(point => Vector3d.Of(cloud, point) - mean)];
            Vector3d values = SymmetricEigen3.Of(off.Sum(at => at.X * at.X), off.Sum(at => at.X * at.Y),
                off.Sum(at => at.X * at.Z), off.Sum(at => at.Y * at.Y), off.Sum(at => at.Y * at.Z),
                off.Sum(at => at.Z * at.Z)).Values;
            Assert.Equal(values.X / (values.X + values.Y + values.Z), shares[i], 1e-6);
        }
    }

    [Fact]
    public void Of_PlaneLineAndOnePlace_IsNothing()
    {
        var plane = new PointCloud(100);
        for (int i = 0; i < plane.Count; i++)
            plane[i] = new(i % 10, i / 10, 0);
        Assert.All(SurfaceVariation.Of(plane, 9), share => Assert.Equal(0, share));
        Assert.All(SurfaceVariation.Of(new PointCloud(5), 32), share => Assert.Equal(0, share));
        Assert.Empty(SurfaceVariation.Of(new PointCloud(0), 32));
    }

    [Fact]
    public void Of_EdgeOfABox_IsMoreThanItsFaces()
    {
        var cloud = new PointCloud(2 * 21 * 21);
        for (int i = 0; i < cloud.Count; i++)
        {
            int at = i % 441;
            cloud[i] = i < 441 ? new(at % 21, at / 21, 0) : new(at % 21, 0, 1 + (at / 21));
        }
        float[] shares = SurfaceVariation.Of(cloud, 32);
        Assert.True(shares[10] > 0.05 && shares[(10 * 21) + 10] < 1e-6, $"edge {shares[10]}, face {shares[220]}");
    }

    [Fact]
    public void Of_FewerThanOneNeighbour_IsRefused()
        => Assert.Throws<ArgumentOutOfRangeException>(() => SurfaceVariation.Of(new PointCloud(3), 0));

    private static PointCloud Random(int count, int seed)
    {
        var random = new Random(seed);
        var cloud = new PointCloud(count);
        for (int i = 0; i < count; i++)
            cloud[i] = new Vector3(random.NextSingle(), random.NextSingle(), 0.3f * random.NextSingle());
        return cloud;
    }
}
