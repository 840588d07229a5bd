using Pipeline3D.Core;
using Pipeline3D.Geometry.Health;

namespace Pipeline3D.Blocks.Health;

/// <summary>A scan whose coordinates are in another unit than they are said to be.</summary>
/// <param name="Ratio">So many times too large the scan is.</param>
/// <param name="Text">How the scan compares with the training scans, and what it looks like.</param>
/// <param name="Advice">What to do.</param>
internal sealed record UnitMixUp(double Ratio, string Text, string Advice)
{
    // Parts of one kind differ by less than half an octave, and the resolution seldom by more than an octave. A factor
    // of a hundred is a mix-up even when part of the scan is missing.
    private const double NearSize = 1.42, NearSpacing = 2, Far = 50, FarSize = 3, FarSpacing = 10;

    private static readonly (string Name, double Metres)[] Units =
    [
        ("metres", 1), ("millimetres", 1e-3), ("inches", 0.0254), ("centimetres", 0.01), ("micrometres", 1e-6),
    ];

    /// <summary>The mix-up that explains size and point distance; null when there is none, or no other unit explains
    /// both.</summary>
    /// <remarks>A scan of the right unit can be ten times as large (another field of view), or have points ten times as
    /// far apart (another resolution), but hardly both by the same known factor.</remarks>
    public static UnitMixUp? Find(CloudHealth health, HealthProfile profile)
    {
        double size = health.Size / profile.Size, spacing = health.Spacing / profile.Ranges["spacing"].Median;
        if (!(size > 0) || !double.IsFinite(size))
            return null;
        if (IsAccepted("extent_x", health.Extent.X) && IsAccepted("extent_y", health.Extent.Y)
            && IsAccepted("extent_z", health.Extent.Z) && IsAccepted("spacing", health.Spacing))
            return null;
        (double Ratio, string Looks, string Advice)[] fits = [.. Candidates(profile.Unit)
            .Where(candidate => Explains(candidate.Ratio, size, spacing))
            .OrderBy(candidate => Distance(size, candidate.Ratio))];
        if (fits is not [var best, ..])
            return null;
        string times = best.Ratio >= 1 ? $"{HealthText.Number(best.Ratio)} times larger"
            : $"{HealthText.Number(1 / best.Ratio)} times smaller";
        return new UnitMixUp(best.Ratio, $"the scan is about {times} than the {profile.Scans} training scans (longest "
            + $"side {Length(health.Size)}, theirs {Length(profile.Size)}; distance from point to point "
            + $"{Length(health.Spacing)}, theirs {Length(profile.Ranges["spacing"].Median)}): {best.Looks}",
            best.Advice);

        bool IsAccepted(string name, double value) => profile.Ranges[name] is var range
            && value >= range.Low && value <= range.High;

        string Length(double value) => HealthText.Of(HealthNumber.Length, value, profile.Unit);
    }

    private static bool Explains(double ratio, double size, double spacing)
    {
        bool isFar = ratio is >= Far or <= 1 / Far;
        return Distance(size, ratio) <= Math.Log(isFar ? FarSize : NearSize) && (!(spacing > 0)
            || Distance(spacing, ratio) <= Math.Log(isFar ? FarSpacing : NearSpacing));
    }

    private static IEnumerable<(double Ratio, string Looks, string Advice)> Candidates(LengthUnit unit)
    {
        if (unit == LengthUnit.Arbitrary)
        {
            foreach (double ratio in (double[])[1000, 100, 39.370, 25.4, 10])
                foreach (double factor in (double[])[ratio, 1 / ratio])
                    yield return (factor, "its coordinates look like another unit than the training scans', such as "
                        + "millimetres, metres or inches for each other", "convert the file");
            yield break;
        }
        double own = unit == LengthUnit.Metre ? 1 : 1e-3;
        string said = unit == LengthUnit.Metre ? "metres" : "millimetres";
        foreach ((string name, double metres) in Units)
            if (metres != own)
                yield return (own / metres, $"its coordinates look like {name}, not {said}",
                    $"convert the file to {said}, or set the source's unit");
        if (unit == LengthUnit.Metre)
            yield return (0.001,
                "its coordinates look like metres that were divided by 1000 once more", "leave out one conversion");
    }

    private static double Distance(double found, double expected) => Math.Abs(Math.Log(found / expected));
}
