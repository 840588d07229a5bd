using Pipeline3D.Core;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Data.Formats;

namespace Pipeline3D.Data.Datasets;

/// <summary>What Real3D-AD and Anomaly-ShapeNet share: <c>category/{train,test}/*.pcd</c>, and a text of x y z label
/// for each anomalous scan.</summary>
/// <remarks>An anomalous scan takes its coordinates from that text, as the reference code does: order and number of the
/// points in the PCD need not match, so the two are never joined by index.</remarks>
internal static class LabelledClouds
{
    internal static readonly string[] Splits = ["test", "train"];

    // What the datasets come in, and what people convert them to. Not every format of clouds: tables of numbers lie
    // beside the scans too, and would count as scans of the same names.
    private static readonly string[] Extensions = [".pcd", ".ply"];

    // Text that is nothing but points is taken where no other file has the name.
    private static readonly string[] TextExtensions = [".asc", ".xyz"];

    // The best first: the datasets have .txt.
    private static readonly string[] LabelExtensions = [".txt", ".asc", ".xyz", ".csv"];

    internal static IReadOnlyList<string> CategoriesOf(string root, Func<string, bool> accepts)
        => [.. DatasetFolders.FoldersIn(root).Where(category => HasScans(root, category, accepts))];

    /// <summary>Finds one scan. Which files of a split count depends on all of them and on the labels, so that its
    /// folder is listed.</summary>
    internal static SourceEntry<Scan>? Locate(IDatasetLayout layout, DatasetQuery query, string root,
        Func<string, bool> accepts, Func<string, string, string?> kindOf, ScanFormats formats, ItemId item,
        string input) => Splits.Contains(item.Split) && DatasetFolders.FoldersIn(root).Contains(item.Category)
            && HasScans(root, item.Category, accepts)
            ? DatasetFolders.Find(ListSplit(layout, query, root, item.Category, item.Split, kindOf, formats,
                static _ => { }), item, input)
            : null;

    private static bool HasScans(string root, string category, Func<string, bool> accepts)
        => Splits.Any(split => FilesOf(Path.Combine(root, category, split)).Any(accepts));

    /// <summary>Lists all scans.</summary>
    /// <param name="layout">The layout.</param>
    /// <param name="query">The query.</param>
    /// <param name="root">The folder of the categories.</param>
    /// <param name="categories">Which of them.</param>
    /// <param name="kindOf">Defect of a scan of the test split by category and stem; <c>good</c> for none, null to
    /// skip.</param>
    /// <param name="formats">What to read the clouds by.</param>
    /// <param name="remark">Told of files that are skipped.</param>
    internal static IEnumerable<SourceEntry<Scan>> List(IDatasetLayout layout, DatasetQuery query, string root,
        string[] categories, Func<string, string, string?> kindOf, ScanFormats formats, Action<string> remark)
        => from category in categories
           from split in Splits
           where query.Split.Length == 0 || split == query.Split
           from entry in ListSplit(layout, query, root, category, split, kindOf, formats, remark)
           select entry;

    private static IEnumerable<SourceEntry<Scan>> ListSplit(IDatasetLayout layout, DatasetQuery query, string root,
        string category, string split, Func<string, string, string?> kindOf, ScanFormats formats,
        Action<string> remark)
    {
        string folder = Path.Combine(root, category, split);
        string[] files = FilesOf(folder);
        bool hasTemplates = split == "train" && files.Any(IsTemplate);
        string? KindOf(string stem) => split == "train" ? "good" : kindOf(category, stem);
        (string File, string Kind)[] scans = [.. files
            .Where(file => !hasTemplates || IsTemplate(file))
            .Select(file => (File: file, Kind: KindOf(Stem(file)) ?? "")).Where(scan => scan.Kind.Length > 0)];
        if (scans.Length < files.Length)
            remark($"{folder}: {files.Length - scans.Length} of {files.Length} files are skipped, as the "
                + $"reference code of {layout.Name} does; the first is "
                + Path.GetFileName(files.Except(scans.Select(scan => scan.File)).First()));
        Dictionary<string, string> labels = LabelsOf(Path.Combine(root, category));
        // A text of labels whose cloud is gone is a scan too, so that its loss is a failure, not silence.
        (string File, string Kind)[] lost = split == "train" ? [] : [.. labels.Keys
            .Except(files.Select(Stem), StringComparer.Ordinal)
            .Select(stem => (File: Path.Combine(folder, stem + Extensions[0]), Kind: KindOf(stem) ?? ""))
            .Where(scan => scan.Kind.Length > 0)];
        foreach ((string file, string kind) in scans.Concat(lost)
            .OrderBy(scan => scan.Kind, StringComparer.Ordinal)
            .ThenBy(scan => Stem(scan.File), StringComparer.Ordinal))
        {
            string text = labels.GetValueOrDefault(Stem(file),
                Path.Combine(root, category, "gt", Stem(file) + LabelExtensions[0]));
            var id = new ItemId(layout.Name, category, split, kind, Stem(file));
            yield return EntryOf(layout, query, id, file, text, formats);
        }
    }

    private static string[] FilesOf(string folder)
    {
        string[] files = DatasetFolders.FilesIn(folder, Extensions);
        HashSet<string> taken = [.. files.Select(Stem)];
        return [.. files.Concat(DatasetFolders.FilesIn(folder, TextExtensions)
            .Where(file => !taken.Contains(Stem(file)))).Order(StringComparer.Ordinal)];
    }

    // Texts of labels by stem; the folder is gt or GT.
    private static Dictionary<string, string> LabelsOf(string category)
        => DatasetFolders.Child(category, "gt") is not { } folder ? []
            : DatasetFolders.FilesIn(folder, LabelExtensions)
                .Where(file => !Path.GetFileName(file).Equals("README.txt", StringComparison.OrdinalIgnoreCase))
                .GroupBy(Stem, StringComparer.Ordinal).ToDictionary(files => files.Key, files => files.MinBy(file
                    => Array.IndexOf(LabelExtensions, Path.GetExtension(file).ToLowerInvariant()))!,
                    StringComparer.Ordinal);

    private static bool IsTemplate(string file) => Stem(file).Contains("template", StringComparison.Ordinal);

    private static string Stem(string path) => Path.GetFileNameWithoutExtension(path);

    private static SourceEntry<Scan> EntryOf(IDatasetLayout layout, DatasetQuery query, ItemId id, string file,
        string text, ScanFormats formats)
    {
        // The cloud that is read: what is missing is told when the scan is loaded.
        if (!File.Exists(file) && !FileNames.IsUnreachable(file))
            return new SourceEntry<Scan>(id, file, () => formats.DeclaredBytes(text, query.Limits),
                _ => throw new FormatException3D(file, -1L, $"the labels {text} have no cloud in {id.Split}/",
                    "restore the cloud or remove its labels") { Reason = RejectReason.MissingPartner })
            {
                Files = [file, text],
            };
        if (id.Defect == "good")
            return new SourceEntry<Scan>(id, file, () => formats.DeclaredBytes(file, query.Limits), _ =>
            {
                CloudFile cloud = formats.ReadCloud(file, query.Limits);
                return new(ScanParts.Unorganized(id, cloud, new byte[cloud.Points.Count], false, layout.Unit));
            }) { Files = [file] };
        return new SourceEntry<Scan>(id, text, () => formats.DeclaredBytes(text, query.Limits),
            _ => new(LoadLabelled(id, text, layout.Unit, query.Limits))) { Files = [text, file] };
    }

    /// <summary>A scan whose points and truth are the rows of a text: x y z label, anomalous above 0.5.</summary>
    internal static Scan LoadLabelled(ItemId id, string text, LengthUnit unit, FormatLimits limits)
    {
        CloudFile cloud = XyzReader.Read(text, XyzColumns.XyzLabel, limits);
        byte[] ids = [.. cloud.Fields["label"].Select(label => (byte)(label > 0.5f ? 1 : 0))];
        bool anomalous = ids.AsSpan().Contains((byte)1);
        List<string> remarks = [.. cloud.Remarks];
        if (!anomalous)
            remarks.Add($"the name says {id.Defect}, no point is labelled anomalous; the label follows the points");
        return ScanParts.Unorganized(id, cloud with { Rgb = null, Remarks = remarks }, ids, anomalous, unit);
    }
}
