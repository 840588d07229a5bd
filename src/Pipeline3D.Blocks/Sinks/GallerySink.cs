using System.Text.Json;
using Pipeline3D.Blocks.Features;
using Pipeline3D.Blocks.Filters;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Options;
using Pipeline3D.Core.Runs;
using Pipeline3D.Data;
using Pipeline3D.Data.Formats;
using Pipeline3D.Geometry.Views;

namespace Pipeline3D.Blocks.Sinks;

/// <summary>Shows the views that scans carry in the report, anomalous places in red, with the scans' remarks.</summary>
/// <remarks>For scans that nobody scores: to look at what a filter makes of them, such as the pseudo-anomalies of
/// <c>filter.synthesize-anomaly</c>. Below gallery/ a JSON file per scan: item, is_anomalous, remarks, and pictures,
/// PNG in base64. Put it behind <c>feature.views</c>.</remarks>
[Block("sink.gallery", Summary = "Show scans from several sides in the report, anomalous places in red.")]
public sealed class GallerySink(GalleryOptions options) : SinkBlock3D<Scan>(options), IContributes<Scan>, IEstimatesDisk
{
    private const string Room = "gallery";

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    private readonly SortedDictionary<string, int> _seen = new(StringComparer.Ordinal);

    /// <summary>Packed pictures, a byte a pixel, as text in a file and in the report; of each scan as many as are made
    /// of it.</summary>
    public long FolderBytes(ExpectedItems items)
    {
        (long views, long pixels) = items.Before.OfType<ViewsFeature>().Select(feature => feature.Size)
            .DefaultIfEmpty((9, 336 * 336)).Max();
        long perScan = items.Before.OfType<SynthesizeAnomalyFilter>().Aggregate(1L,
            (made, filter) => made * filter.MaxOutputs);
        return items.Items.GroupBy(item => item.Id.Category).Sum(category
            => Math.Min(options.Limit, category.Count() * perScan)) * views * pixels * 8 / 3;
    }

    /// <inheritdoc/>
    public override ValueTask ConsumeAsync(Scan input, BlockContext context)
    {
        PointViews views = ViewsOf(input, context);
        if (Take(context))
            Write(input, views, context);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<Contribution> ContributeAsync(Scan input, BlockContext context)
    {
        Write(input, ViewsOf(input, context), context);
        return new(Remember(input, context));
    }

    /// <inheritdoc/>
    public Contribution Remember(Scan input, BlockContext context)
        => new(ReadOnlyMemory<byte>.Empty, File.Exists(PathOf(context)) ? [PathOf(context)] : []);

    /// <summary>Counts the scan: its file is there, and goes when the scan is not among the first.</summary>
    public void Recall(ReadOnlyMemory<byte> data, BlockContext context) => Take(context);

    /// <inheritdoc/>
    public override ValueTask CompleteAsync(RunContext run, CancellationToken stop)
    {
        foreach ((string category, int count) in _seen)
            if (count > options.Limit)
                run.AddRemark($"{category}: the gallery shows the first {options.Limit} scans, {count - options.Limit} "
                    + "more are not shown (option 'limit' of sink.gallery)");
        return ValueTask.CompletedTask;
    }

    private static string PathOf(BlockContext context)
        => context.Run.Folder.InRoom(Room, context.Item.Path, ".json");

    // Whether the scan is shown. Whoever wrote its file before it was its turn could not know that it is not.
    private bool Take(BlockContext context)
    {
        int seen = _seen[context.Item.Category] = _seen.GetValueOrDefault(context.Item.Category) + 1;
        if (seen > options.Limit)
            File.Delete(PathOf(context));
        return seen <= options.Limit;
    }

    private static PointViews ViewsOf(Scan scan, BlockContext context) => scan.Views
        ?? throw context.Reject(RejectReason.MissingPartner,
            "the scan carries no views; put feature.views before this block");

    private static void Write(Scan scan, PointViews views, BlockContext context)
        => AtomicFile.Write(PathOf(context), stream => JsonSerializer.Serialize(stream, new
        {
            Item = context.Item.Path, scan.IsAnomalous, scan.Remarks,
            Pictures = Enumerable.Range(0, views.Count).Select(view => Picture(views, view)),
        }, Json));

    private static byte[] Picture(PointViews views, int view)
    {
        byte[] rgb = [.. views.Pictures[view]];
        bool[]? truth = views.Truth?[view];
        for (int pixel = 0; pixel < truth?.Length; pixel++)
            if (truth[pixel])
                // Two thirds of red, so that the shading stays to be seen.
                (rgb[3 * pixel], rgb[3 * pixel + 1], rgb[3 * pixel + 2]) = ((byte)(170 + rgb[3 * pixel] / 3),
                    (byte)(rgb[3 * pixel + 1] / 3), (byte)(rgb[3 * pixel + 2] / 3));
        using var png = new MemoryStream();
        PngWriter.Encode(png, views.Width, views.Height, 3, rgb);
        return png.ToArray();
    }
}

/// <summary>Options of <see cref="GallerySink"/>.</summary>
public sealed record GalleryOptions : IBlockOptions
{
    /// <summary>Scans per category that the report shows, the first ones in order; 1 to 1000.</summary>
    public int Limit { get; init; } = 20;

    /// <inheritdoc/>
    public void Validate(Problems problems) => problems.RequireRange(Limit, 1, 1000, nameof(Limit));
}
