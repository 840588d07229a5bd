using FsCheck;
using FsCheck.Fluent;
using Pipeline3D.Geometry;

namespace Pipeline3D.Kernels.Tests;

public sealed class NearestOpTests() : NeighbourExpectations(new HostDevice(2))
{
    [Fact]
    public void Search_RandomScalesAndShifts_GridEqualsTheTree()
    {
        using var device = new HostDevice(1);
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new Random(seed);
            int count = random.Next(2, 200), k = random.Next(1, count);
            PointCloud cloud = Clouds.Of(random.Next(2) == 0 ? "cube" : "clusters", count, seed);
            float scale = MathF.Pow(10, random.Next(-9, 10)), shift = MathF.Pow(10, random.Next(-9, 10));
            for (int i = 0; i < count; i++)
                cloud[i] = (scale * cloud[i]) + new System.Numerics.Vector3(shift, -shift, 0.5f * shift);
            var index = new int[count * k];
            NearestOp.Search(device, PointSpans.Of(cloud), PointSpans.Of(cloud), k, true, NearestSearch.Grid, index,
                new float[index.Length]);
            return new KdTree(cloud).Nearest(k).Index.SequenceEqual(index);
        }));
    }

    [Fact]
    public void Search_LargerSurface_EqualsTheTree()
    {
        using var device = new HostDevice();
        PointCloud cloud = Clouds.Of("surface", 20_000, seed: 2);
        var index = new int[20_000 * 32];
        var distance = new float[index.Length];
        NearestOp.Search(device, PointSpans.Of(cloud), PointSpans.Of(cloud), 32, true, NearestSearch.Grid, index,
            distance);
        Neighbours twin = new KdTree(cloud).Nearest(32);
        Assert.True(twin.Index.SequenceEqual(index));
        Assert.True(twin.Distance.SequenceEqual(distance));
    }

    [Fact]
    public void Search_WrongArguments_Throws()
    {
        using var device = new HostDevice();
        PointCloud cloud = Clouds.Of("cube", 4);
        void Search(int k, bool skipSelf, int slots, int queries = 4) => NearestOp.Search(device, PointSpans.Of(cloud),
            PointSpans.Of(Clouds.Of("cube", queries)), k, skipSelf, NearestSearch.Grid, new int[slots],
            new float[slots]);
        Assert.Throws<ArgumentOutOfRangeException>(() => Search(0, false, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Search(5, false, 20));
        Assert.Throws<ArgumentOutOfRangeException>(() => Search(4, true, 16));
        Assert.Throws<ArgumentException>(() => Search(2, false, 7));
        Assert.Throws<ArgumentException>(() => Search(2, true, 6, queries: 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => NearestOp.CountWithin(device, default, double.NaN, []));
        Assert.Throws<ArgumentException>(() => NearestOp.CountWithin(device, default, 1, new int[1]));
    }
}
