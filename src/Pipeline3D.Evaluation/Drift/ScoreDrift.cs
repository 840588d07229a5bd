namespace Pipeline3D.Evaluation.Drift;

/// <summary>How far new scores have moved from those that a threshold was set on.</summary>
/// <param name="Scores">New scores that were looked at.</param>
/// <param name="Distance">Kolmogorov-Smirnov distance between the new scores and the normal distribution of the old
/// ones; 0 to 1.</param>
/// <param name="Limit">The distance that scores without drift exceed once in 10,000 times.</param>
/// <param name="Shift">Median of the new scores in standard deviations above the old mean.</param>
public sealed record ScoreDrift(int Scores, double Distance, double Limit, double Shift)
{
    /// <summary>Fewest scores that an alert is given on.</summary>
    public const int FewestScores = 20;

    private const double FalseAlarm = 1e-4;

    /// <summary>Whether the scores have drifted.</summary>
    public bool IsAlert => Scores >= FewestScores && Distance > Limit;

    /// <summary>Compares new scores with old ones.</summary>
    /// <param name="scores">At least one score, any order.</param>
    /// <param name="mean">Mean of the old scores.</param>
    /// <param name="deviation">Their standard deviation; above 0.</param>
    /// <param name="old">How many old scores there were; at least 1. The fewer, the less they say, and the wider the
    /// limit.</param>
    /// <remarks>Limit: sqrt(-ln(alpha / 2) / 2 * (n + m) / (n m)), the two-sample form of Kolmogorov's asymptotic law
    /// (Smirnov 1948). Cost: O(n log n).</remarks>
    public static ScoreDrift Of(ReadOnlySpan<double> scores, double mean, double deviation, int old)
    {
        ArgumentOutOfRangeException.ThrowIfZero(scores.Length);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(deviation);
        ArgumentOutOfRangeException.ThrowIfLessThan(old, 1);
        double[] sorted = scores.ToArray();
        Array.Sort(sorted);
        int n = sorted.Length;
        double distance = 0;
        for (int i = 0; i < n; i++)
        {
            double expected = Normal((sorted[i] - mean) / deviation);
            distance = Math.Max(distance, Math.Max(((i + 1.0) / n) - expected, expected - ((double)i / n)));
        }
        double median = n % 2 == 1 ? sorted[n / 2] : (sorted[(n / 2) - 1] + sorted[n / 2]) / 2;
        return new ScoreDrift(n, distance, LimitOf(n, old), (median - mean) / deviation);
    }

    /// <summary>Fewest new scores with which a drift can be told: a distance is at most 1, and with few scores the
    /// limit
    /// lies above that.</summary>
    /// <param name="old">How many old scores there were; at least 1.</param>
    /// <param name="max">Most new scores that are compared.</param>
    /// <returns>Null when even <paramref name="max"/> are too few, as there were too few old ones.</returns>
    public static int? Needed(int old, int max)
    {
        for (int n = FewestScores; n <= max; n++)
            if (LimitOf(n, old) < 1)
                return n;
        return null;
    }

    private static double LimitOf(int n, int old)
        => Math.Sqrt(-Math.Log(FalseAlarm / 2) / 2 * (n + (double)old) / ((double)n * old));

    // Standard normal distribution function, error below 1.5e-7. Source: Abramowitz and Stegun 1964, 7.1.26.
    internal static double Normal(double x)
    {
        double t = 1 / (1 + (0.3275911 * Math.Abs(x) / Math.Sqrt(2)));
        double tail = t * (0.254829592 + (t * (-0.284496736 + (t * (1.421413741 + (t * (-1.453152027
            + (t * 1.061405429)))))))) * Math.Exp(-x * x / 2) / 2;
        return x >= 0 ? 1 - tail : tail;
    }
}
