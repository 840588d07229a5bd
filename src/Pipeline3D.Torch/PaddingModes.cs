namespace Pipeline3D.Torch;

/// <summary>What lies beyond a border.</summary>
public enum PaddingModes
{
    /// <summary>Zeros.</summary>
    Zeros = 0,

    /// <summary>The inside, mirrored without repeating the border.</summary>
    Reflect = 1,

    /// <summary>The border, repeated.</summary>
    Replicate = 2,

    /// <summary>The other side.</summary>
    Circular = 3,

    /// <summary>One value.</summary>
    Constant = 4,
}
