using Pipeline3D.Core;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Data.Formats;

namespace Pipeline3D.Data.Datasets;

/// <summary>Anomaly-ShapeNet: <c>[pcd/]category/{train,test}/category_kindN.pcd</c> with <c>GT/*.txt</c>, unorganized,
/// no unit.</summary>
/// <remarks>The kind is the name behind the category without its number; <c>positive</c> (or <c>good</c>) is normal.
/// Anomalous scans take points and labels from their GT text. Source: Li et al. 2024 and the dataset's
/// readme.</remarks>
[Layout(Id, Title = "Anomaly-ShapeNet", Summary = "Read scans of an Anomaly-ShapeNet folder.")]
public sealed class AnomalyShapeNetLayout(ScanFormats? formats = null) : IDatasetLayout
{
    private const string Id = "anomaly-shapenet";

    private readonly ScanFormats _formats = formats ?? ScanFormats.Own;

    /// <inheritdoc/>
    public string Name => Id;

    /// <inheritdoc/>
    public LengthUnit Unit => LengthUnit.Arbitrary;

    /// <inheritdoc/>
    public string Form => "Anomaly-ShapeNet: [pcd/]<category>/{train/<category>_template<i>.pcd, "
        + "test/<category>_<kind><n>.pcd, GT/<category>_<kind><n>.txt}.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Splits => LabelledClouds.Splits;

    /// <inheritdoc/>
    public bool Matches(string root) => CategoriesOf(root).Count > 0;

    /// <inheritdoc/>
    public IReadOnlyList<string> CategoriesOf(string root) => LabelledClouds.CategoriesOf(TopOf(root), IsScan);

    /// <inheritdoc/>
    public IEnumerable<SourceEntry<Scan>> Enumerate(DatasetQuery query, Action<string> remark)
    {
        string top = TopOf(query.Root);
        string[] categories = DatasetFolders.Check(this, query, top, remark);
        return DatasetFolders.NotEmpty(LabelledClouds.List(this, query, top, categories, KindOf, _formats, remark),
            this, query);
    }

    /// <inheritdoc/>
    /// <remarks>Cost: a listing of its split.</remarks>
    public SourceEntry<Scan>? Locate(DatasetQuery query, ItemId item, string input)
        => LabelledClouds.Locate(this, query, TopOf(query.Root), IsScan, KindOf, _formats,
            item, input);

    private static string TopOf(string root) => DatasetFolders.Child(root, "pcd") ?? root;

    private static string CategoryOf(string file) => Path.GetFileName(
        Path.GetDirectoryName(Path.GetDirectoryName(file)))!;

    private static bool IsScan(string file)
        => Path.GetFileName(file).StartsWith(CategoryOf(file) + "_", StringComparison.Ordinal);

    private static string? KindOf(string category, string stem)
    {
        string rest = stem.StartsWith(category + "_", StringComparison.Ordinal) ? stem[(category.Length + 1)..] : stem;
        string kind = rest.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9');
        return kind is "positive" or "good" ? "good" : kind;
    }
}
