using System.Runtime.CompilerServices;
using Pipeline3D.Blocks.Payloads;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Live;
using Pipeline3D.Core.Runs;
using Pipeline3D.Data;
using Pipeline3D.Data.Datasets;
using Pipeline3D.Data.Formats;

namespace Pipeline3D.Blocks.Sources;

/// <summary>Reads scans as they come in, from a watched folder and over HTTP, until the service is ended.</summary>
/// <remarks>Works under <c>pipeline3d serve</c> only; a pipeline has at most one. What is promised to senders stands in
/// docs/streaming.md.</remarks>
[Block("source.live", Summary = "Read scans as they come in: a watched folder and HTTP.")]
public sealed class LiveSource(LiveOptions options, ScanFormats? formats = null)
    : SourceBlock3D<Scan>(options), ILiveSource
{
    private readonly ScanFormats _formats = formats ?? ScanFormats.Own;

    /// <inheritdoc/>
    public IntakeOptions Intake => options;

    /// <inheritdoc/>
    public IScanFormats Formats => _formats;

    /// <inheritdoc/>
    public override UnitFlow Units => new(null, options.Unit);

    /// <summary>Fails when nothing can come in.</summary>
    public override ValueTask StartAsync(RunContext run, CancellationToken stop)
    {
        _ = Service(run);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<SourceEntry<Scan>> ListAsync(
        RunContext run, [EnumeratorCancellation] CancellationToken stop)
    {
        var limits = new FormatLimits { MaxPixels = options.MaxPixels, MaxPoints = options.MaxPoints };
        await foreach (Arrival arrival in Service(run).ArriveAsync(stop).ConfigureAwait(false))
        {
            SourceEntry<Scan> entry = SingleScan.Of(arrival.Id, arrival.Cloud, arrival.Colour, arrival.Truth,
                options.Unit, limits, _formats);
            yield return entry with
            {
                Input = arrival.Input, IsUnique = true, DueAt = DueAt(arrival, run.Time), Trace = arrival.Trace,
                LoadAsync = context => LoadAsync(entry, arrival, context),
            };
        }
    }

    private long? DueAt(Arrival arrival, TimeProvider time) => options.Deadline > TimeSpan.Zero
        ? arrival.AcceptedAt + (long)(options.Deadline.TotalSeconds * time.TimestampFrequency) : null;

    private static ILiveRun Service(RunContext run) => run.Live ?? throw new InvalidOperationException(
        "source.live reads what comes in while a pipeline is served; use 'pipeline3d serve' instead of 'run'");

    private static async ValueTask<Scan> LoadAsync(SourceEntry<Scan> entry, Arrival arrival, BlockContext context)
    {
        try
        {
            context.Stop.ThrowIfCancellationRequested();
            RequireCategory(context);
            Scan scan = await entry.LoadAsync(context).ConfigureAwait(false);
            Scans.RequirePoints(scan, context);
            return scan;
        }
        catch (FormatException3D cause)
        {
            // The sender knows its file by its own name and must not learn where ours lies.
            string message = entry.Files.Aggregate(cause.Message,
                (text, file) => text.Replace(file, arrival.Input, StringComparison.Ordinal));
            throw context.Reject(cause.ReasonAmong(entry.Files), message, cause);
        }
    }

    // Said here, as what comes first behind it would blame its own profile or model.
    private static void RequireCategory(BlockContext context)
    {
        IReadOnlyList<string> known = Service(context.Run).Categories;
        string category = context.Item.Category;
        if (known.Count > 0 && !known.Contains(category) && !known.Contains(ServedModel.All))
            throw context.Reject(RejectReason.NoModel, (category.Length == 0 ? "it came without a category; name it by "
                + "?category=, by a subfolder of the watched folder, or by the option category; "
                : $"there is no model for the category '{category}'; ")
                + $"there are models for {string.Join(", ", known)}");
    }
}
