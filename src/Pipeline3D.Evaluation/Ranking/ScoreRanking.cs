using Pipeline3D.Evaluation.Regions;

namespace Pipeline3D.Evaluation.Ranking;

/// <summary>
/// The anomalous scores among the normal ones: for every distinct score that an anomalous sample has, how many samples
/// share it and how many normal ones lie above it. Every threshold metric of this library follows from this one table.
/// </summary>
/// <remarks>
/// Exact under ties and independent of the input's order. Build it once and hand it to <see cref="Roc"/>,
/// <see cref="AveragePrecision"/> and <see cref="Threshold"/> when several metrics of the same scores are wanted.
/// Immutable, so any number of threads may read it.
/// </remarks>
public sealed class ScoreRanking
{
    private ScoreRanking(uint[] keys, long[] counts, double[] weights, long[] above, long[] atOrAbove,
        ScoreTotals totals)
        => (Keys, Counts, Weights, Above, AtOrAbove, Totals) = (keys, counts, weights, above, atOrAbove, totals);

    /// <summary>Number of normal samples.</summary>
    public long Normal => Totals.Normal;

    /// <summary>Number of anomalous samples.</summary>
    public long Anomalous => Totals.Anomalous;

    /// <summary>Number of anomalous regions; 0 when the samples are not grouped into regions.</summary>
    public int Regions => Totals.Regions;

    /// <summary>Distinct anomalous scores, ascending.</summary>
    internal uint[] Keys { get; }

    /// <summary>Anomalous samples per key.</summary>
    internal long[] Counts { get; }

    /// <summary>Sum over the anomalous samples of a key of 1 / (regions * size of its region); zeros without
    /// regions.</summary>
    internal double[] Weights { get; }

    /// <summary>Normal samples with a score &gt; key.</summary>
    internal long[] Above { get; }

    /// <summary>Normal samples with a score &gt;= key.</summary>
    internal long[] AtOrAbove { get; }

    private ScoreTotals Totals { get; }

    /// <summary>Ranks scores.</summary>
    /// <param name="scores">Shape [n]; higher = more anomalous; +-inf is allowed.</param>
    /// <param name="truth">Shape [n]; 0 = normal, anything else = anomalous.</param>
    /// <remarks>Cost: O(n) time (radix sort), 2n integers.</remarks>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    /// <exception cref="NaNScoreException">A score is NaN.</exception>
    public static ScoreRanking Of(ReadOnlySpan<float> scores, ReadOnlySpan<byte> truth)
        => Of([ImageScores.WithoutRegions("", scores, truth)]);

    /// <summary>Ranks the pooled scores of several images.</summary>
    /// <param name="images">In the order of their ids: the sums run in this order, which makes them
    /// reproducible.</param>
    internal static ScoreRanking Of(IReadOnlyList<ImageScores> images)
    {
        (uint[] keys, long[] counts) = Distinct(images);
        var above = new long[keys.Length];
        var atOrAbove = new long[keys.Length];
        long normal = 0;
        foreach (ImageScores image in images)
        {
            normal += image.Normal.Length;
            Count(image.Normal, keys, above, atOrAbove);
        }
        int regions = images.Any(image => image.AnomalousCount > 0 && image.RegionCount == 0)
            ? 0 : images.Sum(image => image.RegionCount);
        double[] weights = regions > 0 ? Weigh(images, keys, regions) : new double[keys.Length];
        long anomalous = images.Sum(image => (long)image.AnomalousCount);
        return new ScoreRanking(keys, counts, weights, above, atOrAbove, new ScoreTotals(normal, anomalous, regions));
    }

    private static (uint[] Keys, long[] Counts) Distinct(IReadOnlyList<ImageScores> images)
    {
        var all = new uint[checked((int)images.Sum(image => (long)image.AnomalousCount))];
        int filled = 0;
        foreach (ImageScores image in images)
        {
            image.Anomalous.CopyTo(all, filled);
            filled += image.AnomalousCount;
        }
        RadixSort.Sort(all);
        int distinct = 0;
        for (int i = 0; i < all.Length; i++)
            if (i == 0 || all[i] != all[i - 1])
                distinct++;
        var keys = new uint[distinct];
        var counts = new long[distinct];
        for (int i = 0, at = -1; i < all.Length; i++)
        {
            if (i == 0 || all[i] != all[i - 1])
                keys[++at] = all[i];
            counts[at]++;
        }
        return (keys, counts);
    }

    private static void Count(ReadOnlySpan<uint> normal, ReadOnlySpan<uint> keys, long[] above, long[] atOrAbove)
    {
        // Few keys: jump to each by bisection. Many: walk both sorted runs once.
        bool walk = (long)keys.Length * 24 > normal.Length;
        int below = 0, atOrBelow = 0;
        for (int i = 0; i < keys.Length; i++)
        {
            below = SortedKeys.LowerBound(normal, keys[i], Math.Max(below, atOrBelow), walk);
            atOrBelow = SortedKeys.UpperBound(normal, keys[i], below, walk);
            above[i] += normal.Length - atOrBelow;
            atOrAbove[i] += normal.Length - below;
        }
    }

    private static double[] Weigh(IReadOnlyList<ImageScores> images, ReadOnlySpan<uint> keys, int regions)
    {
        var weights = new double[keys.Length];
        foreach (ImageScores image in images)
        {
            for (int region = 0; region < image.RegionCount; region++)
            {
                ReadOnlySpan<uint> members = image.Region(region);
                double weight = 1.0 / ((double)regions * members.Length);
                foreach (uint key in members)
                    weights[keys.BinarySearch(key)] += weight;
            }
        }
        return weights;
    }

    private readonly record struct ScoreTotals(long Normal, long Anomalous, int Regions);
}
