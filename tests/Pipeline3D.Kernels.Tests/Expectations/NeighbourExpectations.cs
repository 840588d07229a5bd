using Pipeline3D.TestSupport;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Neighbours;
using Pipeline3D.Kernels.Neighbours;

namespace Pipeline3D.Kernels.Tests.Expectations;

/// <summary>What <see cref="NearestOp"/> does on every device.</summary>
public sealed class NeighbourExpectations(TestDevice device) : DeviceExpectations(device)
{
    public static TheoryData<string, int> Kinds => KernelClouds.Kinds;

    [Theory, MemberData(nameof(Kinds))]
    public void Search_SelfOfAnyCloud_EqualsTheTree(string kind, int count)
    {
        PointCloud cloud = TestClouds.Of(kind, count);
        var tree = new KdTree(cloud);
        foreach (bool includeSelf in (bool[])[true, false])
            foreach (int wanted in (int[])[1, 9, Math.Min(count, 90)])
            {
                int k = Math.Min(wanted, includeSelf ? count : count - 1);
                if (k < 1)
                    continue;
                AssertEqual(tree.Nearest(k, includeSelf), NearestOp.Search(Scope, cloud, k, includeSelf),
                    $"{kind}, k = {k}, include self {includeSelf}");
            }
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Search_QueriesInsideAndFarOutside_EqualsTheTree(string kind, int count)
    {
        PointCloud cloud = TestClouds.Of(kind, count), queries = TestClouds.Of("cube", 40, seed: 8);
        float extent = (float)KernelClouds.Extent(cloud);
        for (int i = 0; i < queries.Count; i++)
            queries[i] = cloud[0] + (extent * (i % 4 == 0 ? 9 : 1) * (queries[i] - new System.Numerics.Vector3(0.5f)));
        int k = Math.Min(5, count);
        AssertEqual(new KdTree(cloud).Nearest(queries, k), NearestOp.Search(Scope, cloud, queries, k), kind);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void CountWithin_AnyCloudAndRadius_EqualsTheTree(string kind, int count)
    {
        PointCloud cloud = TestClouds.Of(kind, count);
        var tree = new KdTree(cloud);
        // On the lattice of edge 1 the shares 1/7 and 2/7 hit neighbours exactly at the radius.
        foreach (double share in (double[])[1e-4, 1 / 7.0, 2 / 7.0, 0.5, 3])
        {
            double radius = share * KernelClouds.Extent(cloud);
            int[] counts = NearestOp.CountWithin(Scope, cloud, radius), twin = tree.CountWithin(radius);
            int different = counts.Where((found, i) => found != twin[i]).Count();
            // A neighbour within rounding of the radius may be counted or not where sums are fused.
            Assert.True(different <= (TestDevice.IsExact ? 0 : count / 50), $"{kind}: {different} differ at {share}");
        }
    }

    // Up to that many the lists lie in shared memory, of fewer threads the longer they are.
    [Theory, InlineData(31), InlineData(32), InlineData(33), InlineData(127), InlineData(128), InlineData(129)]
    public void Search_ListsAboutTheLongestThatAreShared_EqualsTheTree(int k)
    {
        Assert.Equal(128, NearestSearch.MostShared);
        foreach (string kind in (string[])["surface", "duplicates"])
        {
            PointCloud cloud = TestClouds.Of(kind, 205, seed: 3);
            AssertEqual(new KdTree(cloud).Nearest(k, includeSelf: true), NearestOp.Search(Scope, cloud, k, true),
                $"{kind}, k = {k}");
        }
    }

    [Fact]
    public void AnyOp_NoPoints_EmptyResult()
    {
        var none = new PointCloud(0);
        Assert.Empty(NearestOp.Search(Scope, none, 3).Index);
        Assert.Empty(NearestOp.Search(Scope, TestClouds.Of("cube", 4), none, 3).Index);
        Assert.Empty(NearestOp.CountWithin(Scope, none, 1));
    }

    [Fact]
    public void Search_MoreThanThereAre_Refused()
    {
        PointCloud cloud = TestClouds.Of("cube", 4);
        Assert.Throws<ArgumentOutOfRangeException>(() => NearestOp.Search(Scope, cloud, 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => NearestOp.Search(Scope, cloud, cloud, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => NearestOp.CountWithin(Scope, cloud, 0));
    }

    private static void AssertEqual(NearestNeighbours twin, NearestNeighbours found, string what)
    {
        if (TestDevice.IsExact)
            Assert.True(twin.Index.SequenceEqual(found.Index), $"{what}: other neighbours");
        for (int i = 0; i < twin.Distance.Length; i++)
            Assert.True(Math.Abs(twin.Distance[i] - found.Distance[i])
                <= (TestDevice.IsExact ? 0 : 1e-6f * twin.Distance[i]), $"{what}: distance {i} is {found.Distance[i]} "
                + $"for {twin.Distance[i]}");
    }
}
