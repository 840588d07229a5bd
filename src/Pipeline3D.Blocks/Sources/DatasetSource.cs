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
    private bool _isRemarked;

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
        // Layouts list in the order of ids, so two files of one scan stand next to each other.
        ItemId? before = null;
        ScanEntry? entry = null;
        foreach (ScanEntry next in Listed(run))
        {
            if (entry is not null)
                yield return EntryOf(entry, isUnique: entry.Id != before && entry.Id != next.Id);
            (before, entry) = (entry?.Id, next);
        }
        if (entry is not null)
            yield return EntryOf(entry, isUnique: entry.Id != before);
        await ValueTask.CompletedTask.ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override ValueTask<long?> CountAsync(RunContext run, CancellationToken stop)
        => new(Listed(run).LongCount());

    private static SourceEntry<Scan> EntryOf(ScanEntry entry, bool isUnique)
        => new(entry.Id, entry.InputPath, entry.DeclaredBytes, context => Load(entry, context))
        {
            Files = entry.Files, IsUnique = isUnique,
        };

    // Listed anew each time, as a list would take about a kilobyte per scan for as long as the run lasts. What is
    // noticed about the folder is said once.
    private IEnumerable<ScanEntry> Listed(RunContext run)
    {
        foreach (ScanEntry entry in Entries(_isRemarked ? _ => { } : run.AddRemark))
            yield return entry;
        _isRemarked = true;
    }

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
                context.AddRemark($"{entry.Id}: {remark}");
            return new(scan);
        }
        catch (FormatException3D cause)
        {
            throw context.Reject(entry.ReasonOf(cause), cause.Message, cause);
        }
    }
}
