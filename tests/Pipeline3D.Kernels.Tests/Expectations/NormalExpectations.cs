using Pipeline3D.TestSupport;
using System.Numerics;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Neighbours;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Kernels.Normals;

namespace Pipeline3D.Kernels.Tests.Expectations;

/// <summary>What <see cref="NormalOp"/> does on every device.</summary>
public sealed class NormalExpectations(TestDevice device) : DeviceExpectations(device)
{
    public static TheoryData<string, int> Kinds => KernelClouds.Kinds;

    [Theory, MemberData(nameof(Kinds))]
    public void Estimate_AnyCloud_NormalsOfTheTwin(string kind, int count)
    {
        PointCloud cloud = TestClouds.Of(kind, count);
        double radius = 0.3 * KernelClouds.Extent(cloud);
        PointCloud found = NormalOp.Estimate(Scope, cloud, radius, 20),
            twin = Pipeline3D.Geometry.Descriptors.SurfaceNormals.Estimate(cloud, radius, 20);
        NeighbourLists lists = new KdTree(cloud).Within(radius, 20);
        for (int i = 0; i < count; i++)
        {
            string what = $"{kind}, point {i}: {found[i]} against {twin[i]}";
            Assert.True(Math.Abs(found[i].Length() - 1) < 1e-6, what);
            SymmetricEigen3 eigen = Spread(cloud, lists.Of(i));
            // Where the two least spreads coincide, any vector of their plane is right.
            if (lists.Of(i).Length < 3 || eigen.Values.Y - eigen.Values.X > 1e-6 * eigen.Values.Z)
                Assert.True(Vector3.Cross(found[i], twin[i]).Length() < (TestDevice.IsExact ? 1e-7 : 1e-4), what);
        }
    }

    [Theory, InlineData(1), InlineData(-1)]
    public void Estimate_Oriented_SidesOfTheTwin(int sign)
    {
        PointCloud cloud = TestClouds.Of("surface", 300),
            twin = Pipeline3D.Geometry.Descriptors.SurfaceNormals.Estimate(cloud, 0.2, 20);
        NormalOrientation orientation;
        if (sign > 0)
        {
            Pipeline3D.Geometry.Descriptors.SurfaceNormals.OrientTowards(twin, cloud, new Vector3d(0.3, 0.4, 2));
            orientation = NormalOrientation.Towards(new Vector3d(0.3, 0.4, 2));
        }
        else
        {
            Pipeline3D.Geometry.Descriptors.SurfaceNormals.OrientOutwards(twin, cloud);
            orientation = NormalOrientation.Outwards(cloud);
        }
        PointCloud found = NormalOp.Estimate(Scope, cloud, 0.2, 20, orientation);
        for (int i = 0; i < cloud.Count; i++)
            Assert.True(Vector3.Dot(found[i], twin[i]) > 0.999, $"point {i}: {found[i]} against {twin[i]}");
    }

    [Fact]
    public void Estimate_PlaneFarFromTheOrigin_ItsNormal()
    {
        // 3 x + 4 z = const on a lattice of binary fractions: the coordinates are exact 1000 units away.
        var cloud = new PointCloud(49);
        for (int i = 0; i < 49; i++)
            cloud[i] = new(1000 + (i % 7 * 0.5f), i / 7 * 0.25f, 1000 - (i % 7 * 0.375f));
        PointCloud normals = NormalOp.Estimate(Scope, cloud, 2, 30);
        for (int i = 0; i < 49; i++)
            Assert.True(Math.Abs((0.6 * normals.X[i]) + (0.8 * normals.Z[i])) > 1 - 1e-6, $"point {i}: {normals[i]}");
    }

    [Fact]
    public void Estimate_NoPoints_Nothing()
        => Assert.Equal(0, NormalOp.Estimate(Scope, new PointCloud(0), 1, 5).Count);

    private static SymmetricEigen3 Spread(PointCloud cloud, ReadOnlySpan<int> members)
    {
        Vector3d mean = default;
        foreach (int i in members)
            mean += Vector3d.Of(cloud, i);
        mean = 1.0 / members.Length * mean;
        double xx = 0, xy = 0, xz = 0, yy = 0, yz = 0, zz = 0;
        foreach (int i in members)
        {
            Vector3d d = Vector3d.Of(cloud, i) - mean;
            (xx, xy, xz) = (xx + (d.X * d.X), xy + (d.X * d.Y), xz + (d.X * d.Z));
            (yy, yz, zz) = (yy + (d.Y * d.Y), yz + (d.Y * d.Z), zz + (d.Z * d.Z));
        }
        return SymmetricEigen3.Of(xx, xy, xz, yy, yz, zz);
    }
}
