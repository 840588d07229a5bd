using System.Collections.Concurrent;
using Pipeline3D.Blocks.Payloads;
using Pipeline3D.Core;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Runs;
using Pipeline3D.Data;
using Pipeline3D.Data.Formats;

namespace Pipeline3D.Blocks.Sinks;

/// <summary>Keeps what the report shows of each scan: small images of colour, depth, score and truth, and a thinned
/// cloud.</summary>
/// <remarks>Scores are shown on one scale per category, so images and clouds of scores are written after the last scan.
/// Keeps about 120 kB per shown scan until then.</remarks>
[Block("sink.evidence", Summary = "Keep small images and clouds of the scored scans for the report.")]
public sealed class EvidenceSink(EvidenceOptions options)
    : SinkBlock3D<ScoredScan>(options), IContributes<ScoredScan>, IEstimatesDisk
{
    // Of a point the journal keeps 20 bytes and the cloud's file 11, of a pixel the journal 4 and the packed images 2;
    // the report holds the files as text, in four bytes for three.
    private const double BytesPerPoint = 20 + 11 * (1 + 4 / 3.0), BytesPerPixel = 4 + 2 * (1 + 4 / 3.0);

    private static readonly string[] Extensions =
        [".json", ".cloud", ".depth.png", ".colour.png", ".truth.png", ".score.png"];

    private readonly SortedDictionary<string, List<ShownEvidence>> _shown = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> _leftOut = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _full = new(StringComparer.Ordinal);
    private ShownEvidence? _last;

    /// <summary>Images and a cloud of each scan that is shown.</summary>
    public long FolderBytes(ExpectedItems items)
    {
        double bytes = 0;
        foreach (var category in items.Items.GroupBy(item => item.Id.Category))
            foreach ((_, long declared) in category.Take(options.Limit))
            {
                long points = DeclaredSize.MaxPoints(declared);
                bytes += BytesPerPoint * Math.Min(options.Points, points)
                    + BytesPerPixel * Math.Min((long)options.ImageSide * options.ImageSide, points);
            }
        return (long)bytes;
    }

    /// <inheritdoc/>
    public override ValueTask ConsumeAsync(ScoredScan input, BlockContext context)
    {
        FiniteScores.RequireFinite(input, context);
        _last = null;
        if (HasRoom(context) is { } shown)
            shown.Add(_last = EvidenceOf(input, context));
        return ValueTask.CompletedTask;
    }

    /// <summary>Boils any scan down: whether it is among those shown is told when its turn comes.</summary>
    public ValueTask<Contribution> ContributeAsync(ScoredScan input, BlockContext context)
    {
        FiniteScores.RequireFinite(input, context);
        return new(ContributionOf(EvidenceOf(input, context)));
    }

    /// <summary>While scans of its category may still be shown.</summary>
    public bool Needs(ItemId item) => !_full.ContainsKey(item.Category);

    /// <inheritdoc/>
    public Contribution Remember(ScoredScan input, BlockContext context)
        => _last is null ? new(ReadOnlyMemory<byte>.Empty, []) : ContributionOf(_last);

    /// <inheritdoc/>
    public void Recall(ReadOnlyMemory<byte> data, BlockContext context)
    {
        List<ShownEvidence>? shown = HasRoom(context);
        if (data.IsEmpty)
            return;
        var evidence = ShownEvidence.FromBytes(data, StemOf(context));
        if (shown is not null)
            shown.Add(evidence);
        else
            foreach (string image in evidence.Images)
                File.Delete(image);
    }

    /// <inheritdoc/>
    public override ValueTask CompleteAsync(RunContext run, CancellationToken stop)
    {
        foreach ((string category, int count) in _leftOut)
            run.AddRemark($"{category}: the report shows the first {options.Limit} scans, {count} more are not shown "
                + "(option 'most' of sink.evidence)");
        foreach (List<ShownEvidence> shown in _shown.Values)
        {
            IEnumerable<float> all = shown.SelectMany(scan => scan.Map.Concat(scan.Cloud.Scores)).Where(float.IsFinite);
            float low = all.DefaultIfEmpty(0).Min(), high = all.DefaultIfEmpty(1).Max();
            foreach (ShownEvidence scan in shown)
                scan.Write(low, high);
        }
        DeleteOthers(run.Folder.OfMethod(options.Method));
        return ValueTask.CompletedTask;
    }

    private static Contribution ContributionOf(ShownEvidence shown) => new(shown.ToBytes(), shown.Images);

    private string StemOf(BlockContext context)
        => context.Run.Folder.OfMethod(options.Method).InItem("evidence", context.Item, "");

    private ShownEvidence EvidenceOf(ScoredScan input, BlockContext context)
    {
        string stem = StemOf(context);
        Thumbnail? thumbnail = input.Scan.Grid is { } grid
            ? new Thumbnail(grid.Width, grid.Height, options.ImageSide) : null;
        var cloud = new CloudSample(input, options.Points);
        return new ShownEvidence(stem, Describe(input, context.Item, stem, thumbnail, cloud),
            thumbnail?.Pick<float>(input.Scores, 1) ?? [], cloud);
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
            CloudOffset = CloudSample.OffsetOf(scan),
            Remarks = scan.Remarks,
        };
        if (thumbnail is null)
            return evidence;
        ShownEvidence.WritePng($"{stem}.depth.png", thumbnail.Width, thumbnail.Height, 1,
            Brightness.OfDepth(thumbnail.Pick<float>(scan.Cloud.Z, 1)));
        if (scan.Rgb is not null)
            ShownEvidence.WritePng($"{stem}.colour.png", thumbnail.Width, thumbnail.Height, 3,
                thumbnail.Pick<byte>(scan.Rgb.Pixels, 3));
        if (scan.Truth is not null)
            ShownEvidence.WritePng($"{stem}.truth.png", thumbnail.Width, thumbnail.Height, 1,
                [.. thumbnail.Pick<byte>(scan.Truth.Ids, 1).Select(id => id == 0 ? (byte)0 : (byte)255)]);
        return evidence with
        {
            DepthImage = $"{name}.depth.png",
            ColourImage = scan.Rgb is null ? null : $"{name}.colour.png",
            TruthImage = scan.Truth is null ? null : $"{name}.truth.png",
            ScoreImage = $"{name}.score.png",
        };
    }

    // A run that was resumed after its scans changed may show others than before, and whoever boils a scan down writes
    // its images before it is known whether it is shown.
    private void DeleteOthers(RunFolder folder)
    {
        if (!Directory.Exists(folder.Evidence))
            return;
        var shown = _shown.Values.SelectMany(scans => scans).Select(scan => Path.GetFullPath(scan.Stem))
            .ToHashSet(StringComparer.Ordinal);
        foreach (string file in Directory.GetFiles(folder.Evidence, "*", SearchOption.AllDirectories))
            if (Array.Find(Extensions, extension => file.EndsWith(extension, StringComparison.Ordinal)) is { } ending
                && !shown.Contains(Path.GetFullPath(file)[..^ending.Length]))
                File.Delete(file);
    }

    // The scans of the item's category while it may be among those shown; else it is counted as left out.
    private List<ShownEvidence>? HasRoom(BlockContext context)
    {
        string category = context.Item.Category;
        if (!_shown.TryGetValue(category, out List<ShownEvidence>? shown))
            _shown[category] = shown = [];
        if (shown.Count < options.Limit)
            return shown;
        _full[category] = true;
        _leftOut[category] = _leftOut.GetValueOrDefault(category) + 1;
        return null;
    }
}
