using System.Numerics;
using Pipeline3D.Data;
using Pipeline3D.Geometry;

namespace Pipeline3D.Blocks.Tests.Support;

/// <summary>Good scans, and scans with exactly one fault.</summary>
internal static class HealthScans
{
    /// <summary>A good scan: 80 x 64 pixels, 1 mm apart, a tenth of a millimetre of noise, 2 % without a
    /// reading.</summary>
    public static Scan Good(int seed) => Changed(TestScans.Dome(seed), seed, (_, point, random)
        => random.NextDouble() < 0.02 ? Vector3.Zero : point);

    /// <summary>All coordinates times a factor; still said to be in metres.</summary>
    public static Scan Scaled(int seed, double factor) => Changed(Good(seed), seed, (_, point, _)
        => (float)factor * point);

    /// <summary>A share of the readings is gone.</summary>
    public static Scan Missing(int seed, double share) => Changed(Good(seed), seed, (_, point, random)
        => random.NextDouble() < share ? Vector3.Zero : point);

    /// <summary>Every second column and row only, as a sensor of half the resolution sees it.</summary>
    public static Scan Decimated(int seed)
    {
        Scan good = Good(seed);
        int width = good.Grid!.Width, height = good.Grid.Height;
        int[] kept = [.. Enumerable.Range(0, width * height).Where(i => i % width % 2 == 0 && i / width % 2 == 0)];
        return TestScans.OnGrid(good.Cloud.Select(kept), width / 2, height / 2);
    }

    /// <summary>The left columns only.</summary>
    public static Scan Cropped(int seed, int columns)
    {
        Scan good = Good(seed);
        int width = good.Grid!.Width;
        int[] kept = [.. Enumerable.Range(0, good.Cloud.Count).Where(i => i % width < columns)];
        return TestScans.OnGrid(good.Cloud.Select(kept), columns, good.Grid.Height);
    }

    /// <summary>Twice the field of view.</summary>
    public static Scan Extended(int seed) => Changed(TestScans.Dome(seed, width: 160), seed, (_, point, _) => point);

    /// <summary>The whole scan lies elsewhere.</summary>
    public static Scan Moved(int seed, float metres) => Changed(Good(seed), seed, (_, point, _)
        => point == Vector3.Zero ? point : point + new Vector3(metres, 0, 0));

    /// <summary>Normal noise along the viewing direction, beside what there is.</summary>
    public static Scan Noisy(int seed, double metres) => Changed(Good(seed), seed, (_, point, random)
        => point == Vector3.Zero ? point : point + new Vector3(0, 0, (float)(metres
            * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()))));

    /// <summary>A scan of the same grid whose points are changed one by one.</summary>
    public static Scan Changed(Scan scan, int seed, Func<int, Vector3, Random, Vector3> change)
    {
        var random = new Random(seed);
        var cloud = new PointCloud(scan.Cloud.Count);
        for (int i = 0; i < cloud.Count; i++)
            cloud[i] = change(i, scan.Cloud[i], random);
        return TestScans.OnGrid(cloud, scan.Grid!.Width, scan.Grid.Height);
    }

    /// <summary>The readings of a scan without their grid.</summary>
    public static Scan AsCloud(Scan scan)
        => new() { Id = scan.Id, Cloud = scan.Cloud.Select(scan.Readings), Unit = scan.Unit };
}
