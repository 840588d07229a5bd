using Pipeline3D.TestSupport;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Descriptors;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Kernels.Descriptors;
using Pipeline3D.Kernels.Normals;

namespace Pipeline3D.Kernels.Tests.Expectations;

/// <summary>What <see cref="FpfhOp"/> does on every device.</summary>
public sealed class DescriptorExpectations(TestDevice device) : DeviceExpectations(device)
{
    [Theory]
    [InlineData("surface", 300, 0.15), InlineData("clusters", 200, 1), InlineData("duplicates", 90, 1.5)]
    [InlineData("same", 30, 1), InlineData("outlier", 110, 0.4), InlineData("pair", 2, 3), InlineData("one", 1, 1)]
    public void Compute_NormalsGiven_HistogramsOfTheTwin(string kind, int count, double radius)
    {
        PointCloud cloud = TestClouds.Of(kind, count),
            normals = Pipeline3D.Geometry.Descriptors.SurfaceNormals.Estimate(cloud, radius, 12);
        AssertEqual(Fpfh.Compute(cloud, normals, radius, 40), FpfhOp.Compute(Scope, cloud, normals, radius, 40), kind);
    }

    [Fact]
    public void Compute_FromPointsAlone_HistogramsOfTheTwin()
    {
        PointCloud cloud = TestClouds.Of("surface", 350, seed: 4),
            normals = Pipeline3D.Geometry.Descriptors.SurfaceNormals.Estimate(cloud, 0.12, 15);
        Pipeline3D.Geometry.Descriptors.SurfaceNormals.OrientTowards(normals, cloud, new Vector3d(0.5, 0.5, 3));
        FeatureMatrix found = FpfhOp.Compute(Scope, cloud, 0.12, 15,
            NormalOrientation.Towards(new Vector3d(0.5, 0.5, 3)), 0.2, 50);
        AssertEqual(Fpfh.Compute(cloud, normals, 0.2, 50), found, "surface");
    }

    [Fact]
    public void Compute_NoPoints_NoRows()
        => Assert.Equal(0, FpfhOp.Compute(Scope, new PointCloud(0), new PointCloud(0), 1, 5).Rows);

    [Fact]
    public void Compute_WrongArguments_Refused()
    {
        PointCloud cloud = TestClouds.Of("cube", 5);
        Assert.Throws<ArgumentException>(() => FpfhOp.Compute(Scope, cloud, new PointCloud(4), 1, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => FpfhOp.Compute(Scope, cloud, cloud, -1, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => FpfhOp.Compute(Scope, cloud, cloud, 1, 0));
    }

    private static void AssertEqual(FeatureMatrix twin, FeatureMatrix found, string what)
    {
        // A pair on the border of two bins may be counted in the other one where an arcus tangent rounds otherwise.
        int different = 0;
        for (int i = 0; i < twin.Values.Length; i++)
            different += Math.Abs(twin.Values[i] - found.Values[i]) > 1e-3 ? 1 : 0;
        Assert.True(different <= (TestDevice.IsExact ? 0 : twin.Values.Length / 50), $"{what}: {different} of "
            + $"{twin.Values.Length} values differ");
    }
}
