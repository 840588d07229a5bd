using Pipeline3D.Blocks.Health;
using Pipeline3D.Blocks.Payloads;
using Pipeline3D.Blocks.Tests.Support;
using Pipeline3D.Core.Items;
using Pipeline3D.Data;
using Pipeline3D.Data.Formats;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Health;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Blocks.Tests.Health;

/// <summary>The health of a real Kinect scan: holes, shadows, and noise that grows with the distance.</summary>
public sealed class RealHealthTests : BlockTest
{
    [Fact]
    public void Measure_RealScan_GridAndExactSearchAgree()
    {
        Scan scan = Kinect(), cloud = HealthScans.AsCloud(scan);
        CloudHealth windowed = Scans.Measure(scan, scan.Readings),
            exact = Scans.Measure(cloud, cloud.Readings);
        Assert.InRange(windowed.ReadingShare, 0.5, 0.99);
        Assert.Equal((exact.Extent, exact.Centre), (windowed.Extent, windowed.Centre));
        Assert.Equal(exact.Spacing, windowed.Spacing, 0.01 * exact.Spacing);
        Assert.Equal(exact.Roughness, windowed.Roughness, 0.1 * exact.Roughness);
        Assert.Equal(exact.Tilt, windowed.Tilt, 2.0);
        Assert.InRange(windowed.Spacing, 0.0005, 0.005); // 640 pixels across about a metre
    }

    [Fact]
    public async Task Check_RealScan_PassesItsOwnProfileAndItsFaultsDoNot()
    {
        Scan scan = Kinect();
        var fit = new FitHealthFilter(new FitHealthOptions());
        for (int i = 0; i < 4; i++)
            await fit.AddAsync(Shaken(scan, i), ContextOf($"{i}"));
        HealthProfiles profiles = await fit.CompleteAsync(Run, TestContext.Current.CancellationToken);
        var check = new CheckHealthFilter(new CheckHealthOptions());
        Assert.NotNull(await check.ApplyAsync(profiles, scan, ContextOf("good")));
        await RejectedAsync(() => check.ApplyAsync(profiles, HealthScans.Changed(scan, 0, (_, point, _)
            => 1000 * point), ContextOf("mm")).AsTask(), RejectReason.WrongUnit, "look like millimetres");
        await RejectedAsync(() => check.ApplyAsync(profiles, HealthScans.Changed(scan, 0, (_, point, random)
            => random.Next(2) == 0 ? default : point), ContextOf("holes")).AsTask(), RejectReason.TooFewReadings);
    }

    private static Scan Shaken(Scan scan, int seed) => HealthScans.Changed(scan, seed, (_, point, random)
        => point == default || random.Next(100) == 0 ? default : point + new System.Numerics.Vector3(0, 0,
            5e-4f * (random.NextSingle() - 0.5f)));

    private static Scan Kinect()
    {
        RasterImage image = TiffReader.Read(Path.Combine(SharedFiles.Data(
            Path.Combine("organized_xyz", "osd_table_learn44")), "xyz", "000.tiff"));
        return TestScans.OnGrid(PointCloud.FromInterleaved(image.Floats), image.Width, image.Height);
    }
}
