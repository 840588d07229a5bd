using System.Runtime.CompilerServices;
using Pipeline3D.Blocks.Payloads;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Runs;
using Pipeline3D.Data;
using Pipeline3D.Data.Datasets;
using Pipeline3D.Data.Formats;

namespace Pipeline3D.Blocks.Sources;

/// <summary>Lists the scans of a dataset folder in the fixed order of its layout and loads them when there is
/// room.</summary>
/// <param name="options">Where the folder is and what to read of it.</param>
/// <param name="layout">How the dataset lies in it.</param>
/// <remarks>Pipeline files know it as <c>source.&lt;layout&gt;</c>; see <see cref="LayoutBlocks"/>.</remarks>
internal sealed class DatasetSource(DatasetSourceOptions options, IDatasetLayout layout)
    : SourceBlock3D<Scan>(options), ILocates<Scan>
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
        SourceEntry<Scan>? entry = null;
        foreach (SourceEntry<Scan> next in Listed(run))
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

    /// <inheritdoc/>
    public SourceEntry<Scan>? Locate(ItemId item, string input, RunContext run)
    {
        if (item.Dataset != layout.Name || (options.Split.Length > 0 && item.Split != options.Split)
            || !(options.Categories.IsEmpty || options.Categories.Contains(item.Category))
            || options.Without.Contains(item.Category))
            return null;
        DatasetQuery query = QueryOf([item.Category]);
        SourceEntry<Scan>? entry = layout.Locate(query, item, input);
        // Which scans are taken of a category depends on all of it.
        if (entry is not null && options.Limit > 0)
            entry = DatasetFolders.Find(EvenShares.Of(layout.Enumerate(query, static _ => { }), options.Limit), item,
                input);
        return entry is null ? null : EntryOf(entry, isUnique: false);
    }

    private static SourceEntry<Scan> EntryOf(SourceEntry<Scan> entry, bool isUnique)
        => entry with { IsUnique = isUnique, LoadAsync = context => LoadAsync(entry, context) };

    // Listed anew each time, as a list would take about a kilobyte per scan for as long as the run lasts. What is
    // noticed about the folder is said once.
    private IEnumerable<SourceEntry<Scan>> Listed(RunContext run)
    {
        foreach (SourceEntry<Scan> entry in Entries(_isRemarked ? _ => { } : run.AddRemark))
            yield return entry;
        _isRemarked = true;
    }

    private IEnumerable<SourceEntry<Scan>> Entries(Action<string> remark)
    {
        DatasetQuery query = QueryOf(Categories());
        return options.Limit == 0 ? layout.Enumerate(query, remark)
            : EvenShares.Of(layout.Enumerate(query, remark), options.Limit);
    }

    private DatasetQuery QueryOf(IReadOnlyList<string> categories) => new(options.Root, categories, options.Split,
        new FormatLimits { MaxPixels = options.MaxPixels, MaxPoints = options.MaxPoints });

    private IReadOnlyList<string> Categories()
    {
        IReadOnlyList<string> there = options.Without.IsEmpty ? [] : layout.CategoriesOf(options.Root);
        // What is wrong with a folder of no category, the layout says itself.
        if (there.Count == 0)
            return options.Categories;
        if (options.Without.FirstOrDefault(category => !there.Contains(category)) is { } unknown)
            throw new DatasetException(options.Root, $"there is no category '{unknown}' to leave out",
                DatasetFolders.Advice(unknown, there));
        string[] left = [.. (options.Categories.IsEmpty ? there : options.Categories).Except(options.Without)];
        return left.Length > 0 ? left : throw new DatasetException(options.Root,
            $"without {string.Join(' ', options.Without)} no category is left", "leave out fewer of them");
    }

    private static async ValueTask<Scan> LoadAsync(SourceEntry<Scan> entry, BlockContext context)
    {
        try
        {
            context.Stop.ThrowIfCancellationRequested();
            Scan scan = await entry.LoadAsync(context).ConfigureAwait(false);
            Scans.RequirePoints(scan, context);
            foreach (string remark in scan.Remarks)
                context.AddRemark($"{entry.Id}: {remark}");
            return scan;
        }
        catch (FormatException3D cause)
        {
            throw context.Reject(cause.ReasonAmong(entry.Files), cause.Message, cause);
        }
    }
}
