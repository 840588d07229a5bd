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

    internal static IReadOnlyList<string> CategoriesOf(string root, Func<string, bool> accepts)
        => [.. DatasetFolders.FoldersIn(root).Where(category => Splits.Any(split =>
            DatasetFolders.FilesIn(Path.Combine(root, category, split), Extensions).Any(accepts)))];

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
    {
        foreach (string category in categories)
            foreach (string split in Splits.Where(split => query.Split.Length == 0 || split == query.Split))
            {
                string folder = Path.Combine(root, category, split);
                string[] files = DatasetFolders.FilesIn(folder, Extensions);
                bool hasTemplates = split == "train" && files.Any(IsTemplate);
                (string File, string Kind)[] scans = [.. files
                    .Where(file => !hasTemplates || IsTemplate(file))
                    .Select(file => (file, split == "train" ? "good" : kindOf(category, Stem(file)) ?? ""))
                    .Where(scan => scan.Item2.Length > 0)
                    .OrderBy(scan => scan.Item2, StringComparer.Ordinal)
                    .ThenBy(scan => Stem(scan.file), StringComparer.Ordinal)];
                if (scans.Length < files.Length)
                    remark($"{folder}: {files.Length - scans.Length} of {files.Length} files are skipped, as the "
                        + $"reference code of {layout.Name} does; the first is "
                        + Path.GetFileName(files.Except(scans.Select(scan => scan.File)).First()));
                string? labels = DatasetFolders.Child(Path.Combine(root, category), "gt");
                foreach ((string file, string kind) in scans)
                    yield return EntryOf(
                        layout, query, new ItemId(layout.Name, category, split, kind, Stem(file)), file, labels,
                        formats);
            }
    }

    private static bool IsTemplate(string file) => Stem(file).Contains("template", StringComparison.Ordinal);

    private static string Stem(string path) => Path.GetFileNameWithoutExtension(path);

    private static SourceEntry<Scan> EntryOf(IDatasetLayout layout, DatasetQuery query, ItemId id, string file,
        string? labels, ScanFormats formats)
    {
        if (id.Defect == "good")
            return new SourceEntry<Scan>(id, file, () => formats.DeclaredBytes(file, query.Limits), _ =>
            {
                CloudFile cloud = formats.ReadCloud(file, query.Limits);
                return new(ScanParts.Unorganized(
                    id, cloud.Points, cloud.Rgb, new byte[cloud.Points.Count], false, layout.Unit, [.. cloud.Remarks]));
            }) { Files = [file] };
        string text = Path.Combine(labels ?? Path.Combine(Path.GetDirectoryName(Path.GetDirectoryName(file)!)!, "gt"),
            id.Name + ".txt");
        return new SourceEntry<Scan>(id, text, () => formats.DeclaredBytes(text, query.Limits),
            _ => new(LoadLabelled(id, text, layout.Unit, query.Limits))) { Files = [text, file] };
    }

    /// <summary>A scan whose points and truth are the rows of a text: x y z label, anomalous above 0.5.</summary>
    internal static Scan LoadLabelled(ItemId id, string text, LengthUnit unit, FormatLimits limits)
    {
        CloudFile cloud = XyzReader.Read(text, XyzColumns.XyzLabel, limits);
        byte[] ids = [.. cloud.Fields["label"].Select(label => (byte)(label > 0.5f ? 1 : 0))];
        bool anomalous = ids.AsSpan().Contains((byte)1);
        List<string> remarks = anomalous ? []
            : [$"the name says {id.Defect}, no point is labelled anomalous; the label follows the points"];
        return ScanParts.Unorganized(id, cloud.Points, null, ids, anomalous, unit, remarks);
    }
}
