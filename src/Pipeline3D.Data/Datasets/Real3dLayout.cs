using Pipeline3D.Core;

namespace Pipeline3D.Data.Datasets;

/// <summary>Real3D-AD: <c>category/{train/n_template.pcd, test/n_kind.pcd, gt/n_kind.txt}</c>, millimetres,
/// unorganized.</summary>
/// <remarks>A test scan is normal when its name contains <c>good</c>; names with <c>temp</c> are skipped there, as in
/// the reference code. Anomalous scans take points and labels from their gt text. Source: Liu et al. 2023 and the
/// code.</remarks>
public sealed class Real3dLayout : IDatasetLayout
{
    /// <inheritdoc/>
    public string Name => "real3d";

    /// <inheritdoc/>
    public LengthUnit Unit => LengthUnit.Millimetre;

    /// <inheritdoc/>
    public string Summary => "Real3D-AD: <category>/{train/<n>_template.pcd, test/<n>_<kind>.pcd, gt/<n>_<kind>.txt}.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Splits => LabelledClouds.Splits;

    /// <inheritdoc/>
    public bool Matches(string root) => CategoriesOf(root).Count > 0;

    /// <inheritdoc/>
    public IReadOnlyList<string> CategoriesOf(string root) => LabelledClouds.CategoriesOf(root, static file =>
        char.IsAsciiDigit(Path.GetFileName(file)[0]) && Path.GetFileName(file).Contains('_'));

    /// <inheritdoc/>
    public IEnumerable<ScanEntry> Enumerate(DatasetQuery query, Action<string> remark)
    {
        string[] categories = DatasetFolders.Check(this, query, query.Root, remark);
        IEnumerable<ScanEntry> entries = LabelledClouds.List(
            this, query, query.Root, categories, static (_, stem) => KindOf(stem), remark);
        return DatasetFolders.NotEmpty(entries, this, query);
    }

    private static string? KindOf(string stem)
    {
        if (stem.Contains("temp", StringComparison.Ordinal))
            return null;
        int bar = stem.IndexOf('_', StringComparison.Ordinal);
        return stem.Contains("good", StringComparison.Ordinal) ? "good" : bar < 0 ? stem : stem[(bar + 1)..];
    }
}
