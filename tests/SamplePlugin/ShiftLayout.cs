using Pipeline3D.Core;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Data;
using Pipeline3D.Data.Datasets;
using Pipeline3D.Data.Formats;

namespace SamplePlugin;

/// <summary>Options of <see cref="ShiftLayout"/> and its source.</summary>
public sealed record ShiftOptions : DatasetSourceOptions
{
    /// <summary>Shift to read, the word that file names begin with; empty = all.</summary>
    public string Shift { get; init; } = "";
}

/// <summary>How a plant files its scans: <c>part/{train,test}/SHIFT_NNN.hmap</c> with <c>part/faults/SHIFT_NNN.png</c>
/// for those with a fault.</summary>
/// <remarks>A scan with a mask in <c>faults</c> is anomalous, every other one is good.</remarks>
[Layout("shift", Title = "shift folder", Summary = "Read the height maps of a plant's shifts (a stranger's layout).")]
public sealed class ShiftLayout(ShiftOptions options, ScanFormats formats) : IDatasetLayout
{
    /// <inheritdoc/>
    public string Name => "shift";

    /// <inheritdoc/>
    public LengthUnit Unit => LengthUnit.Metre;

    /// <inheritdoc/>
    public string Form => "shift folder: <part>/{train,test}/<shift>_NNN.hmap, <part>/faults/<shift>_NNN.png.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Splits => ["test", "train"];

    /// <inheritdoc/>
    public bool Matches(string root) => CategoriesOf(root).Count > 0;

    /// <inheritdoc/>
    public IReadOnlyList<string> CategoriesOf(string root) => [.. DatasetFolders.FoldersIn(root).Where(part =>
        Splits.Any(split => DatasetFolders.FilesIn(Path.Combine(root, part, split), ".hmap").Length > 0))];

    /// <inheritdoc/>
    public IEnumerable<SourceEntry<Scan>> Enumerate(DatasetQuery query, Action<string> remark)
        => DatasetFolders.NotEmpty(List(query, DatasetFolders.Check(this, query, query.Root, remark)), this, query);

    private IEnumerable<SourceEntry<Scan>> List(DatasetQuery query, string[] parts)
        => from part in parts
           from split in Splits
           where query.Split.Length == 0 || split == query.Split
           from entry in Entries(query, part, split).OrderBy(entry => entry.Id)
           select entry;

    private IEnumerable<SourceEntry<Scan>> Entries(DatasetQuery query, string part, string split)
    {
        var scans = new StemWalk(Path.Combine(query.Root, part, split), ".hmap");
        while (scans.Stem is { } stem)
        {
            string scan = scans.Take(stem).First(), mask = Path.Combine(query.Root, part, "faults", stem + ".png");
            if (!stem.StartsWith(options.Shift, StringComparison.Ordinal))
                continue;
            string? fault = File.Exists(mask) ? mask : null;
            var id = new ItemId(Name, part, split, fault is null ? "good" : "fault", stem);
            yield return new SourceEntry<Scan>(id, scan, () => formats.DeclaredBytes(scan, query.Limits),
                _ => new(Load(id, scan, fault, query.Limits)))
            {
                Files = fault is null ? [scan] : [scan, fault],
            };
        }
    }

    private Scan Load(ItemId id, string path, string? fault, FormatLimits limits)
    {
        CloudFile scan = formats.ReadCloud(path, limits);
        GroundTruth? truth = fault is null ? null
            : ScanParts.Mask(fault, scan.Width, scan.Height, formats, limits);
        return ScanParts.Organized(id, scan.Points, scan.Width, scan.Height, Unit, null, truth, fault is not null, []);
    }
}
