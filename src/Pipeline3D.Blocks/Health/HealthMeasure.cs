using Pipeline3D.Core.Items;
using Pipeline3D.Geometry.Health;

namespace Pipeline3D.Blocks.Health;

/// <summary>One measurement of a scan that has a range in a profile: what it is, and what to do when it is out of
/// it.</summary>
/// <param name="Name">Its name in files.</param>
/// <param name="Aspect">What it is a part of.</param>
/// <param name="Kind">What kind of number it is.</param>
/// <param name="Of">Takes it from what was measured.</param>
/// <param name="Words">How a sentence about it begins; the value follows.</param>
/// <param name="TooLow">What to look at when the value is too low; null when no value is.</param>
/// <param name="TooHigh">What to look at when it is too high; null when no value is.</param>
internal sealed record HealthMeasure(string Name, HealthAspect Aspect, HealthNumber Kind,
    Func<CloudHealth, double> Of, string Words, string? TooLow, string? TooHigh)
{
    private const string Resolution = "look at the sensor's resolution, its working distance, and whether points were "
        + "dropped or merged on the way";

    private const string Field = "look at whether the whole part lies in the field of view, whether it is the right "
        + "part, and whether something else is in the picture";

    private const string Place = "look at whether the part lies in its fixture, and whether sensor or fixture has "
        + "moved";

    private const string Noise = "look at the sensor's exposure, at shine, dirt and vibration";

    private const string Directions = "look at whether it is the right part, lying on its right side";

    /// <summary>All measurements, in the order in which they are told.</summary>
    public static IReadOnlyList<HealthMeasure> All { get; } =
    [
        new("reading_share", HealthAspect.Readings, HealthNumber.Share, health => health.ReadingShare,
            "pixels with a reading:",
            "look at the sensor's exposure, at shine and shadows, and for something in the way",
            null),
        new("readings", HealthAspect.Readings, HealthNumber.Count, health => health.Readings, "points with a reading:",
            "look at the sensor's exposure and resolution, and whether points were dropped on the way", null),
        new("spacing", HealthAspect.Density, HealthNumber.Length, health => health.Spacing,
            "distance from point to point:", Resolution, Resolution),
        new("extent_x", HealthAspect.Extent, HealthNumber.Length, health => health.Extent.X, "size along x:", Field,
            Field),
        new("extent_y", HealthAspect.Extent, HealthNumber.Length, health => health.Extent.Y, "size along y:", Field,
            Field),
        new("extent_z", HealthAspect.Extent, HealthNumber.Length, health => health.Extent.Z, "size along z:", Field,
            Field),
        new("centre_x", HealthAspect.Position, HealthNumber.Length, health => health.Centre.X, "centre, x:", Place,
            Place),
        new("centre_y", HealthAspect.Position, HealthNumber.Length, health => health.Centre.Y, "centre, y:", Place,
            Place),
        new("centre_z", HealthAspect.Position, HealthNumber.Length, health => health.Centre.Z, "centre, z:", Place,
            Place),
        new("roughness", HealthAspect.Surface, HealthNumber.Length, health => health.Roughness, "noise of the surface:",
            "look at whether a smoothing filter was switched on", Noise),
        new("tilt", HealthAspect.Surface, HealthNumber.Angle, health => health.Tilt,
            "mean inclination of the surface:", Directions, Directions),
    ];

    /// <summary>The code of a scan that is out of the range of this measurement.</summary>
    public RejectReason Reason => Aspect switch
    {
        HealthAspect.Unit => RejectReason.WrongUnit,
        HealthAspect.Readings => RejectReason.TooFewReadings,
        HealthAspect.Density => RejectReason.WrongDensity,
        HealthAspect.Extent or HealthAspect.Position => RejectReason.WrongExtent,
        _ => RejectReason.UnlikeSurface,
    };
}

/// <summary>What kind of number a measurement is.</summary>
internal enum HealthNumber
{
    /// <summary>A number of points.</summary>
    Count = 0,

    /// <summary>A share of the pixels, 0 to 1.</summary>
    Share = 1,

    /// <summary>A length in the unit of the coordinates.</summary>
    Length = 2,

    /// <summary>An angle in degrees.</summary>
    Angle = 3,
}
