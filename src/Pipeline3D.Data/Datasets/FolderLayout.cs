using Pipeline3D.Core;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Live;
using Pipeline3D.Data.Formats;

namespace Pipeline3D.Data.Datasets;

/// <summary>Any folder tree of clouds: <c>[category/][train|validation|test/][defect/]file</c>, with <c>gt/stem</c>
/// beside the files where the truth is known.</summary>
/// <remarks>A folder is a defect when it or a sibling of it is called <c>good</c>; other folders make the category, by
/// default the root's name. Files outside of split folders are in every split, or in one by
/// <see cref="FolderSourceOptions.TestShare"/>. The truth is an image of a grid's size, or a text of x y z label, which
/// then gives the points too. Folders called gt, rgb or starting with a dot are not searched. Tables that may hold
/// anything (.csv, .txt) are scans where their titles name x, y and z, or the option <c>tables</c> says so.</remarks>
[Layout(Id, Title = "plain folder", Summary = "Read the scans of a plain folder.", Rank = 100)]
public sealed class FolderLayout(FolderSourceOptions? options = null, ScanFormats? formats = null) : IDatasetLayout
{
    private const string Id = "folder";
    private const ScanContent Points = ScanContent.Cloud | ScanContent.Grid;
    private static readonly string[] SplitNames = ["test", "train", "validation"];
    private static readonly string[] TableExtensions = [".csv", ".txt"];
    private readonly bool _takesTables = options?.Tables ?? false;
    private readonly ScanFormats _formats = formats ?? ScanFormats.Own;

    /// <summary>Unit of the coordinates; a folder cannot tell. Default: none is known.</summary>
    public LengthUnit Unit { get; init; } = LengthUnit.Arbitrary;

    /// <inheritdoc/>
    public string Name => Id;

    /// <inheritdoc/>
    public string Form
        => $"a folder tree of clouds ({string.Join(' ', _formats.ExtensionsOf(Points))}): "
            + "[category/][split/][defect/]file.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Splits => SplitNames;

    /// <inheritdoc/>
    public bool Matches(string root) => Directory.Exists(root) && ScansBelow(root, []).Any();

    /// <inheritdoc/>
    public IReadOnlyList<string> CategoriesOf(string root) => !Directory.Exists(root) ? []
        : [.. ScansBelow(root, []).Select(file => PlaceOf(root, file, "").Category).Distinct()
            .Order(StringComparer.Ordinal)];

    /// <inheritdoc/>
    public IEnumerable<SourceEntry<Scan>> Enumerate(DatasetQuery query, Action<string> remark)
        => DatasetFolders.NotEmpty(List(query, DatasetFolders.Check(this, query, null, remark), remark), this, query);

    /// <inheritdoc/>
    /// <remarks>An id does not tell where split and defect stand in the path, so the folder is taken from
    /// <paramref name="input"/>. Cost: a look into it; a listing where it is of no help.</remarks>
    public SourceEntry<Scan>? Locate(DatasetQuery query, ItemId item, string input)
    {
        if (FolderOf(query.Root, input) is { } folder)
        {
            string[] scans = [.. ScansIn(folder, item.Name, [])];
            Dictionary<string, string> truths = TruthsBeside(folder);
            if (DatasetFolders.Find(scans.Concat(LostIn(folder, scans).Where(file => StemOf(file) == item.Name))
                .Where(file => PlaceOf(query.Root, file, query.Split) == item)
                .Select(file => EntryOf(item, file, truths.GetValueOrDefault(item.Name), query.Limits)), item, input)
                is { } entry)
                return entry;
        }
        return DatasetFolders.FindListed(this, query, item, input);
    }

    // The folder of the scan that was listed from a file; null when that lies elsewhere, or where nothing is searched.
    private static string? FolderOf(string root, string input)
    {
        if (Path.GetDirectoryName(input) is not { Length: > 0 } folder)
            return null;
        List<string> parts = [.. Path.GetRelativePath(root, folder).Split(Path.DirectorySeparatorChar)
            .Where(part => part != ".")];
        if (parts.Count > 0 && IsTruths(parts[^1]))
            parts.RemoveAt(parts.Count - 1);
        return parts.TrueForAll(part => part is not ['.', ..] && IsSearched(part) && !Path.IsPathRooted(part))
            ? Path.Combine([root, .. parts]) : null;
    }

    private static bool IsTruths(string folder) => folder.Equals("gt", StringComparison.OrdinalIgnoreCase);

    private static bool IsSearched(string folder)
        => !IsTruths(folder) && !folder.Equals("rgb", StringComparison.OrdinalIgnoreCase);

    private IEnumerable<SourceEntry<Scan>> List(DatasetQuery query, string[] categories, Action<string> remark)
    {
        List<string> leftAlone = [];
        string[] scans = [.. ScansBelow(query.Root, leftAlone)];
        if (leftAlone.Count > 0)
            remark($"{leftAlone.Count} tables are no scans, as their titles name no x, y and z, and are not read: the "
                + $"first is {leftAlone[0]}; 'tables: true' reads them all");
        var truths = new Dictionary<string, Dictionary<string, string>>(StringComparer.Ordinal);
        return scans.Concat(LostBelow(query.Root, scans))
            .Select(file => (File: file, Id: PlaceOf(query.Root, file, query.Split)))
            .Where(pair => categories.Contains(pair.Id.Category)
                && (query.Split.Length == 0 || pair.Id.Split == query.Split))
            .OrderBy(pair => pair.Id).ThenBy(pair => pair.File, StringComparer.Ordinal)
            .Select(pair => EntryOf(pair.Id, pair.File, TruthOf(pair.File, pair.Id.Name), query.Limits));

        // Each folder's truths are listed once, not once per scan.
        string? TruthOf(string file, string stem)
        {
            string folder = Path.GetDirectoryName(file)!;
            if (!truths.TryGetValue(folder, out Dictionary<string, string>? found))
                truths[folder] = found = TruthsBeside(folder);
            return found.GetValueOrDefault(stem);
        }
    }

    private Dictionary<string, string> TruthsBeside(string folder)
    {
        var truths = new Dictionary<string, string>(StringComparer.Ordinal);
        if (DatasetFolders.Child(folder, "gt") is { } beside)
            // An image that is no mask, as a JPEG, counts where nothing else is: loading it says why it is none.
            foreach (string path in DatasetFolders.FilesIn(beside, [.. _formats.ExtensionsOf(ScanContent.Mask), ".txt"])
                .Concat(DatasetFolders.FilesIn(beside, _formats.ExtensionsOf(ScanContent.Colour))))
                truths.TryAdd(Path.GetFileNameWithoutExtension(path), path);
        return truths;
    }

    private IEnumerable<string> ScansBelow(string root, List<string> leftAlone)
    {
        foreach (string folder in FoldersBelow(root))
            foreach (string file in ScansIn(folder, null, leftAlone))
                yield return file;
    }

    private IEnumerable<string> ScansIn(string folder, string? stem, List<string> leftAlone)
    {
        string[] extensions = _formats.ExtensionsOf(Points);
        foreach (string file in stem is null ? DatasetFolders.FilesIn(folder, extensions)
            : DatasetFolders.FilesOf(folder, stem, extensions))
            if (!_formats.MayHold(file, Points))
                continue;
            else if (_takesTables || !TableExtensions.Contains(Path.GetExtension(file).ToLowerInvariant())
                || IsPoints(file))
                yield return file;
            else
                leftAlone.Add(file);
    }

    private IEnumerable<string> LostBelow(string root, string[] scans)
    {
        ILookup<string, string> byFolder = scans.ToLookup(file => Path.GetDirectoryName(file)!, StringComparer.Ordinal);
        return FoldersBelow(root).SelectMany(folder => LostIn(folder, byFolder[Path.TrimEndingDirectorySeparator(
            folder)]));
    }

    // A truth whose scan is gone is a scan too, so that its loss is a failure, not silence.
    private IEnumerable<string> LostIn(string folder, IEnumerable<string> scans)
    {
        HashSet<string> stems = [.. scans.Select(StemOf)];
        return TruthsBeside(folder).Keys.Order(StringComparer.Ordinal).Where(truth => !stems.Contains(truth))
            .Select(truth => Path.Combine(folder, truth + ".pcd"));
    }

    private static IEnumerable<string> FoldersBelow(string folder)
    {
        yield return folder;
        foreach (string name in DatasetFolders.FoldersIn(folder))
            if (IsSearched(name))
                foreach (string below in FoldersBelow(Path.Combine(folder, name)))
                    yield return below;
    }

    // A table that cannot be read, or is empty, names nothing; it is counted with the others.
    private static bool IsPoints(string table)
    {
        try
        {
            return XyzReader.NamesPoints(table);
        }
        catch (FormatException3D)
        {
            return false;
        }
    }

    private static string StemOf(string file) => Path.GetFileNameWithoutExtension(file);

    // Files outside any split folder belong to whichever split is asked for.
    private ItemId PlaceOf(string root, string file, string wantedSplit)
    {
        string folder = Path.GetDirectoryName(file)!;
        List<string> parts = [.. Path.GetRelativePath(root, folder).Split(Path.DirectorySeparatorChar)
            .Where(part => part != ".")];
        string? split = parts.Find(part => SplitNames.Contains(part));
        bool isDefect = parts.Count > 0 && parts[^1] != split
            && (parts[^1] == "good" || Directory.Exists(Path.Combine(Path.GetDirectoryName(folder)!, "good")));
        string defect = isDefect ? parts[^1] : "";
        if (isDefect)
            parts.RemoveAt(parts.Count - 1);
        if (split is not null)
            parts.Remove(split);
        string category = parts.Count > 0 ? string.Join('/', parts)
            : Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(root)));
        if (split is null && options is { Splits: true })
            split = defect is "" or "good" ? options.SplitOf(Path.GetRelativePath(root, file)) : "test";
        return new ItemId(Name, category, split ?? wantedSplit, defect, Path.GetFileNameWithoutExtension(file));
    }

    private SourceEntry<Scan> EntryOf(ItemId id, string file, string? truth, FormatLimits limits)
    {
        if (truth is not null && !File.Exists(file) && !FileNames.IsUnreachable(file))
            return new SourceEntry<Scan>(id, file, () => DeclaredSize.OfFile(truth),
                _ => throw new FormatException3D(file, -1L, $"the truth {truth} has no scan beside its folder",
                    "restore the scan or remove its truth") { Reason = RejectReason.MissingPartner })
            {
                Files = [file, truth],
            };
        if (truth is not null && Path.GetExtension(truth).Equals(".txt", StringComparison.OrdinalIgnoreCase))
            return new SourceEntry<Scan>(id, truth, () => _formats.DeclaredBytes(truth, limits),
                _ => new(LabelledClouds.LoadLabelled(id, truth, Unit, limits))) { Files = [truth, file] };
        string[] files = truth is null ? [file] : [file, truth];
        return new SourceEntry<Scan>(id, file, () => _formats.DeclaredBytes(file, limits),
            context => new(Load(id, file, truth, limits, context.Stop))) { Files = files };
    }

    private Scan Load(ItemId id, string file, string? mask, FormatLimits limits, CancellationToken stop)
    {
        CloudFile cloud = _formats.ReadCloud(file, limits);
        stop.ThrowIfCancellationRequested();
        bool? label = id.Defect.Length == 0 ? null : id.Defect != "good";
        List<string> remarks = [.. cloud.Remarks];
        GroundTruth? truth = mask is null ? null : ScanParts.Mask(mask, cloud.Width, cloud.Height, _formats, limits);
        if (truth is not null && label is not null && truth.IsAnomalous != label)
            remarks.Add($"the folder says {id.Defect}, the mask disagrees; the label follows the mask");
        label = truth?.IsAnomalous ?? label;
        return cloud.Height > 1
            ? ScanParts.Organized(id, cloud.Points, cloud.Width, cloud.Height, Unit,
                cloud.Rgb is null ? null : new RgbImage(cloud.Width, cloud.Height, cloud.Rgb), truth, label, remarks)
            : ScanParts.Unorganized(id, cloud with { Remarks = remarks }, truth?.Ids, label, Unit);
    }
}
