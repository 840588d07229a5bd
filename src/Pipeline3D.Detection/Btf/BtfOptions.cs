using Pipeline3D.Detection.Contracts;
using Pipeline3D.Geometry.Descriptors;

namespace Pipeline3D.Detection.Btf;

/// <summary>Options of the methods on patches of organized scans; the defaults are those of BTF on MVTec
/// 3D-AD.</summary>
public abstract record BtfOptions : PatchOptions
{
    /// <summary>What a patch is described with: the mean FPFH of its points, or its depths as a tile or as a scan
    /// line.</summary>
    [Preparation]
    public BtfFeatures Features { get; init; } = BtfFeatures.Fpfh;

    /// <summary>Values per patch under these options.</summary>
    internal int FeatureLength => Features == BtfFeatures.Fpfh
        ? Fpfh.Length : GridSize / PatchGrid * (GridSize / PatchGrid);

    /// <inheritdoc/>
    private protected override bool NeedsWholeTiles => Features != BtfFeatures.Fpfh;
}
