using Pipeline3D.Evaluation.Ranking;

namespace Pipeline3D.Evaluation.Regions;

/// <summary>Trapezoid area of a sampled curve.</summary>
internal static class SampledArea
{
    /// <summary>Area from the first abscissa to <paramref name="limit"/>, interpolated linearly there.</summary>
    /// <param name="curve">Ascending false positive rates.</param>
    /// <param name="limit">Where the area ends.</param>
    public static double UpTo(ReadOnlySpan<CurvePoint> curve, double limit)
    {
        double area = 0;
        for (int i = 1; i < curve.Length; i++)
        {
            (double x0, double y0) = (curve[i - 1].FalsePositiveRate, curve[i - 1].Rate);
            (double x1, double y1) = (curve[i].FalsePositiveRate, curve[i].Rate);
            if (x0 >= limit)
                break;
            double end = Math.Min(x1, limit);
            double atEnd = end < x1 ? y0 + (y1 - y0) * (end - x0) / (x1 - x0) : y1;
            area += 0.5 * (y0 + atEnd) * (end - x0);
        }
        return area;
    }
}
