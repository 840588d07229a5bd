namespace Pipeline3D.Data.Datasets;

/// <summary>The images that lie beside scans: colours and masks.</summary>
internal static class PartnerImages
{
    /// <summary>What their names end in, the best first: of several files of one stem the one that lost nothing
    /// counts.</summary>
    internal static readonly string[] Extensions = [".png", ".tif", ".tiff", ".jpg", ".jpeg"];

    /// <summary>The best of some files; null when there is none.</summary>
    internal static string? Best(IEnumerable<string> paths)
        => paths.MinBy(path => Array.IndexOf(Extensions, Path.GetExtension(path).ToLowerInvariant()));
}
