using Pipeline3D.Blocks.Payloads;
using Pipeline3D.Core;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Live;
using Pipeline3D.Data;
using Pipeline3D.Geometry;

namespace Pipeline3D.Blocks.Tests.Support;

/// <summary>Small scans with a known truth: a dome on a table in front of a sensor at the origin.</summary>
internal static class TestScans
{
    public static ItemId Id { get; } = new("made", "dome", "test", "good", "0");

    /// <summary>Pixel pitch 1 mm, table at z = 0.5 m; colour tells the pixel; a bump where the truth says so.</summary>
    public static Scan Dome(int seed, int width = 80, int height = 64, double rise = 0.02, bool bump = false)
    {
        var random = new Random(seed);
        var cloud = new PointCloud(width * height);
        var rgb = new byte[3 * cloud.Count];
        var truth = new byte[cloud.Count];
        double radius = (0.3 * height) + random.NextDouble();
        for (int i = 0; i < cloud.Count; i++)
        {
            double x = (i % width) - (width / 2) + 0.25, y = (i / width) - (height / 2) + 0.25;
            double inside = 1 - (((x * x) + (y * y)) / (radius * radius));
            double z = 0.5 - (rise * Math.Sqrt(Math.Max(0, inside))) + (1e-4 * (random.NextDouble() - 0.5));
            if (bump && (x * x) + (y * y) < 25)
                (z, truth[i]) = (z - 0.006, 1);
            cloud[i] = new((float)(1e-3 * x), (float)(1e-3 * y), (float)z);
            (rgb[3 * i], rgb[(3 * i) + 1], rgb[(3 * i) + 2]) = ((byte)(i % width), (byte)(i / width), 200);
        }
        return OnGrid(cloud, width, height) with
        {
            Rgb = new RgbImage(width, height, rgb), Truth = new GroundTruth(width, height, truth), IsAnomalous = bump,
        };
    }

    public static Scan OnGrid(PointCloud cloud, int width, int height, LengthUnit unit = LengthUnit.Metre)
        => new() { Id = Id, Cloud = cloud, Grid = new OrganizedCloud(width, height, cloud), Unit = unit };

    /// <summary>A plain cloud: points on a unit sphere, seeded.</summary>
    public static Scan Ball(int seed, int count = 400, float bump = 0)
    {
        var random = new Random(seed);
        var cloud = new PointCloud(count);
        var truth = new byte[count];
        for (int i = 0; i < count; i++)
        {
            double z = (2 * random.NextDouble()) - 1, angle = 2 * Math.PI * random.NextDouble(),
                flat = Math.Sqrt(1 - (z * z));
            float size = bump > 0 && z > 0.85 ? 1 + bump : 1;
            truth[i] = size > 1 ? (byte)1 : (byte)0;
            cloud[i] = new System.Numerics.Vector3((float)(flat * Math.Cos(angle)), (float)(flat * Math.Sin(angle)),
                (float)z) * size;
        }
        return new Scan
        {
            Id = Id, Cloud = cloud, Unit = LengthUnit.Arbitrary, Truth = new GroundTruth(count, 1, truth),
                IsAnomalous = bump > 0,
        };
    }

    /// <summary>A scan whose pixels have the scores 0, 1, 2, ... and whose score is given.</summary>
    public static ScoredScan Scored(float score, bool? isAnomalous = false, int width = 6, int height = 4,
        byte[]? truth = null)
    {
        var cloud = new PointCloud(width * height);
        for (int i = 0; i < cloud.Count; i++)
            cloud[i] = new(i % width, i / width, 5 + i);
        Scan scan = OnGrid(cloud, width, height) with
        {
            IsAnomalous = isAnomalous, Truth = truth is null ? null : new GroundTruth(truth.Length, 1, truth),
        };
        return new ScoredScan(scan, score, [.. Enumerable.Range(0, cloud.Count).Select(i => (float)i)]);
    }

    /// <summary>Such a scan, thinned to 10 of 24 points.</summary>
    public static ScoredScan Thinned(float score, int most = 12)
    {
        ScoredScan whole = Scored(score);
        return whole with { Scan = whole.Scan with { Fallback = new Fallback(10, 24) { MaxPoints = most } } };
    }

    /// <summary>A threshold whose interval reaches from 0.5 below to 0.25 above.</summary>
    public static Calibration Around(float threshold) => new(threshold, threshold - 0.5f, threshold + 0.25f, 0.05, 0.95,
        20);
}
