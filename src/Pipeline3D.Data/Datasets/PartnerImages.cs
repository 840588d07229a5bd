using System.Collections.Immutable;
using Pipeline3D.Core.Live;
using Pipeline3D.Data.Formats;

namespace Pipeline3D.Data.Datasets;

/// <summary>The images that lie beside scans: colours and masks.</summary>
/// <param name="formats">The formats that they may have.</param>
internal sealed class PartnerImages(ScanFormats formats)
{
    /// <summary>What their names end in, the best first: of several files of one stem the one that lost nothing counts,
    /// PNG, which the datasets of the field have, before all others.</summary>
    public ImmutableArray<string> Extensions { get; } = [.. formats.ExtensionsOf(ScanContent.Mask)
        .Concat(formats.ExtensionsOf(ScanContent.Colour)).Distinct().OrderBy(extension => extension != ".png")];

    /// <summary>The best of some files; null when there is none.</summary>
    public string? Best(IEnumerable<string> paths)
        => paths.MinBy(path => Extensions.IndexOf(Path.GetExtension(path).ToLowerInvariant()));
}
