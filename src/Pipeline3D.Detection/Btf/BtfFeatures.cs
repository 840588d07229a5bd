namespace Pipeline3D.Detection.Btf;

/// <summary>What BTF describes a patch with.</summary>
public enum BtfFeatures
{
    /// <summary>FPFH of the points, averaged over the patch: 33 values.</summary>
    Fpfh = 0,

    /// <summary>The depths of a square tile: 64 values by default.</summary>
    RawTiles = 1,

    /// <summary>The depths of consecutive pixels of a scan line, as the reference code reshapes them by accident: 64
    /// values.</summary>
    RawCompat = 2,
}
