namespace Pipeline3D.Blocks.Health;

/// <summary>What one measurement of scans was in training, and what is accepted of new scans.</summary>
/// <param name="Median">Median of the training scans.</param>
/// <param name="Least">Lowest of the training scans, the lowest twentieth left out, at least one.</param>
/// <param name="Most">Highest of the training scans, the highest twentieth left out, at least one.</param>
/// <param name="Low">Lowest value that is accepted.</param>
/// <param name="High">Highest value that is accepted.</param>
public sealed record HealthRange(double Median, double Least, double Most, double Low, double High)
{
    // The deviation of a normal distribution over its median absolute deviation.
    private const double Normal = 1.4826;

    /// <summary>Whether all five are finite and in order.</summary>
    internal bool IsOrdered => double.IsFinite(High - Low) && Low <= Least && Least <= Median && Median <= Most
        && Most <= High;

    /// <summary>The range of some training scans.</summary>
    /// <param name="values">At least one; finite.</param>
    /// <param name="margin">Deviations to each side of the median that are accepted.</param>
    /// <param name="floor">Accepted to each side of the median in any case.</param>
    /// <remarks>
    /// The deviation is 1.4826 times the median absolute deviation, so up to half of the scans may be bad without
    /// moving the limits far; as that is uncertain with few scans, it is widened by 1 + 3 / n. All but the outermost
    /// twentieth (at least one scan) at each side are accepted in any case: distributions with two humps have a small
    /// median deviation. Source: Rousseeuw and Croux 1993 for the deviation. Cost: O(n log n).
    /// </remarks>
    public static HealthRange Of(IReadOnlyList<double> values, double margin, double floor)
    {
        double[] sorted = [.. values.Order()];
        double median = MedianOf(sorted);
        double deviation = Normal * MedianOf(sorted.Select(value => Math.Abs(value - median)));
        double reach = Math.Max(floor, margin * deviation * (1 + (3.0 / sorted.Length)));
        int cut = Math.Min(Math.Max(1, sorted.Length / 20), (sorted.Length - 1) / 2);
        (double least, double most) = (sorted[cut], sorted[^(cut + 1)]);
        return new HealthRange(median, least, most, Math.Min(least, median - reach), Math.Max(most, median + reach));
    }

    /// <summary>Median of at least one value; of an even number the mean of the middle two.</summary>
    internal static double MedianOf(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
