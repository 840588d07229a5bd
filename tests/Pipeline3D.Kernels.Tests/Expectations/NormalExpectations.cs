using Pipeline3D.Geometry;

namespace Pipeline3D.Kernels.Tests;

/// <summary>What <see cref="NormalOp"/> does on every device.</summary>
public abstract class NormalExpectations(IDevice device) : DeviceExpectations(device)
{
    public static TheoryData<string, int> Kinds => Clouds.Kinds;

    [Theory, MemberData(nameof(Kinds))]
    public void Estimate_AnyCloud_LeastSpreadAsTheTwinFindsIt(string kind, int count)
    {
        PointCloud cloud = Clouds.Of(kind, count), normals = new(count);
        double radius = 0.3 * Clouds.Extent(cloud);
        NormalOp.Estimate(Device, PointSpans.Of(cloud), radius, 20, normals);
        PointCloud twin = Geometry.Normals.Estimate(cloud, radius, 20);
        NeighbourLists lists = new KdTree(cloud).Within(radius, 20);
        for (int i = 0; i < count; i++)
        {
            string what = $"{kind}, point {i}: {normals[i]} against {twin[i]}";
            Assert.True(Math.Abs(normals[i].Length() - 1) < 1e-6, what);
            if (lists.Of(i).Length < 3)
            {
                Assert.Equal(System.Numerics.Vector3.UnitZ, normals[i]);
                continue;
            }
            double[] c = Covariance(cloud, lists.Of(i));
            SymmetricEigen3 eigen = SymmetricEigen3.Of(c[0], c[1], c[2], c[3], c[4], c[5]);
            Vector3d n = Vector3d.Of(normals, i);
            double spread = (c[0] * n.X * n.X) + (c[3] * n.Y * n.Y) + (c[5] * n.Z * n.Z)
                + (2 * ((c[1] * n.X * n.Y) + (c[2] * n.X * n.Z) + (c[4] * n.Y * n.Z)));
            // Of some twenty float32 squares summed, each rounded at 2^-24: 1e-6 of the trace, doubled twice.
            Assert.True(spread - eigen.Values.X <= 4e-6 * eigen.Values.Z, $"{what}: spread {spread}");
            if (eigen.Values.Y - eigen.Values.X > 1e-2 * eigen.Values.Z)
                Assert.True(Vector3d.Cross(n, Vector3d.Of(twin, i)).Length < 1e-3, what);
        }
    }

    [Fact]
    public void Estimate_PlaneFarFromTheOrigin_ItsNormal()
    {
        // 3 x + 4 z = const on a lattice of binary fractions: the coordinates are exact 1000 units away.
        var cloud = new PointCloud(49);
        for (int i = 0; i < 49; i++)
            cloud[i] = new(1000 + (i % 7 * 0.5f), i / 7 * 0.25f, 1000 - (i % 7 * 0.375f));
        var normals = new PointCloud(49);
        NormalOp.Estimate(Device, PointSpans.Of(cloud), 2, 30, normals);
        for (int i = 0; i < 49; i++)
            Assert.True(Math.Abs((0.6 * normals.X[i]) + (0.8 * normals.Z[i])) > 1 - 1e-6, $"point {i}: {normals[i]}");
    }

    [Fact]
    public void Estimate_NoPoints_NothingHappens()
        => NormalOp.Estimate(Device, default, 1, 5, new PointCloud(0));

    private static double[] Covariance(PointCloud cloud, ReadOnlySpan<int> members)
    {
        Vector3d mean = default;
        foreach (int i in members)
            mean += Vector3d.Of(cloud, i);
        mean = 1.0 / members.Length * mean;
        var sums = new double[6];
        foreach (int i in members)
        {
            Vector3d d = Vector3d.Of(cloud, i) - mean;
            double[] terms = [d.X * d.X, d.X * d.Y, d.X * d.Z, d.Y * d.Y, d.Y * d.Z, d.Z * d.Z];
            for (int j = 0; j < 6; j++)
                sums[j] += terms[j];
        }
        return sums;
    }
}
