using System.Collections.Immutable;
using System.Globalization;
using Pipeline3D.Core.Items;
using Pipeline3D.Geometry.Health;

namespace Pipeline3D.Blocks.Health;

/// <summary>Holds what was measured of a scan against the profile of its category.</summary>
internal static class HealthCheck
{
    /// <summary>Everything that can be checked.</summary>
    public static ImmutableArray<HealthAspect> All { get; } = [.. Enum.GetValues<HealthAspect>()];

    /// <summary>What is wrong with the scan, the most telling first; nothing when it is healthy.</summary>
    /// <param name="health">What was measured; at least one reading, lengths in the profile's unit.</param>
    /// <param name="isOnGrid">Whether the scan is on a pixel grid.</param>
    /// <param name="profile">What good scans look like.</param>
    /// <param name="aspects">What is checked.</param>
    /// <remarks>When the unit is mixed up, the rest is checked on the converted lengths, so that one mistake is not
    /// told seven times.</remarks>
    public static IReadOnlyList<HealthFinding> Of(CloudHealth health, bool isOnGrid, HealthProfile profile,
        ImmutableArray<HealthAspect> aspects)
    {
        var findings = new List<HealthFinding>();
        CloudHealth right = health;
        if (aspects.Contains(HealthAspect.Unit) && UnitMixUp.Find(health, profile) is { } mixUp)
        {
            findings.Add(new HealthFinding(RejectReason.WrongUnit, mixUp.Text, mixUp.Advice));
            right = health.Times(1 / mixUp.Ratio);
        }
        foreach (HealthMeasure measure in HealthMeasure.All)
            if (aspects.Contains(measure.Aspect) && Applies(measure, isOnGrid, profile)
                && Find(measure, measure.Of(right), profile) is { } finding)
                findings.Add(finding);
        return findings;
    }

    // A cloud has no pixels; its readings are counted instead, which on a grid the share and the density say.
    private static bool Applies(HealthMeasure measure, bool isOnGrid, HealthProfile profile) => measure.Name switch
    {
        "reading_share" => isOnGrid && profile.IsOnGrid,
        "readings" => !(isOnGrid && profile.IsOnGrid),
        _ => true,
    };

    private static HealthFinding? Find(HealthMeasure measure, double value, HealthProfile profile)
    {
        HealthRange range = profile.Ranges[measure.Name];
        if (!double.IsFinite(value))
            return new HealthFinding(RejectReason.TooFewReadings, $"{measure.Words} there are too few readings to tell",
                "look at the sensor's exposure, and for something in the way");
        string? advice = value < range.Low ? measure.TooLow : value > range.High ? measure.TooHigh : null;
        if (advice is null)
            return null;
        string found = HealthText.Of(measure.Kind, value, profile.Unit),
            trained = HealthText.Of(measure.Kind, range.Least, range.Most, profile.Unit),
            accepted = measure.TooHigh is null ? $"from {HealthText.Of(measure.Kind, range.Low, profile.Unit)}"
                : HealthText.Of(measure.Kind, range.Low, range.High, profile.Unit);
        return new HealthFinding(measure.Reason, string.Create(CultureInfo.InvariantCulture,
            $"{measure.Words} {found}, in {profile.Scans} training scans {trained}, accepted {accepted}"), advice);
    }
}
