using Pipeline3D.TestSupport;
using Pipeline3D.Geometry.Descriptors;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Geometry.Registration;

namespace Pipeline3D.Geometry.Tests.Registration;

public sealed class FeatureRegistrationTests
{
    [Fact]
    public void Register_MovedSurface_FoundThroughFpfh()
    {
        (PointCloud source, PointCloud target, Rigid motion) = Pair(seed: 2);
        RegistrationResult found = FeatureRegistration.Register(
            source, Describe(source), target, Describe(target),
                new RegistrationOptions { Distance = 0.02, Iterations = 20_000 });
        Assert.True(found.Fitness > 0.5, $"fitness {found.Fitness} of {found.Pairs} pairs");
        for (int i = 0; i < source.Count; i++)
        {
            Vector3d gap = found.Motion.Apply(Vector3d.Of(source, i)) - motion.Apply(Vector3d.Of(source, i));
            Assert.True(gap.Length < 0.02, $"point {i} is off by {gap.Length}");
        }
    }

    [Fact]
    public void Register_HalfOfThePairsWrong_StillFound()
    {
        var random = new Random(5);
        PointCloud source = TestClouds.Of("cube", 60);
        Rigid motion = RigidFitTests.Motion(random);
        PointCloud target = motion.Apply(source);
        // Feature i is the number i; the second half of the targets carry each other's numbers.
        var sourceFeatures = new FeatureMatrix(60, 1, [.. Enumerable.Range(0, 60).Select(i => (float)i)]);
        var targetFeatures = new FeatureMatrix(60, 1,
            [.. Enumerable.Range(0, 60).Select(i => i < 30 ? i : (float)(89 - i))]);
        RegistrationResult found = FeatureRegistration.Register(
            source, sourceFeatures, target, targetFeatures, new RegistrationOptions { Distance = 0.01, Seed = 3 });
        Assert.Equal(60, found.Pairs);
        Assert.Equal(0.5, found.Fitness, 0.05);
        var middle = new Vector3d(0.5, 0.5, 0.5);
        Assert.True((found.Motion.Apply(middle) - motion.Apply(middle)).Length < 1e-3);
    }

    [Fact]
    public void Register_NothingToFind_IdentityWithoutFitness()
    {
        var options = new RegistrationOptions { Iterations = 100 };
        RegistrationResult two = FeatureRegistration.Register(
            TestClouds.Of("cube", 2), new FeatureMatrix(2, 1), TestClouds.Of("cube", 5), new FeatureMatrix(5, 1), options);
        Assert.Equal((Rigid.Identity, 0.0), (two.Motion, two.Fitness));
        RegistrationResult same = FeatureRegistration.Register(
            TestClouds.Of("same", 9), new FeatureMatrix(9, 1), TestClouds.Of("cube", 5), new FeatureMatrix(5, 1), options);
        Assert.Equal(Rigid.Identity, same.Motion);
        Assert.Throws<ArgumentException>(() => FeatureRegistration.Register(
            TestClouds.Of("cube", 2), new FeatureMatrix(3, 1), TestClouds.Of("cube", 5), new FeatureMatrix(5, 1), options));
        Assert.Throws<ArgumentOutOfRangeException>(() => FeatureRegistration.Register(TestClouds.Of("cube", 2),
            new FeatureMatrix(2, 1), TestClouds.Of("cube", 5), new FeatureMatrix(5, 1), options with { EdgeRatio = 0 }));
    }

    private static (PointCloud Source, PointCloud Target, Rigid Motion) Pair(int seed)
    {
        var random = new Random(seed);
        var source = new PointCloud(1500);
        for (int i = 0; i < source.Count; i++)
        {
            float x = random.NextSingle(), y = random.NextSingle();
            source[i] = new(x, y, (0.2f * MathF.Sin(7 * x)) + (0.15f * MathF.Cos((5 * y) + (4 * x * x))));
        }
        Rigid motion = RigidFitTests.Motion(random);
        return (source, motion.Apply(source), motion);
    }

    private static FeatureMatrix Describe(PointCloud cloud)
    {
        PointCloud normals = SurfaceNormals.Estimate(cloud, 0.1, 30);
        SurfaceNormals.OrientOutwards(normals, cloud);
        return Fpfh.Compute(cloud, normals, 0.25, 100);
    }
}
