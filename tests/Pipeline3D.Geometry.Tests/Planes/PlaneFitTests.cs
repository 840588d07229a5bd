using System.Text.Json;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Geometry.Planes;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Geometry.Tests.Planes;

public sealed class PlaneFitTests
{
    [Theory, InlineData(3), InlineData(4)] // 38 % are outliers: larger samples are hopeless here
    public void TryRansac_OracleCloud_WithinTheStatedTolerance(int sampleSize)
    {
        JsonElement facts = SharedFiles.OracleFacts("plane");
        double[] truth = [.. facts.GetProperty("least_squares_model").EnumerateArray()
            .Select(value => value.GetDouble())];
        byte[] inlier = SharedFiles.OracleArray("plane_inlier.npy").To<byte>();
        for (int seed = 0; seed < 10; seed++)
        {
            var options = new PlaneFitOptions { Threshold = 0.005, SampleSize = sampleSize, Seed = seed };
            Assert.True(PlaneFit.TryRansac(Clouds.Oracle("plane_points.npy"), options, out PlaneFitResult found));
            PlaneEquation plane = found.Plane;
            double cosine = (plane.A * truth[0]) + (plane.B * truth[1]) + (plane.C * truth[2]);
            int wrong = inlier.Where((value, i) => (value != 0) != found.Inliers[i]).Count();
            Assert.True(Math.Acos(Math.Min(1, Math.Abs(cosine))) < 0.5 * Math.PI / 180,
                $"seed {seed}: cosine {cosine}");
            Assert.True(Math.Abs((Math.Sign(cosine) * plane.D) - truth[3]) < 1e-3, $"seed {seed}: d {plane.D}");
            Assert.True(wrong <= 0.005 * inlier.Length, $"seed {seed}: {wrong} wrong inliers");
            Assert.Equal(1, plane.Normal.Length, 1e-12);
        }
    }

    [Fact]
    public void TryRansac_AnyThreads_SameResult()
    {
        PointCloud cloud = Clouds.Oracle("plane_points.npy");
        var options = new PlaneFitOptions { Threshold = 0.005, SampleSize = 5, Seed = 4 };
        PlaneFit.TryRansac(cloud, options, out PlaneFitResult one, threads: 1);
        PlaneFit.TryRansac(cloud, options, out PlaneFitResult many, threads: 6);
        Assert.Equal(one.Plane, many.Plane);
        Assert.Equal(one.Hypotheses, many.Hypotheses);
    }

    [Fact]
    public void TryRansac_OnlyInliers_EndsAfterOneHypothesis()
    {
        var cloud = new PointCloud(200);
        var random = new Random(3);
        for (int i = 0; i < 200; i++)
            cloud[i] = new(random.NextSingle(), random.NextSingle(), 2);
        Assert.True(PlaneFit.TryRansac(cloud, new PlaneFitOptions { SampleSize = 3 }, out PlaneFitResult found));
        Assert.Equal(1, found.Hypotheses);
        Assert.Equal(200, found.InlierCount);
        Assert.Equal(2, Math.Abs(found.Plane.D), 1e-6);
    }

    [Fact]
    public void TryRansac_TwoPlanesOfEqualSize_TheFlatterOneWins()
    {
        // Fifty points exactly on z = 0, fifty within 2 mm of z = 1: all are inliers at 1 cm, only the error differs.
        var random = new Random(1);
        var cloud = new PointCloud(100);
        for (int i = 0; i < 100; i++)
            cloud[i] = new(random.NextSingle(), random.NextSingle(), i < 50 ? 0 : 0.998f
                + (0.004f * random.NextSingle()));
        for (int seed = 0; seed < 20; seed++)
        {
            var options = new PlaneFitOptions { Threshold = 0.01, SampleSize = 3, Seed = seed };
            Assert.True(PlaneFit.TryRansac(cloud, options, out PlaneFitResult found));
            Assert.True(Math.Abs(found.Plane.D) < 1e-6, $"seed {seed}: {found.Plane}");
        }
    }

    [Theory, InlineData("line", 100), InlineData("same", 100)]
    public void TryRansac_NoPlane_False(string kind, int count)
    {
        foreach (int sampleSize in new[] { 3, 10 })
        {
            // Float32 lines are not exactly straight: three far points may still span a plane, so only the exact ones
            // are asserted.
            PointCloud cloud = TestClouds.Of(kind, count);
            for (int i = 0; kind == "line" && i < count; i++)
                cloud[i] = new(i, 2 * i, -i);
            Assert.False(PlaneFit.TryRansac(cloud, new PlaneFitOptions { SampleSize = sampleSize }, out _));
        }
    }

    [Fact]
    public void TryRansac_Confidence1_TriesEveryHypothesis()
    {
        var random = new Random(4);
        var cloud = new PointCloud(400);
        for (int i = 0; i < cloud.Count; i++)
            cloud[i] = new(random.NextSingle(), random.NextSingle(), i < 300 ? 0 : random.NextSingle());
        var options = new PlaneFitOptions { Threshold = 0.01, SampleSize = 3, Iterations = 700 };
        Assert.True(PlaneFit.TryRansac(cloud, options, out PlaneFitResult early));
        Assert.True(PlaneFit.TryRansac(cloud, options with { Confidence = 1 }, out PlaneFitResult full));
        Assert.Equal(700, full.Hypotheses);
        Assert.True(early.Hypotheses < 100, $"{early.Hypotheses} hypotheses");
        Assert.True(full.InlierCount >= early.InlierCount);
    }

    [Fact]
    public void TryRansac_WrongArguments_Throws()
    {
        PointCloud cloud = TestClouds.Of("cube", 20);
        Assert.Contains("fewer than the sample size 50",
            Assert.Throws<ArgumentException>(() => PlaneFit.TryRansac(cloud, new PlaneFitOptions(), out _)).Message);
        foreach (PlaneFitOptions wrong in new[]
        {
            new PlaneFitOptions { Threshold = -1 }, new PlaneFitOptions { SampleSize = 2 },
            new PlaneFitOptions { Iterations = 0 }, new PlaneFitOptions { Confidence = 1.5 },
        })
            Assert.Throws<ArgumentOutOfRangeException>(() => PlaneFit.TryRansac(cloud, wrong, out _));
    }

    [Fact]
    public void TryFit_TiltedExactPlanes_FoundOnEveryAxis()
    {
        var random = new Random(8);
        foreach (Vector3d normal in new Vector3d[] { new(1, 0.1, 0.2), new(0.1, 1, -0.3), new(-0.2, 0.3, 1) })
        {
            Vector3d unit = normal.Normalised(), along = Vector3d.Cross(unit, new(0.3, 0.5, 0.7)).Normalised();
            Vector3d across = Vector3d.Cross(unit, along);
            var cloud = new PointCloud(40);
            for (int i = 0; i < 40; i++)
            {
                Vector3d place = (3 * unit) + (random.NextDouble() * along) + (random.NextDouble() * across);
                cloud[i] = new((float)place.X, (float)place.Y, (float)place.Z);
            }
            Assert.True(PlaneEquation.TryFit(cloud, [.. Enumerable.Range(0, 40)], out PlaneEquation plane));
            Assert.Equal(1, Math.Abs(Vector3d.Dot(plane.Normal, unit)), 1e-6);
            Assert.Equal(3, Math.Abs(plane.D), 1e-5);
        }
    }
}
