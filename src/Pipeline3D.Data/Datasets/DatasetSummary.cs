using Pipeline3D.Core;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Data.Formats;

namespace Pipeline3D.Data.Datasets;

/// <summary>The facts of one dataset folder that a person wants to see first; no scan is read for them.</summary>
public sealed record DatasetSummary
{
    /// <summary>Name of the layout.</summary>
    public required string Layout { get; init; }

    /// <summary>The dataset's name for people.</summary>
    public required string Title { get; init; }

    /// <summary>Unit of the coordinates.</summary>
    public required LengthUnit Unit { get; init; }

    /// <summary>Categories in ordinal order.</summary>
    public required IReadOnlyList<string> Categories { get; init; }

    /// <summary>Number of scans by category, split and defect, in ordinal order.</summary>
    public required IReadOnlyList<DatasetCount> Counts { get; init; }

    /// <summary>Number of scans.</summary>
    public int Scans => Counts.Sum(count => count.Scans);

    /// <summary>Size of all files of the scans, in bytes.</summary>
    public required long FileBytes { get; init; }

    /// <summary>Largest memory that one scan declares, in bytes: the least a byte budget must hold.</summary>
    public required long LargestScanBytes { get; init; }

    /// <summary>What a user should know about the folder: missing partners, train splits with defects.</summary>
    public required IReadOnlyList<string> Remarks { get; init; }

    /// <summary>Detects the layout of a folder and counts its scans. Cost: directory listings and a look at each
    /// header.</summary>
    /// <param name="root">The dataset's folder.</param>
    /// <param name="layout">The layout; detected among our own when null.</param>
    /// <param name="limits">Limits of the readers; the defaults when null.</param>
    /// <exception cref="DatasetException">The folder is missing or is no known dataset.</exception>
    public static DatasetSummary Of(string root, IDatasetLayout? layout = null, FormatLimits? limits = null)
    {
        layout ??= DatasetLayouts.Own.Detect(root);
        var remarks = new List<string>();
        var query = new DatasetQuery(root, [], "", limits ?? FormatLimits.Default);
        SourceEntry<Scan>[] entries = [.. layout.Enumerate(query, remarks.Add)];
        foreach (SourceEntry<Scan> entry in entries)
            if (!File.Exists(entry.Input))
                remarks.Add($"{entry.Id} lacks its file {entry.Input}");
        foreach (IGrouping<ItemId, SourceEntry<Scan>> same in entries.GroupBy(entry => entry.Id)
            .Where(group => group.Count() > 1))
            remarks.Add($"{string.Join(" and ", same.Select(entry => entry.Input))} are both the scan "
                + $"{same.Key}; a run "
                + "uses the first");
        DatasetCount[] counts = [.. entries
            .GroupBy(entry => (entry.Id.Category, entry.Id.Split, entry.Id.Defect))
            .Select(group => new DatasetCount(group.Key.Category, group.Key.Split, group.Key.Defect, group.Count()))];
        foreach (DatasetCount count in counts)
            if (count is { Split: "train", Defect: not ("good" or "") })
                remarks.Add($"the train split of {count.Category} holds {count.Scans} scans of {count.Defect}");
        return new DatasetSummary
        {
            Layout = layout.Name,
            Title = LayoutType.Of(layout.GetType())?.Title ?? layout.Name,
            Unit = layout.Unit,
            Categories = layout.CategoriesOf(root),
            Counts = counts,
            FileBytes = entries.SelectMany(entry => entry.Files).Distinct().Sum(DeclaredSize.OfFile),
            LargestScanBytes = entries.Max(entry => entry.DeclaredBytes),
            Remarks = remarks,
        };
    }
}
