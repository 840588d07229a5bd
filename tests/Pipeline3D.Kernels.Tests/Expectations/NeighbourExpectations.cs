using Pipeline3D.Geometry;

namespace Pipeline3D.Kernels.Tests;

/// <summary>What <see cref="NearestOp"/> does on every device.</summary>
public abstract class NeighbourExpectations(IDevice device) : DeviceExpectations(device)
{
    public static TheoryData<string, int> Kinds => Clouds.Kinds;

    [Theory, MemberData(nameof(Kinds))]
    public void Search_SelfOfAnyCloud_EqualsTheTree(string kind, int count)
    {
        PointCloud cloud = Clouds.Of(kind, count);
        var tree = new KdTree(cloud);
        foreach (bool skipSelf in (bool[])[false, true])
            foreach (int wanted in (int[])[1, 9, count])
            {
                int k = Math.Min(wanted, skipSelf ? count - 1 : count);
                if (k < 1)
                    continue;
                Neighbours twin = tree.Nearest(k, includeSelf: !skipSelf);
                foreach (NearestSearch search in Enum.GetValues<NearestSearch>())
                    AssertEqual(twin, cloud, cloud, k, skipSelf, search, kind);
            }
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Search_QueriesInsideAndFarOutside_EqualsTheTree(string kind, int count)
    {
        PointCloud cloud = Clouds.Of(kind, count), queries = Clouds.Of("cube", 40, seed: 8);
        float extent = (float)Clouds.Extent(cloud);
        for (int i = 0; i < queries.Count; i++)
            queries[i] = cloud[0] + (extent * (i % 4 == 0 ? 9 : 1) * (queries[i] - new System.Numerics.Vector3(0.5f)));
        int k = Math.Min(5, count);
        Neighbours twin = new KdTree(cloud).Nearest(queries, k);
        foreach (NearestSearch search in Enum.GetValues<NearestSearch>())
            AssertEqual(twin, cloud, queries, k, false, search, kind);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void CountWithin_AnyCloudAndRadius_EqualsTheTree(string kind, int count)
    {
        PointCloud cloud = Clouds.Of(kind, count);
        var tree = new KdTree(cloud);
        // On the lattice of edge 1 the shares 1/7 and 2/7 hit neighbours exactly at the radius.
        foreach (double share in (double[])[1e-4, 1 / 7.0, 2 / 7.0, 0.5, 3])
        {
            double radius = share * Clouds.Extent(cloud);
            var counts = new int[count];
            NearestOp.CountWithin(Device, PointSpans.Of(cloud), radius, counts);
            Assert.True(tree.CountWithin(radius).SequenceEqual(counts), $"{kind}: other counts at {share}");
        }
    }

    [Fact]
    public void AnyOp_NoPoints_EmptyResult()
    {
        NearestOp.Search(Device, default, default, 1, false, NearestSearch.Grid, [], []);
        NearestOp.CountWithin(Device, default, 1, []);
    }

    private void AssertEqual(Neighbours twin, PointCloud cloud, PointCloud queries, int k, bool skipSelf,
        NearestSearch search, string kind)
    {
        var index = new int[twin.Index.Length];
        var distance = new float[index.Length];
        NearestOp.Search(Device, PointSpans.Of(cloud), PointSpans.Of(queries), k, skipSelf, search, index, distance);
        string what = $"{kind}, {search}, k = {k}, skip self {skipSelf}";
        Assert.True(twin.Index.SequenceEqual(index), $"{what}: other neighbours");
        Assert.True(twin.Distance.SequenceEqual(distance), $"{what}: other distances");
    }
}
