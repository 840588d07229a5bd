namespace Pipeline3D.Detection.ThreeDSt.Network;

/// <summary>What a local feature aggregation sees of a neighbour, in normalised coordinates.</summary>
public enum NeighbourEncoding
{
    /// <summary>Offset and distance: (p_i - p_j, |p_i - p_j|), the method's own.</summary>
    Relative = 0,

    /// <summary>Place and distance: (p_j, |p_i - p_j|), the paper's ablation; no longer
    /// translation-invariant.</summary>
    Absolute = 1,
}
