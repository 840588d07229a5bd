using Pipeline3D.Geometry.Views;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Geometry.Planes;

namespace Pipeline3D.Geometry.Tests.Numerics;

/// <summary>What runs in lanes equals the steps for one point bit by bit, at every length of the tail.</summary>
public sealed class PointLanesTests
{
    public static TheoryData<int> Counts { get; } = [0, 1, 15, 16, 17, 31, 48, 100];

    [Theory, MemberData(nameof(Counts))]
    public void Apply_AnyLength_PlacesOfOnePoint(int count)
    {
        PointCloud cloud = Random(count);
        Rigid motion = Rigid.Rotation(20, -70) with { Translation = new(0.3, -7, 1e-3) };
        PointCloud moved = motion.Apply(cloud);
        for (int i = 0; i < count; i++)
        {
            Vector3d place = motion.Apply(Vector3d.Of(cloud, i));
            Assert.Equal(new((float)place.X, (float)place.Y, (float)place.Z), moved[i]);
        }
    }

    [Theory, MemberData(nameof(Counts))]
    public void Mark_AnyLength_PointsNearThePlaneAndNoGaps(int count)
    {
        PointCloud cloud = Random(count);
        for (int i = 0; i < count; i += 7)
            cloud[i] = new(0, i % 2 == 0 ? float.NaN : float.NegativeInfinity, 0);
        var plane = new PlaneEquation(0.6, 0, 0.8, -0.2);
        var within = new bool[count];
        within.AsSpan().Fill(true);
        int near = plane.Mark(cloud, 0.3, within);
        for (int i = 0; i < count; i++)
            Assert.Equal(Math.Abs(plane.SignedDistance(cloud.X[i], cloud.Y[i], cloud.Z[i])) < 0.3, within[i]);
        Assert.Equal(within.Count(mark => mark), near);
    }

    [Theory, InlineData(1), InlineData(63), InlineData(64), InlineData(65), InlineData(200)]
    public void First_OneWrongValueAnywhere_ItsPlace(int count)
    {
        var values = new float[count];
        var indices = new int[count];
        Assert.Equal((-1, -1), (Require.FirstNotFinite(values), Require.FirstOutside(indices, 1)));
        values.AsSpan().Fill(float.MinValue);
        for (int i = 0; i < count; i++)
        {
            foreach (float wrong in (float[])[float.NaN, float.PositiveInfinity, float.NegativeInfinity])
            {
                values[i] = wrong;
                Assert.Equal(i, Require.FirstNotFinite(values));
            }
            values[i] = 0;
            foreach (int wrong in (int[])[-1, 5, int.MinValue])
            {
                indices[i] = wrong;
                Assert.Equal(i, Require.FirstOutside(indices, 5));
            }
            indices[i] = 4;
        }
    }

    [Theory, InlineData(5), InlineData(16), InlineData(40)]
    public void ExtentOf_AnyLength_SidesOfTheTurnedCloud(int count)
    {
        PointCloud cloud = Random(count);
        ViewSetup setup = ViewPreset.CodeMvtec9.Setup;
        foreach (ViewProjector camera in MultiView.Cameras(cloud, setup, 1, default))
        {
            Vector3d[] turned = [.. Enumerable.Range(0, count).Select(i => camera.Turned(Vector3d.Of(cloud, i)))];
            double extent = Math.Max(Side(turned, p => p.X), Math.Max(Side(turned, p => p.Y), Side(turned, p => p.Z)));
            Assert.Equal(extent, camera.ExtentOf(cloud), 1e-12);
        }
    }

    private static double Side(Vector3d[] places, Func<Vector3d, double> part) => places.Max(part) - places.Min(part);

    private static PointCloud Random(int count)
    {
        var random = new Random(count);
        var cloud = new PointCloud(count);
        for (int i = 0; i < count; i++)
            cloud[i] = new(random.NextSingle() - 0.5f, random.NextSingle(), random.NextSingle() - 0.5f);
        return cloud;
    }
}
