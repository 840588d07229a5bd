using Pipeline3D.Core;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Data.Formats;

namespace Pipeline3D.Data.Datasets;

/// <summary>Rendered views as PointAD's authors publish them, of MVTec 3D-AD, Eyecandies and Real3D-AD:
/// <c>category/test/defect/{2d_rendering, 2d_gt, 2d_3d_cor}/NAME/view_K...</c>.</summary>
/// <remarks>Scans carry their views; no others are made. Needed are 2d_rendering, 2d_3d_cor and labels: gt (masks) or
/// gt_pcd (clouds with labels as colours); for colours also rgb, for training also 2d_gt. Samples on grids say in
/// nonzero_indices.npy which cells are points; their points come from xyz, else from gt_pcd, and without both the
/// numbers of row and column stand for them. All files are looked at before anything is read: per category the number
/// of samples and views, the sizes, whether points are flagged, and what is missing. sink.views with layout: authors
/// writes such folders. Source: PointAD's released code.</remarks>
[Layout(Id, Title = "Rendered views",
    Summary = "Read scans with their rendered views, as PointAD's authors publish them.")]
public sealed class RenderedViewsLayout(RenderedViewsOptions? options = null, ScanFormats? formats = null)
    : IDatasetLayout
{
    private const string Id = "rendered-views";
    private readonly RenderedViewsOptions _options = options ?? new();
    private readonly ScanFormats _formats = formats ?? ScanFormats.Own;

    /// <inheritdoc/>
    public string Name => Id;

    /// <inheritdoc/>
    public LengthUnit Unit => _options.Unit;

    /// <inheritdoc/>
    public string Form => "Rendered views: <category>/{train,validation,test}/<defect>/{"
        + "2d_rendering/<name>/view_<k>.png, 2d_3d_cor/<name>/{nonzero_indices.npy, view_<k>_cor.npy}, "
        + "2d_gt/<name>/view_<k>_gt.png, gt, gt_pcd, rgb}.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Splits { get; } = ["test", "train", "validation"];

    /// <inheritdoc/>
    public bool Matches(string root) => DatasetFolders.FoldersIn(root).Any(category
        => DefectsOf(root, category).Any(IsRendered));

    /// <summary>The categories in the folder, in ordinal order: those that are rendered, and, beside them, those that
    /// should be, as scans of theirs are there.</summary>
    public IReadOnlyList<string> CategoriesOf(string root) => !Matches(root) ? []
        : [.. DatasetFolders.FoldersIn(root).Where(category => DefectsOf(root, category).Any(folder
            => IsRendered(folder)
                || RenderedSample.Rendered.Any(part => Directory.Exists(Path.Combine(folder, part)))))];

    // One sample is located by listing its category, as the others of it decide whether it is whole.

    /// <summary>Looks at the headers of all files of a folder, reading no scan.</summary>
    /// <param name="query">Where and which.</param>
    /// <returns>What was found, category by category.</returns>
    /// <exception cref="DatasetException">The folder is missing or holds no rendered views, a category or split is
    /// unknown.</exception>
    public IReadOnlyList<RenderedClass> Check(DatasetQuery query)
        => [.. Look(query, static _ => { }).Select(found => found.Class)];

    /// <inheritdoc/>
    public IEnumerable<SourceEntry<Scan>> Enumerate(DatasetQuery query, Action<string> remark)
    {
        (RenderedClass Class, List<(RenderedSample Sample, bool IsGrid)> Whole)[] found = Look(query, remark);
        RenderedClass[] broken = [.. found.Select(one => one.Class).Where(one => one.Broken.Count > 0
            || one.HasFlags == false)];
        if (broken.Length > 0 && _options.OnBroken == BrokenRule.Fail)
            throw new DatasetException(query.Root, "the rendered views are not whole: "
                + string.Join(" | ", broken.Select(one => one.ToString())),
                "restore or render what is missing, or leave it out by on_broken: skip");
        foreach ((RenderedClass one, _) in found)
            remark(one.ToString() + (one.Broken.Count > 0 ? "; left out" : ""));
        return DatasetFolders.NotEmpty(found.SelectMany(one => one.Whole.Select(sample
            => EntryOf(query, one.Class.Category, sample.Sample, sample.IsGrid))), this, query);
    }

    private (RenderedClass Class, List<(RenderedSample Sample, bool IsGrid)> Whole)[] Look(
        DatasetQuery query, Action<string> remark)
    {
        string[] categories = DatasetFolders.Check(this, query, query.Root, remark);
        return [.. categories.Select(category => (Category: category, Samples: SamplesOf(query, category)))
            .Where(one => one.Samples.Count > 0)
            .Select(one => RenderedClass.Of(one.Category, one.Samples, _options.Views, query.Limits))];
    }

    private List<RenderedSample> SamplesOf(DatasetQuery query, string category)
    {
        List<RenderedSample> samples = [];
        foreach (string split in Splits.Where(split => query.Split.Length == 0 || split == query.Split))
            foreach (string defect in DatasetFolders.FoldersIn(Path.Combine(query.Root, category, split)))
            {
                string folder = Path.Combine(query.Root, category, split, defect);
                IEnumerable<string> names = new[] { RenderedSample.Pictures, RenderedSample.Places }
                    .SelectMany(kind => DatasetFolders.FoldersIn(Path.Combine(folder, kind)))
                    .Concat(RenderedSample.Rendered.SelectMany(part => DatasetFolders.FilesIn(
                        Path.Combine(folder, part), ".tiff", ".tif", ".png", ".pcd"))
                        .Select(path => Path.GetFileNameWithoutExtension(path)));
                samples.AddRange(names.Distinct().Order(StringComparer.Ordinal)
                    .Select(name => new RenderedSample(split, defect, name, folder)));
            }
        return samples;
    }

    private SourceEntry<Scan> EntryOf(DatasetQuery query, string category, RenderedSample sample, bool isGrid)
    {
        var id = new ItemId(Name, category, sample.Split, sample.Defect, sample.Name);
        return new SourceEntry<Scan>(id, Path.Combine(sample.Folder, RenderedSample.Pictures, sample.Name),
            () => RenderedReader.DeclaredBytes(sample, query.Limits), context => new(new RenderedReader(
                sample, _options, _formats, query.Limits, context.Stop).Read(id, isGrid))) { Files = sample.Files() };
    }

    private static IEnumerable<string> DefectsOf(string root, string category)
        => new[] { "test", "train", "validation" }.SelectMany(split => DatasetFolders.FoldersIn(
            Path.Combine(root, category, split)).Select(defect => Path.Combine(root, category, split, defect)));

    private static bool IsRendered(string folder) => Directory.Exists(Path.Combine(folder, RenderedSample.Pictures))
        || Directory.Exists(Path.Combine(folder, RenderedSample.Places));
}
