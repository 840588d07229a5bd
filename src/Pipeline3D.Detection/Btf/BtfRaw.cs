using Pipeline3D.Detection.Contracts;

namespace Pipeline3D.Detection.Btf;

/// <summary>PatchCore on raw depth of organized scans: "BTF (Raw)" of Horwitz and Hoshen, the floor that every method
/// should beat.</summary>
/// <remarks>A patch is the tile of depths that it covers. The reference code reshapes the image so that a patch is a
/// run of a scan line, by accident: <c>features: raw-compat</c> does the same. Nothing in it is random.</remarks>
[Method("btf-raw", Title = "BTF on raw depth", Paper = "arXiv:2203.05550", UsesDevice = true, IsSeeded = false)]
public sealed class BtfRaw : BtfMethod<BtfRawOptions>;

/// <summary>Options of <see cref="BtfRaw"/>.</summary>
public sealed record BtfRawOptions : BtfOptions
{
    /// <summary>Raw tiles are the default.</summary>
    public BtfRawOptions() => Features = BtfFeatures.RawTiles;
}
