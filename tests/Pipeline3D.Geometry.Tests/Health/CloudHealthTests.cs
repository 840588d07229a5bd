using Pipeline3D.TestSupport;
using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Pipeline3D.Geometry.Health;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Geometry.Tests.Health;

public sealed class CloudHealthTests
{
    [Theory, InlineData("cube", 300), InlineData("surface", 500), InlineData("clusters", 400), InlineData("plane", 300),
        InlineData("huge", 300), InlineData("tiny", 300), InlineData("duplicates", 300)]
    public void Of_SmallCloud_EqualsBruteForce(string kind, int count)
    {
        PointCloud cloud = TestClouds.Of(kind, count);
        CloudHealth health = CloudHealth.Of(cloud, All(cloud));
        double size = health.Size;
        Assert.Equal((count, count, 1.0), (health.Points, health.Readings, health.ReadingShare));
        float[] x = [.. cloud.X.ToArray().Order()];
        int cut = (int)(0.005 * count);
        Assert.Equal((double)x[^(1 + cut)] - x[cut], health.Extent.X, 1e-6 * size);
        Assert.Equal(x.Average(value => Math.Clamp((double)value, x[cut], x[^(1 + cut)])), health.Centre.X,
            1e-6 * size);
        var spacings = new double[count];
        var deviations = new double[count];
        for (int i = 0; i < count; i++)
        {
            Vector3d place = Vector3d.Of(cloud, i);
            Vector3d[] others = [.. Enumerable.Range(0, count).Where(j => j != i)
                .Select(j => Vector3d.Of(cloud, j) - place).OrderBy(offset => offset.Length).Take(12)];
            spacings[i] = others[0].Length;
            deviations[i] = Deviation([.. others, default]);
        }
        Assert.Equal(Median(spacings), health.Spacing, 1e-5 * size);
        if (kind != "duplicates") // twelve nearest are a matter of taste among points that coincide
            Assert.Equal(Median(deviations), health.Roughness, 1e-5 * size);
    }

    [Fact]
    public void Of_Grid_EqualsExactSearchOfItsReadings()
    {
        OrganizedCloud grid = Scans.Dome(120, 100, seed: 4, domeHeight: 0.01);
        for (int i = 0; i < grid.Points.Count; i += 7)
            grid.Points[i] = default;
        int[] readings = grid.ValidIndices();
        CloudHealth windowed = CloudHealth.Of(grid, readings),
            exact = CloudHealth.Of(grid.Points.Select(readings), All(readings.Length));
        Assert.Equal((12000, readings.Length), (windowed.Points, windowed.Readings));
        Assert.Equal((double)readings.Length / 12000, windowed.ReadingShare);
        Assert.Equal((exact.Extent, exact.Centre), (windowed.Extent, windowed.Centre));
        Assert.Equal(exact.Spacing, windowed.Spacing, 1e-4 * exact.Spacing);
        Assert.Equal(exact.Roughness, windowed.Roughness, 0.02 * exact.Roughness);
        Assert.Equal(exact.Tilt, windowed.Tilt, 0.2);
    }

    [Fact]
    public void Of_GridWhoseReadingsStandAlone_IsSearchedAsACloud()
    {
        OrganizedCloud grid = Scans.Dome(120, 100, seed: 4, domeHeight: 0.01);
        for (int i = 0; i < grid.Points.Count; i++)
            if (i % 120 % 20 != 3 || i / 120 % 20 != 5)
                grid.Points[i] = default;
        int[] readings = grid.ValidIndices();
        CloudHealth health = CloudHealth.Of(grid, readings);
        Assert.Equal(30, readings.Length);
        Assert.Equal(0.02, health.Spacing, 0.002);
    }

    [Fact]
    public void Of_NoiseOfKnownDeviation_IsFoundAsRoughness()
    {
        // The square of a deviation over ten degrees of freedom has the median 9.342 / 10.
        var random = new Random(5);
        var cloud = new PointCloud(40_000);
        for (int i = 0; i < cloud.Count; i++)
            cloud[i] = new(i % 200, i / 200, (float)(0.3 * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()))
                * Math.Cos(2 * Math.PI * random.NextDouble())));
        CloudHealth health = CloudHealth.Of(new OrganizedCloud(200, 200, cloud), All(cloud));
        Assert.Equal(0.3 * Math.Sqrt(0.9342), health.Roughness, 0.02);
    }

    [Fact]
    public void Tilt_PlaneAndSphere_AreZeroAndOneRadian()
    {
        var random = new Random(6);
        var plane = new PointCloud(2000);
        var sphere = new PointCloud(20_000);
        for (int i = 0; i < plane.Count; i++)
            plane[i] = new(random.NextSingle(), random.NextSingle(), 0);
        for (int i = 0; i < sphere.Count; i++)
        {
            double z = (2 * random.NextDouble()) - 1, angle = 2 * Math.PI * random.NextDouble();
            sphere[i] = new Vector3((float)(Math.Sqrt(1 - z * z) * Math.Cos(angle)),
                (float)(Math.Sqrt(1 - z * z) * Math.Sin(angle)), (float)z);
        }
        Assert.Equal(0, CloudHealth.Of(plane, All(plane)).Tilt, 1e-3);
        Assert.Equal(double.RadiansToDegrees(1), CloudHealth.Of(sphere, All(sphere)).Tilt, 3.0);
    }

    [Fact]
    public void Of_FewFarOutliers_ChangeNeitherPlaceNorSizeNorSpacing()
    {
        PointCloud clean = TestClouds.Of("surface", 6000), dirty = TestClouds.Of("surface", 6000);
        for (int i = 0; i < 20; i++)
            dirty[i * 300] = new Vector3(1e6f * (i - 10), -1e5f * i, 1e7f);
        CloudHealth expected = CloudHealth.Of(clean, All(clean)), found = CloudHealth.Of(dirty, All(dirty));
        Assert.Equal(expected.Size, found.Size, 0.02 * expected.Size);
        Assert.Equal(0, (expected.Centre - found.Centre).Length, 0.02 * expected.Size);
        Assert.Equal(expected.Spacing, found.Spacing, 0.1 * expected.Spacing);
    }

    [Fact]
    public void Of_HardlyAnyReadings_SaysWhatCannotBeKnown()
    {
        var cloud = new PointCloud(9);
        for (int i = 0; i < 9; i++)
            cloud[i] = new(i, i * i, 0);
        CloudHealth none = CloudHealth.Of(cloud, []), one = CloudHealth.Of(cloud, [4]),
            two = CloudHealth.Of(cloud, [4, 5]), five = CloudHealth.Of(cloud, [1, 2, 3, 4, 5]);
        Assert.Equal((9, 0, 0.0), (none.Points, none.Readings, none.ReadingShare));
        Assert.True(double.IsNaN(none.Size) && double.IsNaN(none.Spacing) && double.IsNaN(none.Tilt));
        Assert.Equal((1, 0.0, 4.0), (one.Readings, one.Size, one.Centre.X));
        Assert.True(double.IsNaN(one.Spacing) && double.IsNaN(one.Roughness));
        Assert.Equal(Math.Sqrt(82), two.Spacing, 1e-4);
        Assert.True(double.IsNaN(two.Roughness) && double.IsNaN(two.Tilt));
        Assert.Equal((0.0, 0.0), (five.Roughness, five.Tilt));
        Assert.Equal(0, CloudHealth.Of(new PointCloud(0), []).ReadingShare);
    }

    [Fact]
    public void Of_EveryReadingInOnePlace_IsAllZero()
    {
        PointCloud cloud = TestClouds.Of("same", 40_000);
        CloudHealth health = CloudHealth.Of(cloud, All(cloud));
        Assert.Equal((0.0, 0.0, 0.0, 0.0), (health.Size, health.Spacing, health.Roughness, health.Tilt));
    }

    [Fact]
    public void Of_OtherPointOrder_SameToTheLastDigit()
        => Check.One(Config.QuickThrowOnFailure, Prop.ForAll(Gen.Choose(1, 30_000).Zip(Gen.Choose(0, 1000))
            .ToArbitrary(), pair =>
            {
                (int count, int seed) = pair;
                PointCloud cloud = TestClouds.Of("cube", count, seed);
                int[] order = All(cloud);
                new Random(seed).Shuffle(order);
                PointCloud shuffled = cloud.Select(order);
                return CloudHealth.Of(cloud, All(cloud)).Equals(CloudHealth.Of(shuffled, All(count)));
            }));

    [Fact]
    public void Of_MovedTurnedAndScaled_LengthsScaleAndAnglesStay()
        => Check.One(Config.QuickThrowOnFailure, Prop.ForAll(Gen.Choose(20, CloudHealth.SurfacePlaces)
            .Zip(Gen.Choose(0, 1000)).ToArbitrary(), pair =>
        {
            (int count, int seed) = pair;
            PointCloud cloud = TestClouds.Of("surface", count, seed), other = new(count);
            var random = new Random(seed);
            float scale = random.Next(2) == 0 ? 1000 : 0.001f;
            var turn = Quaternion.CreateFromYawPitchRoll(6 * random.NextSingle(), 6 * random.NextSingle(),
                6 * random.NextSingle());
            for (int i = 0; i < count; i++)
                other[i] = scale * (Vector3.Transform(cloud[i], turn) + new Vector3(0.3f, -1, 2));
            CloudHealth before = CloudHealth.Of(cloud, All(count)), after = CloudHealth.Of(other, All(count)),
                back = after.Times(1 / (double)scale);
            return after.ReadingShare == 1 && Near(before.Spacing, back.Spacing, 1e-3)
                && Near(before.Roughness, back.Roughness, 1e-2) && Math.Abs(before.Tilt - after.Tilt) < 0.2;
        }));

    private static bool Near(double expected, double found, double share)
        => Math.Abs(expected - found) <= share * Math.Abs(expected);

    // The smallest root of the characteristic polynomial by Newton's method from below: no Jacobi rotation.
    private static double Deviation(Vector3d[] points)
    {
        Vector3d mean = 1.0 / points.Length * points.Aggregate(default(Vector3d), (sum, point) => sum + point);
        double[,] m = new double[3, 3];
        foreach (Vector3d point in points)
        {
            double[] d = [point.X - mean.X, point.Y - mean.Y, point.Z - mean.Z];
            for (int i = 0; i < 3; i++)
                for (int j = 0; j < 3; j++)
                    m[i, j] += d[i] * d[j];
        }
        double trace = m[0, 0] + m[1, 1] + m[2, 2];
        if (trace == 0)
            return 0;
        double minors = m[0, 0] * m[1, 1] - m[0, 1] * m[1, 0] + m[0, 0] * m[2, 2] - m[0, 2] * m[2, 0]
            + m[1, 1] * m[2, 2] - m[1, 2] * m[2, 1];
        double determinant = m[0, 0] * (m[1, 1] * m[2, 2] - m[1, 2] * m[2, 1])
            - m[0, 1] * (m[1, 0] * m[2, 2] - m[1, 2] * m[2, 0]) + m[0, 2] * (m[1, 0] * m[2, 1] - m[1, 1] * m[2, 0]);
        double value = 0;
        for (int step = 0; step < 200; step++)
        {
            double slope = (-3 * value + 2 * trace) * value - minors;
            if (slope == 0)
                break;
            value -= (((-value + trace) * value - minors) * value + determinant) / slope;
        }
        return Math.Sqrt(Math.Max(0, value) / (points.Length - 3));
    }

    private static double Median(double[] values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static int[] All(PointCloud cloud) => All(cloud.Count);

    private static int[] All(int count) => [.. Enumerable.Range(0, count)];
}
