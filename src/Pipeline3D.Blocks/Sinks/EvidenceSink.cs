using Pipeline3D.Core;
using Pipeline3D.Data;
using Pipeline3D.Data.Formats;

namespace Pipeline3D.Blocks;

/// <summary>Keeps what the report shows of each scan: small images of colour, depth, score and truth, and a thinned
/// cloud.</summary>
/// <remarks>Scores are shown on one scale per category, so images and clouds of scores are written after the last scan.
/// Keeps about 120 kB per shown scan until then.</remarks>
[Block("sink.evidence", Summary = "Keep small images and clouds of the scored scans for the report.")]
public sealed class EvidenceSink(EvidenceOptions options) : SinkBlock3D<ScoredScan>(options)
{
    private readonly SortedDictionary<string, List<Shown>> _shown = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> _leftOut = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public override ValueTask ConsumeAsync(ScoredScan input, BlockContext context)
    {
        Scores.RequireFinite(input, context);
        string category = context.Item.Category;
        if (!_shown.TryGetValue(category, out List<Shown>? shown))
            _shown[category] = shown = [];
        if (shown.Count >= options.Most)
        {
            _leftOut[category] = _leftOut.GetValueOrDefault(category) + 1;
            return ValueTask.CompletedTask;
        }
        string stem = context.Run.Folder.InItem("evidence", context.Item, "");
        Thumbnail? thumbnail = input.Scan.Grid is { } grid
            ? new Thumbnail(grid.Width, grid.Height, options.ImageSide) : null;
        var cloud = new CloudSample(input, options.Points);
        shown.Add(new Shown(stem, Describe(input, context.Item, stem, thumbnail, cloud), thumbnail,
            thumbnail?.Pick<float>(input.Scores, 1) ?? [], cloud));
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override ValueTask CompleteAsync(RunContext run, CancellationToken stop)
    {
        foreach ((string category, int count) in _leftOut)
            run.AddRemark($"{category}: the report shows the first {options.Most} scans, {count} more are not shown "
                + "(option 'most' of sink.evidence)");
        foreach (List<Shown> shown in _shown.Values)
        {
            IEnumerable<float> all = shown.SelectMany(scan => scan.Map.Concat(scan.Cloud.Scores)).Where(float.IsFinite);
            float low = all.DefaultIfEmpty(0).Min(), high = all.DefaultIfEmpty(1).Max();
            foreach (Shown scan in shown)
                Write(scan, low, high);
        }
        return ValueTask.CompletedTask;
    }

    private static ScanEvidence Describe(ScoredScan input, ItemId item, string stem, Thumbnail? thumbnail,
        CloudSample cloud)
    {
        Scan scan = input.Scan;
        string name = Path.GetFileName(stem);
        var evidence = new ScanEvidence
        {
            Item = item,
            Score = input.Score,
            Threshold = input.Threshold,
            IsAnomalous = scan.IsAnomalous,
            Unit = scan.Unit switch { LengthUnit.Metre => "m", LengthUnit.Millimetre => "mm", _ => "" },
            Width = thumbnail?.Width ?? 0,
            Height = thumbnail?.Height ?? 0,
            CloudFile = $"{name}.cloud",
            CloudPoints = cloud.Count,
            Remarks = scan.Remarks,
        };
        if (thumbnail is null)
            return evidence;
        WritePng($"{stem}.depth.png", thumbnail.Width, thumbnail.Height, 1,
            Brightness.OfDepth(thumbnail.Pick<float>(scan.Cloud.Z, 1)));
        if (scan.Rgb is not null)
            WritePng($"{stem}.colour.png", thumbnail.Width, thumbnail.Height, 3,
                thumbnail.Pick<byte>(scan.Rgb.Pixels, 3));
        if (scan.Truth is not null)
            WritePng($"{stem}.truth.png", thumbnail.Width, thumbnail.Height, 1,
                [.. thumbnail.Pick<byte>(scan.Truth.Ids, 1).Select(id => id == 0 ? (byte)0 : (byte)255)]);
        return evidence with
        {
            DepthImage = $"{name}.depth.png",
            ColourImage = scan.Rgb is null ? null : $"{name}.colour.png",
            TruthImage = scan.Truth is null ? null : $"{name}.truth.png",
            ScoreImage = $"{name}.score.png",
        };
    }

    private static void Write(Shown scan, float low, float high)
    {
        if (scan.Thumbnail is { } thumbnail)
            WritePng($"{scan.Stem}.score.png", thumbnail.Width, thumbnail.Height, 1,
                Brightness.Of(scan.Map, low, high));
        scan.Cloud.Write($"{scan.Stem}.cloud", low, high);
        EvidenceFile.Write($"{scan.Stem}.json", scan.Evidence with { ScoreLow = low, ScoreHigh = high });
    }

    private static void WritePng(string path, int width, int height, int channels, byte[] samples)
        => AtomicFile.Write(path, stream => PngWriter.Encode(stream, width, height, channels, samples));

    private sealed record Shown(string Stem, ScanEvidence Evidence, Thumbnail? Thumbnail, float[] Map,
        CloudSample Cloud);
}
