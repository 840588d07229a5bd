using Pipeline3D.Core;
using Pipeline3D.Core.Items;
using Pipeline3D.Data;
using Pipeline3D.Geometry;

namespace Pipeline3D.Testing.Methods;

/// <summary>Small scans with a known truth: a dome on a table in front of a sensor, and its twin with a bump.</summary>
public static class ConformanceScans
{
    private const int Width = 64, Height = 48;

    /// <summary>A normal scan: 64 x 48 pixels 1 mm apart, metres, a dome 12 mm high, a twentieth of a millimetre of
    /// noise.</summary>
    /// <param name="seed">Equal seeds give equal scans.</param>
    public static Scan Normal(int seed) => Make(seed, bump: false);

    /// <summary>The same scan with a bump of 4 mm on its flank, where the truth says so.</summary>
    /// <param name="seed">That of its normal twin.</param>
    public static Scan Anomalous(int seed) => Make(seed, bump: true);

    /// <summary>The readings of a scan without their grid.</summary>
    public static Scan AsCloud(Scan scan)
    {
        int[] readings = scan.Grid!.ValidIndices();
        return scan with
        {
            Cloud = scan.Cloud.Select(readings), Grid = null,
            Truth = new GroundTruth(readings.Length, 1, Array.ConvertAll(readings, i => scan.Truth!.Ids[i])),
        };
    }

    /// <summary>Scans at the edge of what a method can take, by what is odd about them.</summary>
    public static IReadOnlyDictionary<string, Scan> Unusual { get; } = new Dictionary<string, Scan>
    {
        ["no reading"] = Changed((_, _) => default),
        ["one point"] = Changed((i, point) => i == 1000 ? point : default),
        ["NaN here and there"] = Changed((i, point) => i % 7 == 0 ? new(float.NaN) : point),
        ["all NaN"] = Changed((_, _) => new(float.NaN)),
        ["infinite here and there"] = Changed((i, point) => i % 11 == 0 ? new(float.PositiveInfinity) : point),
        ["one place"] = Changed((_, _) => new(0.1f, 0.1f, 0.5f)),
        ["a plane and nothing else"] = Changed((_, point) => point with { Z = 0.5f }),
        ["huge"] = Changed((_, point) => point * 1e9f),
        ["huge beyond squares"] = Changed((_, point) => point * 1e30f),
        ["tiny"] = Changed((_, point) => point * 1e-30f),
        ["no unit"] = Normal(3) with { Unit = LengthUnit.Arbitrary },
        ["no grid"] = AsCloud(Normal(3)),
        ["a cloud without a point"] = Normal(3) with { Cloud = new PointCloud(0), Grid = null, Truth = null },
    };

    private static Scan Make(int seed, bool bump)
    {
        var random = new Random(seed);
        var cloud = new PointCloud(Width * Height);
        var truth = new byte[cloud.Count];
        double radius = (0.36 * Height) + random.NextDouble();
        for (int i = 0; i < cloud.Count; i++)
        {
            double x = (i % Width) - (Width / 2) + 0.25, y = (i / Width) - (Height / 2) + 0.25;
            double inside = 1 - (((x * x) + (y * y)) / (radius * radius));
            double z = 0.5 - (0.012 * Math.Sqrt(Math.Max(0, inside))) + (5e-5 * (random.NextDouble() - 0.5));
            // On the flank, where its depth is one that the dome has elsewhere.
            if (bump && ((x - 11) * (x - 11)) + ((y - 3) * (y - 3)) < 20)
                (z, truth[i]) = (z - 0.004, 1);
            cloud[i] = new((float)(1e-3 * x), (float)(1e-3 * y), (float)z);
        }
        return Of(cloud) with { Truth = new GroundTruth(Width, Height, truth), IsAnomalous = bump };
    }

    private static Scan Changed(Func<int, System.Numerics.Vector3, System.Numerics.Vector3> change)
    {
        Scan normal = Normal(3);
        var cloud = new PointCloud(normal.Cloud.Count);
        for (int i = 0; i < cloud.Count; i++)
            cloud[i] = change(i, normal.Cloud[i]);
        return Of(cloud);
    }

    private static Scan Of(PointCloud cloud) => new()
    {
        Id = new ItemId("conformance", "dome", "train", "good", "0"), Cloud = cloud,
        Grid = new OrganizedCloud(Width, Height, cloud), Unit = LengthUnit.Metre,
    };
}
