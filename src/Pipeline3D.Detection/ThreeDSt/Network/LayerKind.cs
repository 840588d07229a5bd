namespace Pipeline3D.Detection.ThreeDSt.Network;

/// <summary>The linear layers of a descriptor network; each has a weight [out, in] and a bias [out].</summary>
internal enum LayerKind
{
    /// <summary>Shared MLP at the start of a block, d to d/4.</summary>
    Reduce,

    /// <summary>Geometry MLP of a block's first LFA, 4 to d/4.</summary>
    Lfa1,

    /// <summary>Geometry MLP of a block's second LFA, 4 to d/2.</summary>
    Lfa2,

    /// <summary>Shared MLP after the second LFA, d to d.</summary>
    Expand,

    /// <summary>Shared MLP of a block's input, d to d.</summary>
    Shortcut,

    /// <summary>First layer of the head, d to d.</summary>
    HeadHidden,

    /// <summary>Last layer of the head, d to the descriptor's length.</summary>
    HeadOut,
}
