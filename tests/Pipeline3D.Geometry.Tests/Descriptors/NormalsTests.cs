using System.Numerics;
using Pipeline3D.Geometry.Descriptors;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Geometry.Tests.Descriptors;

public sealed class NormalsTests
{
    [Theory, InlineData("radius"), InlineData("hybrid")]
    public void Estimate_OracleCloud_EqualsOpen3D(string kind)
    {
        var facts = SharedFiles.OracleFacts("fpfh").GetProperty(kind);
        PointCloud cloud = Clouds.Oracle("fpfh_points.npy");
        PointCloud normals = SurfaceNormals.Estimate(
            cloud, facts.GetProperty("radius_normal").GetDouble(), facts.GetProperty("max_nn_normal").GetInt32());
        SurfaceNormals.OrientTowards(normals, cloud, default);
        double[] expected = SharedFiles.OracleArray($"fpfh_{kind}_normals.npy").To<double>();
        double worst = 0;
        for (int i = 0; i < cloud.Count; i++)
        {
            var difference = new Vector3d(normals.X[i] - expected[3 * i], normals.Y[i] - expected[(3 * i) + 1],
                normals.Z[i] - expected[(3 * i) + 2]);
            worst = Math.Max(worst, difference.Length);
        }
        // Both solve in double; Open3D's uncentred sums and closed form leave about 1e-6, float32 storage 1e-7.
        Assert.True(worst < 1e-5, $"worst difference {worst}");
    }

    [Fact]
    public void Estimate_SphereSurface_RadialAfterOrienting()
    {
        var cloud = new PointCloud(4000);
        var random = new Random(2);
        for (int i = 0; i < cloud.Count; i++)
        {
            var direction = Vector3.Normalize(new(random.NextSingle() - 0.5f, random.NextSingle() - 0.5f,
                random.NextSingle() - 0.5f));
            cloud[i] = new Vector3(5, -3, 8) + (2 * direction);
        }
        PointCloud normals = SurfaceNormals.Estimate(cloud, 0.3, 40);
        SurfaceNormals.OrientOutwards(normals, cloud);
        for (int i = 0; i < cloud.Count; i++)
            Assert.True(Vector3.Dot(normals[i], (cloud[i] - new Vector3(5, -3, 8)) / 2) > 0.98);
        SurfaceNormals.OrientTowards(normals, cloud, new Vector3d(5, -3, 8));
        Assert.All(Enumerable.Range(0, cloud.Count),
            i => Assert.True(Vector3.Dot(normals[i], cloud[i] - new Vector3(5, -3, 8)) < 0));
    }

    [Fact]
    public void Estimate_FewerThanThreeNeighbours_UnitZ()
    {
        PointCloud cloud = PointCloud.FromInterleaved([0, 0, 1, 0.1f, 0, 1, 9, 9, -9]);
        PointCloud normals = SurfaceNormals.Estimate(cloud, 0.5, 30);
        Assert.All(Enumerable.Range(0, 3), i => Assert.Equal(Vector3.UnitZ, normals[i]));
        SurfaceNormals.OrientTowards(normals, cloud, default);
        Assert.Equal(-Vector3.UnitZ, normals[0]);
        Assert.Equal(Vector3.UnitZ, normals[2]);
        var zero = new PointCloud(3);
        SurfaceNormals.OrientTowards(zero, cloud, default);
        Assert.Equal(-Vector3.UnitZ, zero[0]);
    }

    [Theory, InlineData("line", 50), InlineData("same", 50), InlineData("duplicates", 200), InlineData("one", 1)]
    public void Estimate_DegenerateClouds_UnitLength(string kind, int count)
    {
        PointCloud cloud = TestClouds.Of(kind, count);
        PointCloud normals = SurfaceNormals.Estimate(cloud, 0.7, 20);
        for (int i = 0; i < count; i++)
        {
            Assert.Equal(1, normals[i].Length(), 1e-5f);
            if (kind == "line")
                Assert.Equal(0, Vector3.Dot(normals[i], Vector3.Normalize(new(1, 2, -1))), 1e-3f);
        }
    }

    [Fact]
    public void Estimate_AnyThreads_SameResult()
    {
        PointCloud cloud = TestClouds.Of("surface", 3000);
        Assert.Equal(SurfaceNormals.Estimate(cloud, 0.1, 30, 1).ToInterleaved(), SurfaceNormals.Estimate(cloud, 0.1,
            30, 6)
            .ToInterleaved());
    }
}
