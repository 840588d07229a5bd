namespace Pipeline3D.Detection.ThreeDzAl;

/// <summary>What patches are brought to unit size by.</summary>
public enum PatchScale
{
    /// <summary>The mean radius of the patches of all training scans.</summary>
    Class = 0,

    /// <summary>The mean radius of the patches of their own scan.</summary>
    Scan = 1,
}
