using Pipeline3D.Core;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Data.Formats;

namespace Pipeline3D.Data.Datasets;

/// <summary>Real3D-AD: <c>category/{train/n_template.pcd, test/n_kind.pcd, gt/n_kind.txt}</c>, millimetres,
/// unorganized.</summary>
/// <remarks>A test scan is normal when its name contains <c>good</c>; names with <c>temp</c> are skipped there, as in
/// the reference code. Anomalous scans take points and labels from their gt text. Source: Liu et al. 2023 and the
/// code.</remarks>
[Layout(Id, Title = "Real3D-AD", Summary = "Read scans of a Real3D-AD folder.")]
public sealed class Real3dLayout(ScanFormats? formats = null) : IDatasetLayout
{
    private const string Id = "real3d";

    private readonly ScanFormats _formats = formats ?? ScanFormats.Own;

    /// <inheritdoc/>
    public string Name => Id;

    /// <inheritdoc/>
    public LengthUnit Unit => LengthUnit.Millimetre;

    /// <inheritdoc/>
    public string Form => "Real3D-AD: <category>/{train/<n>_template.pcd, test/<n>_<kind>.pcd, gt/<n>_<kind>.txt}.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Splits => LabelledClouds.Splits;

    /// <inheritdoc/>
    public bool Matches(string root) => CategoriesOf(root).Count > 0;

    /// <inheritdoc/>
    public IReadOnlyList<string> CategoriesOf(string root) => LabelledClouds.CategoriesOf(root, IsScan);

    /// <inheritdoc/>
    public IEnumerable<SourceEntry<Scan>> Enumerate(DatasetQuery query, Action<string> remark)
    {
        string[] categories = DatasetFolders.Check(this, query, query.Root, remark);
        IEnumerable<SourceEntry<Scan>> entries = LabelledClouds.List(
            this, query, query.Root, categories, static (_, stem) => KindOf(stem), _formats, remark);
        return DatasetFolders.NotEmpty(entries, this, query);
    }

    /// <inheritdoc/>
    /// <remarks>Cost: a listing of its split.</remarks>
    public SourceEntry<Scan>? Locate(DatasetQuery query, ItemId item, string input)
        => LabelledClouds.Locate(this, query, query.Root, IsScan, static (_, stem) => KindOf(stem), _formats,
            item, input);

    private static bool IsScan(string file)
        => char.IsAsciiDigit(Path.GetFileName(file)[0]) && Path.GetFileName(file).Contains('_');

    private static string? KindOf(string stem)
    {
        if (stem.Contains("temp", StringComparison.Ordinal))
            return null;
        int bar = stem.IndexOf('_', StringComparison.Ordinal);
        return stem.Contains("good", StringComparison.Ordinal) ? "good" : bar < 0 ? stem : stem[(bar + 1)..];
    }
}
