using Pipeline3D.Evaluation.Ranking;

namespace Pipeline3D.Evaluation.Regions;

/// <summary>The scores of all images of one category, in the order of their ids: what AU-PRO and its variants are
/// computed from.</summary>
/// <remarks>Made by <see cref="AuProAccumulator"/>. Immutable; any number of threads may read it. Holds 4 bytes per
/// pixel.</remarks>
public sealed class PooledScores
{
    internal PooledScores(IEnumerable<ImageScores> images)
    {
        Images = [.. images.OrderBy(image => image.Id, StringComparer.Ordinal)];
        Ranking = ScoreRanking.Of(Images);
    }

    /// <summary>The pooled ranking: for pixel AUROC, average precision and F1.</summary>
    public ScoreRanking Ranking { get; }

    /// <summary>Number of images.</summary>
    public int ImageCount => Images.Length;

    internal ImageScores[] Images { get; }

    /// <summary>Number of normal pixels with a score strictly above <paramref name="key"/>. Cost: O(images * log
    /// pixels).</summary>
    internal long NormalAbove(uint key)
    {
        long above = 0;
        foreach (ImageScores image in Images)
            above += image.Normal.Length - SortedKeys.UpperBound(image.Normal, key);
        return above;
    }

    /// <summary>Mean over the regions of the share of their pixels strictly above <paramref name="key"/>.</summary>
    internal double MeanOverlap(uint key)
    {
        double sum = 0;
        foreach (ImageScores image in Images)
        {
            for (int region = 0; region < image.RegionCount; region++)
            {
                ReadOnlySpan<uint> members = image.Region(region);
                sum += (double)(members.Length - SortedKeys.UpperBound(members, key)) / members.Length;
            }
        }
        return sum / Ranking.Regions;
    }

    /// <summary>The normal pixel at a rank of the pooled ascending order. Cost: O(32 * images * log pixels).</summary>
    internal uint NormalAtRank(long rank)
    {
        // Bisects the 32-bit keys instead of merging the images: the smallest key with more than `rank` pixels at or
        // below it.
        uint low = 0, high = uint.MaxValue;
        while (low < high)
        {
            uint middle = low + (high - low) / 2;
            if (Ranking.Normal - NormalAbove(middle) > rank)
                high = middle;
            else
                low = middle + 1;
        }
        return low;
    }

    internal void RequireRegions()
    {
        if (ScoreChecks.WhyUndefined(Ranking, regions: true) is { } reason)
            throw new ArgumentException(reason);
    }
}
