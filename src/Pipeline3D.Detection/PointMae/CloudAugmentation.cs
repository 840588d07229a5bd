using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Detection.PointMae;

/// <summary>How training clouds are changed before every use.</summary>
public enum CloudAugmentation
{
    /// <summary>Not at all.</summary>
    None = 0,

    /// <summary>As Point-MAE: each axis is scaled by 2/3 to 3/2 and shifted by up to 0.2 of the radius.</summary>
    ScaleShift = 1,

    /// <summary>Turned to any direction, then as <see cref="ScaleShift"/>: for scans whose pose differs from those
    /// learnt from.</summary>
    TurnScaleShift = 2,
}

/// <summary>Changes clouds by seeded draws.</summary>
internal static class CloudAugmentations
{
    private const double LeastScale = 2.0 / 3, MostScale = 1.5, Shift = 0.2;

    /// <summary>A changed copy; the cloud itself where nothing changes.</summary>
    public static PointCloud Apply(CloudAugmentation kind, PointCloud cloud, ref SplitMix64 random)
    {
        if (kind == CloudAugmentation.None)
            return cloud;
        PointCloud turned = kind == CloudAugmentation.TurnScaleShift ? AnyRotation(ref random).Apply(cloud) : cloud;
        var changed = new PointCloud(cloud.Count);
        Change(turned.X, changed.X, ref random);
        Change(turned.Y, changed.Y, ref random);
        Change(turned.Z, changed.Z, ref random);
        return changed;
    }

    // Four normal numbers are a direction of a quaternion: every rotation is equally likely.
    private static Rigid AnyRotation(ref SplitMix64 random)
    {
        double w = random.NextNormal(), x = random.NextNormal(), y = random.NextNormal(), z = random.NextNormal(),
            length = Math.Sqrt((w * w) + (x * x) + (y * y) + (z * z));
        (w, x, y, z) = (w / length, x / length, y / length, z / length);
        return new Rigid(new(1 - (2 * ((y * y) + (z * z))), 2 * ((x * y) - (w * z)), 2 * ((x * z) + (w * y))),
            new(2 * ((x * y) + (w * z)), 1 - (2 * ((x * x) + (z * z))), 2 * ((y * z) - (w * x))),
            new(2 * ((x * z) - (w * y)), 2 * ((y * z) + (w * x)), 1 - (2 * ((x * x) + (y * y)))), default);
    }

    private static void Change(ReadOnlySpan<float> from, Span<float> to, ref SplitMix64 random)
    {
        double scale = LeastScale + ((MostScale - LeastScale) * random.NextUnit()),
            shift = Shift * ((2 * random.NextUnit()) - 1);
        for (int i = 0; i < from.Length; i++)
            to[i] = (float)((from[i] * scale) + shift);
    }
}
