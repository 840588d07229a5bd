using System.Runtime.CompilerServices;
using Pipeline3D.Core;
using Pipeline3D.Data;
using Pipeline3D.Data.Datasets;
using Pipeline3D.Data.Formats;

namespace Pipeline3D.Blocks;

/// <summary>Base of the sources that list the scans of a dataset folder in its fixed order and load them when there is
/// room.</summary>
public abstract class DatasetSource(DatasetSourceOptions options, IDatasetLayout layout) : SourceBlock3D<Scan>(options)
{
    private List<ScanEntry>? _listed;

    /// <inheritdoc/>
    public override UnitFlow Units => new(null, layout.Unit);

    /// <summary>Fails before anything runs when the folder is not what it should be.</summary>
    public override ValueTask StartAsync(RunContext run, CancellationToken stop)
    {
        _ = Entries(_ => { }).First();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<SourceEntry<Scan>> ListAsync(
        RunContext run, [EnumeratorCancellation] CancellationToken stop)
    {
        foreach (ScanEntry entry in Listed(run))
            yield return new SourceEntry<Scan>(entry.Id, entry.InputPath, entry.DeclaredBytes,
                context => Load(entry, context)) { Files = entry.Files };
        await ValueTask.CompletedTask.ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override ValueTask<long?> CountAsync(RunContext run, CancellationToken stop)
        => new(Listed(run).Count);

    // Listed once for counting and for reading: each entry costs a look at its file's header.
    private List<ScanEntry> Listed(RunContext run) => _listed ??= [.. Entries(run.AddRemark)];

    private IEnumerable<ScanEntry> Entries(Action<string> remark)
    {
        var query = new DatasetQuery(options.Root, options.Categories, options.Split, new FormatLimits
        {
            MaxPixels = options.MaxPixels,
            MaxPoints = options.MaxPoints,
        });
        IEnumerable<ScanEntry> entries = layout.Enumerate(query, remark);
        if (options.Most == 0)
            return entries;
        var taken = new Dictionary<string, int>(StringComparer.Ordinal);
        return entries.Where(entry => (taken[entry.Id.Category] = taken.GetValueOrDefault(entry.Id.Category)
            + 1) <= options.Most);
    }

    private static ValueTask<Scan> Load(ScanEntry entry, BlockContext context)
    {
        try
        {
            Scan scan = entry.Load(context.Stop);
            Scans.RequirePoints(scan, context);
            foreach (string remark in scan.Remarks)
                context.Run.AddRemark($"{entry.Id}: {remark}");
            return new(scan);
        }
        catch (FormatException3D cause)
        {
            throw context.Reject(RejectReason.BadFormat, cause.Message, cause);
        }
    }
}
