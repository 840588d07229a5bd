using Pipeline3D.Geometry.Clusters;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Geometry.Tests.Clusters;

public sealed class DbscanTests
{
    public static TheoryData<string, int> Kinds => Clouds.Kinds;

    [Theory, MemberData(nameof(Kinds))]
    public void Run_AnyCloud_EqualsTheClassicScan(string kind, int count)
    {
        for (int seed = 1; seed <= 3; seed++)
        {
            PointCloud cloud = TestClouds.Of(kind, count, seed);
            foreach ((double eps, int minPoints) in new[] { (0.06, 4), (0.12, 8), (0.3, 25), (1.0, 5), (1.5, 1),
                (3.0, 40) })
            {
                DbscanResult found = Dbscan.Run(cloud, eps, minPoints);
                (int[] labels, bool[] core) = Classic(cloud, (float)(eps * eps), minPoints);
                Assert.True(core.SequenceEqual(found.IsCore), $"core: {kind}, seed {seed}, eps {eps}, min {minPoints}");
                Assert.True(BySize(labels).SequenceEqual(found.Labels),
                    $"labels: {kind}, seed {seed}, eps {eps}, min {minPoints}");
                Assert.Equal(found.Sizes.Length, found.Labels.Max() + 1);
                for (int label = 0; label < found.Sizes.Length; label++)
                    Assert.Equal(found.Labels.Count(value => value == label), found.Sizes[label]);
            }
        }
    }

    [Fact]
    public void Run_OracleCloud_EqualsOpen3DAndScikitLearn()
    {
        var facts = SharedFiles.OracleFacts("dbscan");
        PointCloud cloud = Clouds.Oracle("dbscan_points.npy");
        DbscanResult found = Dbscan.Run(cloud, facts.GetProperty("eps").GetDouble(), facts.GetProperty("min_points")
            .GetInt32());
        Assert.Equal(SharedFiles.OracleArray("dbscan_core.npy").To<byte>().Select(value => value != 0), found.IsCore);
        Assert.Equal(facts.GetProperty("clusters").GetInt32(), found.Sizes.Length);
        Assert.Equal(facts.GetProperty("noise").GetInt32(), found.Labels.Count(label => label < 0));
        // Open3D numbers clusters in the order of the scan; by size they must be ours, border points included.
        Assert.Equal(BySize(SharedFiles.OracleArray("dbscan_labels_open3d.npy").To<int>()), found.Labels);
    }

    [Fact]
    public void Run_AnyThreads_SameLabels()
    {
        PointCloud cloud = TestClouds.Of("surface", 20_000);
        Assert.Equal(Dbscan.Run(cloud, 0.02, 12, 1).Labels, Dbscan.Run(cloud, 0.02, 12, 8).Labels);
    }

    [Fact]
    public void Run_SpanFarBeyondTheCells_StillExact()
    {
        // 1e6 / 1e-3 exceeds the 21 bits of a cell coordinate, so gaps are compressed.
        PointCloud cloud = TestClouds.Of("outlier", 3000);
        (int[] labels, _) = Classic(cloud, (float)(1e-3 * 1e-3), 1);
        Assert.Equal(BySize(labels), Dbscan.Run(cloud, 1e-3, 1).Labels);
    }

    [Theory, InlineData(0.999, 0), InlineData(1.001, -1)]
    public void Run_TwoPointsAcrossTheDiagonalOfACell_ReachDecides(double share, int label)
    {
        // The first point is the corner of a cell of edge eps / sqrt(3), the second about the opposite corner.
        float step = (float)(share / Math.Sqrt(3));
        PointCloud cloud = PointCloud.FromInterleaved([0, 0, 0, step, step, step]);
        Assert.Equal([label, label], Dbscan.Run(cloud, eps: 1, minPoints: 2).Labels);
    }

    [Fact]
    public void Run_WrongArguments_Throws()
    {
        PointCloud cloud = TestClouds.Of("cube", 10);
        Assert.Empty(Dbscan.Run(new PointCloud(0), 1, 1).Labels);
        Assert.Throws<ArgumentOutOfRangeException>(() => Dbscan.Run(cloud, 0, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => Dbscan.Run(cloud, double.NaN, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => Dbscan.Run(cloud, 1, 0));
        cloud.Z[3] = float.PositiveInfinity;
        Assert.Throws<ArgumentException>(() => Dbscan.Run(cloud, 1, 3));
    }

    // The textbook algorithm: points in index order, each cluster grown to its end before the next one starts.
    private static (int[] Labels, bool[] Core) Classic(PointCloud cloud, float reach, int minPoints)
    {
        int count = cloud.Count;
        int[][] near = [.. Enumerable.Range(0, count).Select(i => Enumerable.Range(0, count)
            .Where(j => Clouds.SquaredDistance(cloud, i, cloud, j) <= reach).ToArray())];
        bool[] core = [.. near.Select(list => list.Length >= minPoints)];
        var labels = new int[count];
        Array.Fill(labels, -1);
        int clusters = 0;
        for (int i = 0; i < count; i++)
        {
            if (!core[i] || labels[i] >= 0)
                continue;
            var queue = new Queue<int>([i]);
            labels[i] = clusters;
            while (queue.TryDequeue(out int point))
            {
                if (!core[point])
                    continue;
                foreach (int other in near[point].Where(other => labels[other] < 0))
                {
                    labels[other] = clusters;
                    queue.Enqueue(other);
                }
            }
            clusters++;
        }
        return (labels, core);
    }

    private static int[] BySize(int[] labels)
    {
        int[] order = [.. labels.Where(label => label >= 0).GroupBy(label => label)
            .OrderByDescending(group => group.Count()).ThenBy(group => Array.IndexOf(labels, group.Key))
                .Select(group => group.Key)];
        return [.. labels.Select(label => label < 0 ? -1 : Array.IndexOf(order, label))];
    }
}
