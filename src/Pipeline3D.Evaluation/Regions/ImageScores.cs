using System.Buffers;
using Pipeline3D.Evaluation.Ranking;

namespace Pipeline3D.Evaluation.Regions;

/// <summary>What one image contributes to pooled metrics: its sorted normal scores, and the scores of its anomalous
/// regions.</summary>
/// <remarks>Holds 4 bytes per pixel and no map, so thousands of images can wait for the end of a run.</remarks>
internal sealed class ImageScores
{
    private readonly int[] _starts;

    private ImageScores(string id, uint[] normal, uint[] anomalous, int[] starts)
        => (Id, Normal, Anomalous, _starts) = (id, normal, anomalous, starts);

    public string Id { get; }

    /// <summary>Keys of the normal pixels, ascending.</summary>
    public uint[] Normal { get; }

    /// <summary>Keys of the anomalous pixels: region after region, each ascending; one run when there are no
    /// regions.</summary>
    public uint[] Anomalous { get; }

    public int AnomalousCount => Anomalous.Length;

    /// <summary>Number of regions; 0 when there are none, or when they are unknown.</summary>
    public int RegionCount => _starts.Length - 1;

    public ReadOnlySpan<uint> Region(int index) => Anomalous.AsSpan(_starts[index].._starts[index + 1]);

    /// <summary>Summarises scores that lie on a grid; regions are the 8-connected components of the truth.</summary>
    public static ImageScores OnGrid(
        string id, ReadOnlySpan<float> scores, ReadOnlySpan<byte> truth, int width, int height)
    {
        if ((long)width * height != scores.Length)
            throw new ArgumentException(
                $"{id}: {scores.Length} scores do not fill a map of {width} x {height}", nameof(scores));
        ScoreChecks.Require(scores, truth, id);
        if (!truth.ContainsAnyExcept((byte)0))
            return new ImageScores(id, Sorted(scores), [], [0]);
        int[] labels = ArrayPool<int>.Shared.Rent(scores.Length);
        int regions = ConnectedComponents.Label(truth, width, height, labels.AsSpan(0, scores.Length));
        ImageScores result = Grouped(id, scores, labels.AsSpan(0, scores.Length), regions);
        ArrayPool<int>.Shared.Return(labels);
        return result;
    }

    /// <summary>Summarises scores with given regions: 0 = normal, 1..n = the region of an anomalous point.</summary>
    public static ImageScores WithRegions(string id, ReadOnlySpan<float> scores, ReadOnlySpan<int> regions)
    {
        if (scores.Length != regions.Length)
            throw new ArgumentException($"{id}: {regions.Length} region numbers for {scores.Length} scores",
                nameof(regions));
        ScoreChecks.RequireNumbers(scores, id);
        int count = 0;
        foreach (int region in regions)
            count = region >= 0 ? Math.Max(count, region)
                : throw new ArgumentException($"{id}: region number {region} is negative", nameof(regions));
        return Grouped(id, scores, regions, count);
    }

    /// <summary>Summarises scores without any notion of regions.</summary>
    public static ImageScores WithoutRegions(string id, ReadOnlySpan<float> scores, ReadOnlySpan<byte> truth)
    {
        ScoreChecks.Require(scores, truth, id);
        int anomalous = truth.Length - truth.Count((byte)0);
        var normal = new uint[scores.Length - anomalous];
        var others = new uint[anomalous];
        int n = 0, a = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            if (truth[i] == 0)
                normal[n++] = ScoreKey.Of(scores[i]);
            else
                others[a++] = ScoreKey.Of(scores[i]);
        }
        RadixSort.Sort(normal);
        RadixSort.Sort(others);
        return new ImageScores(id, normal, others, [0]);
    }

    /// <summary>The same normal count and regions with scores drawn anew: chance itself, on the same truth.</summary>
    public ImageScores WithRandomScores(SplitMix64 random)
    {
        var normal = new uint[Normal.Length];
        var anomalous = new uint[Anomalous.Length];
        foreach (ref uint key in normal.AsSpan())
            key = ScoreKey.Of((float)random.NextDouble());
        foreach (ref uint key in anomalous.AsSpan())
            key = ScoreKey.Of((float)random.NextDouble());
        RadixSort.Sort(normal);
        for (int region = 0; region < RegionCount; region++)
            RadixSort.Sort(anomalous.AsSpan(_starts[region].._starts[region + 1]));
        return new ImageScores(Id, normal, anomalous, _starts);
    }

    private static ImageScores Grouped(
        string id, ReadOnlySpan<float> scores, ReadOnlySpan<int> labels, int regions)
    {
        // Counting sort by label: starts[r] is where region r + 1 begins.
        var starts = new int[regions + 1];
        foreach (int label in labels)
            if (label > 0)
                starts[label]++;
        for (int region = 1; region <= regions; region++)
        {
            if (starts[region] == 0)
                throw new ArgumentException(
                    $"{id}: region {region} of {regions} has no points; number them without gaps");
            starts[region] += starts[region - 1];
        }
        var normal = new uint[scores.Length - starts[regions]];
        var anomalous = new uint[starts[regions]];
        int[] next = [.. starts];
        int n = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            uint key = ScoreKey.Of(scores[i]);
            if (labels[i] == 0)
                normal[n++] = key;
            else
                anomalous[next[labels[i] - 1]++] = key;
        }
        RadixSort.Sort(normal);
        for (int region = 0; region < regions; region++)
            RadixSort.Sort(anomalous.AsSpan(starts[region]..starts[region + 1]));
        return new ImageScores(id, normal, anomalous, starts);
    }

    private static uint[] Sorted(ReadOnlySpan<float> scores)
    {
        var keys = new uint[scores.Length];
        for (int i = 0; i < keys.Length; i++)
            keys[i] = ScoreKey.Of(scores[i]);
        RadixSort.Sort(keys);
        return keys;
    }
}
