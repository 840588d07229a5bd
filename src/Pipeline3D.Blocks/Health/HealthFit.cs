using System.Collections.Immutable;
using Pipeline3D.Geometry.Health;

namespace Pipeline3D.Blocks.Health;

/// <summary>Makes the profile of one category of what was measured of its training scans.</summary>
internal static class HealthFit
{
    // Of the distance from point to point: what the plane through neighbours deviates by on any curved part.
    private const double LeastRoughness = 0.02;

    /// <summary>The profile.</summary>
    /// <param name="scans">At least one training scan, all in one unit, all measured whole.</param>
    /// <param name="options">How wide the limits are.</param>
    public static HealthProfile Of(IReadOnlyList<TrainingHealth> scans, FitHealthOptions options)
    {
        double spacing = MedianOf(health => health.Spacing), size = Math.Max(MedianOf(health => health.Extent.X),
            Math.Max(MedianOf(health => health.Extent.Y), MedianOf(health => health.Extent.Z)));
        var ranges = ImmutableSortedDictionary.CreateBuilder<string, HealthRange>(StringComparer.Ordinal);
        foreach (HealthMeasure measure in HealthMeasure.All)
        {
            double[] values = [.. scans.Select(scan => measure.Of(scan.Health))];
            double floor = FloorOf(measure, HealthRange.MedianOf(values));
            ranges[measure.Name] = Possible(measure, HealthRange.Of(values, options.Margin, floor));
        }
        return new HealthProfile(scans.Count, scans[0].Unit, scans.All(scan => scan.IsOnGrid), ranges.ToImmutable());

        double MedianOf(Func<CloudHealth, double> of)
            => HealthRange.MedianOf(scans.Select(scan => of(scan.Health)));

        double FloorOf(HealthMeasure measure, double median) => measure.Aspect switch
        {
            HealthAspect.Readings => options.ReadingsTolerance * median,
            HealthAspect.Density => options.DensityTolerance * median,
            HealthAspect.Extent => options.ExtentTolerance * Math.Max(median, size / 4),
            HealthAspect.Position => options.PositionTolerance * size,
            _ when measure.Kind == HealthNumber.Angle => options.TiltTolerance,
            _ => Math.Max(options.RoughnessTolerance * median, LeastRoughness * spacing),
        };
    }

    // Limits that no scan can pass would only puzzle whoever reads them.
    private static HealthRange Possible(HealthMeasure measure, HealthRange range) => measure.Aspect switch
    {
        HealthAspect.Position => range,
        _ => range with
        {
            Low = Math.Max(0, range.Low),
            High = Math.Min(range.High, measure.Kind switch
            {
                HealthNumber.Share => 1, HealthNumber.Angle => 90, _ => double.MaxValue,
            }),
        },
    };
}
