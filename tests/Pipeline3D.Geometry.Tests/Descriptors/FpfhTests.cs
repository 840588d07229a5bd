using System.Numerics;
using Pipeline3D.Geometry.Descriptors;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Geometry.Tests.Descriptors;

public sealed class FpfhTests
{
    [Theory, InlineData("radius"), InlineData("hybrid")]
    public void Compute_OracleNormals_EqualsOpen3D(string kind)
    {
        PointCloud cloud = Clouds.Oracle("fpfh_points.npy");
        float[] normals = [.. SharedFiles.OracleArray($"fpfh_{kind}_normals.npy").To<double>()
            .Select(value => (float)value)];
        AssertClose(kind, Run(kind, cloud, PointCloud.FromInterleaved(normals)));
    }

    [Theory, InlineData("radius"), InlineData("hybrid")]
    public void Compute_OwnNormals_EqualsOpen3D(string kind)
    {
        var facts = SharedFiles.OracleFacts("fpfh").GetProperty(kind);
        PointCloud cloud = Clouds.Oracle("fpfh_points.npy");
        PointCloud normals = SurfaceNormals.Estimate(
            cloud, facts.GetProperty("radius_normal").GetDouble(), facts.GetProperty("max_nn_normal").GetInt32());
        SurfaceNormals.OrientTowards(normals, cloud, default);
        AssertClose(kind, Run(kind, cloud, normals));
    }

    [Theory, InlineData("surface", 400), InlineData("duplicates", 200), InlineData("line", 60), InlineData("same", 20),
        InlineData("one", 1)]
    public void Compute_AnyCloud_EqualsThePlainFormula(string kind, int count)
    {
        PointCloud cloud = TestClouds.Of(kind, count);
        PointCloud normals = SurfaceNormals.Estimate(cloud, 0.3, 12);
        SurfaceNormals.OrientTowards(normals, cloud, new Vector3d(0.1, 0.2, 5));
        FeatureMatrix found = Fpfh.Compute(cloud, normals, 0.4, 25);
        double[][] simple = [.. Enumerable.Range(0, count).Select(i => PlainSimple(cloud, normals, i))];
        for (int i = 0; i < count; i++)
        {
            double[] expected = Plain(cloud, simple, i);
            for (int bin = 0; bin < 33; bin++)
                Assert.Equal(expected[bin], found.Row(i)[bin], 2e-3); // float32 sums of 25 weighted histograms of 100
        }
    }

    [Fact]
    public void Compute_RigidMotionWithNormals_Invariant()
    {
        PointCloud cloud = TestClouds.Of("surface", 500);
        // Coordinates on a grid of 2^-12 and a turn of 90 degrees with a whole shift: the motion is exact in float32.
        for (int i = 0; i < cloud.Count; i++)
            cloud[i] = Vector3.Round(cloud[i] * 4096) / 4096;
        PointCloud normals = SurfaceNormals.Estimate(cloud, 0.2, 20), moved = new(500), turned = new(500);
        for (int i = 0; i < cloud.Count; i++)
        {
            Vector3 p = cloud[i], n = normals[i];
            (moved[i], turned[i]) = (new(3 - p.Y, p.X + 1, p.Z - 2), new(-n.Y, n.X, n.Z));
        }
        float[] still = Fpfh.Compute(cloud, normals, 0.25, 50).Values,
            after = Fpfh.Compute(moved, turned, 0.25, 50).Values;
        Assert.True(still.Zip(after, (a, b) => Math.Abs(a - b)).Max() < 1e-2);
    }

    [Fact]
    public void Compute_EveryPart_SumsToTwoHundred()
    {
        PointCloud cloud = TestClouds.Of("surface", 600);
        FeatureMatrix features = Fpfh.Compute(cloud, SurfaceNormals.Estimate(cloud, 0.2, 20), 0.25, 50);
        for (int i = 0; i < 600; i++)
            for (int part = 0; part < 33; part += 11)
                Assert.Equal(200, features.Row(i).Slice(part, 11).ToArray().Sum(), 1e-3f);
    }

    [Fact]
    public void Compute_AnyThreads_SameResult()
    {
        PointCloud cloud = TestClouds.Of("surface", 3000), normals = SurfaceNormals.Estimate(cloud, 0.1, 30);
        Assert.Equal(Fpfh.Compute(cloud, normals, 0.1, 60, 1).Values, Fpfh.Compute(cloud, normals, 0.1, 60, 6).Values);
    }

    [Fact]
    public void Compute_WrongArguments_Throws()
    {
        PointCloud cloud = TestClouds.Of("cube", 10);
        Assert.Throws<ArgumentException>(() => Fpfh.Compute(cloud, new PointCloud(9), 1, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => Fpfh.Compute(cloud, new PointCloud(10), 0, 5));
        Assert.Equal(0, Fpfh.Compute(new PointCloud(0), new PointCloud(0), 1, 5).Rows);
    }

    private static FeatureMatrix Run(string kind, PointCloud cloud, PointCloud normals)
    {
        var facts = SharedFiles.OracleFacts("fpfh").GetProperty(kind);
        return Fpfh.Compute(
            cloud, normals, facts.GetProperty("radius_feature").GetDouble(), facts.GetProperty("max_nn_feature")
                .GetInt32());
    }

    // The fixture's own terms: mean difference below 0.01, and 99 % of the rows within 0.01.
    private static void AssertClose(string kind, FeatureMatrix found)
    {
        double[] expected = SharedFiles.OracleArray($"fpfh_{kind}.npy").To<double>();
        double mean = expected.Zip(found.Values, (a, b) => Math.Abs(a - b)).Average();
        int close = Enumerable.Range(0, found.Rows).Count(row =>
            Enumerable.Range(row * 33, 33).All(i => Math.Abs(expected[i] - found.Values[i]) < 1e-2));
        Assert.True(mean < 1e-2, $"mean difference {mean}");
        Assert.True(close >= 0.99 * found.Rows, $"{close} of {found.Rows} rows are close, mean difference {mean}");
    }

    private static List<(float Squared, int Index)> Near(PointCloud cloud, int i)
        => [.. Clouds.Sorted(cloud, i, cloud).Where(pair => pair.Squared <= 0.16f).Take(25).Skip(1)];

    private static double[] PlainSimple(PointCloud cloud, PointCloud normals, int i)
    {
        var histogram = new double[33];
        var near = Near(cloud, i);
        foreach ((_, int j) in near)
        {
            Vector3d n1 = Vector3d.Of(normals, i), n2 = Vector3d.Of(normals, j),
                d = Vector3d.Of(cloud, j) - Vector3d.Of(cloud, i);
            double f0 = 0, f1 = 0, f2 = 0, length = d.Length;
            if (length > 0)
            {
                double a1 = Vector3d.Dot(n1, d) / length, a2 = Vector3d.Dot(n2, d) / length;
                f2 = Math.Abs(a1) < Math.Abs(a2) ? -a2 : a1;
                if (Math.Abs(a1) < Math.Abs(a2))
                    (n1, n2, d) = (n2, n1, -d);
                Vector3d v = Vector3d.Cross(d, n1);
                if (v.Length == 0)
                    f2 = 0;
                else
                    (f0, f1) = (Math.Atan2(Vector3d.Dot(Vector3d.Cross(n1, v.Normalised()), n2), Vector3d.Dot(n1, n2)),
                        Vector3d.Dot(v.Normalised(), n2));
            }
            double share = 100.0 / near.Count;
            histogram[Math.Clamp((int)Math.Floor(11 * (f0 + Math.PI) / (2 * Math.PI)), 0, 10)] += share;
            histogram[11 + Math.Clamp((int)Math.Floor(11 * (f1 + 1) * 0.5), 0, 10)] += share;
            histogram[22 + Math.Clamp((int)Math.Floor(11 * (f2 + 1) * 0.5), 0, 10)] += share;
        }
        return histogram;
    }

    private static double[] Plain(PointCloud cloud, double[][] simple, int i)
    {
        var feature = new double[33];
        foreach ((float squared, int j) in Near(cloud, i))
            for (int bin = 0; bin < 33 && squared > 0; bin++)
                feature[bin] += simple[j][bin] / squared;
        for (int part = 0; part < 33; part += 11)
        {
            double total = feature.AsSpan(part, 11).ToArray().Sum();
            for (int bin = part; bin < part + 11; bin++)
                feature[bin] = (total > 0 ? 100 * feature[bin] / total : 0) + simple[i][bin];
        }
        return feature;
    }
}
