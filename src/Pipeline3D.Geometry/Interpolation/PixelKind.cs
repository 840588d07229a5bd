namespace Pipeline3D.Geometry.Interpolation;

/// <summary>What a pixel is to the interpolation.</summary>
internal enum PixelKind : byte
{
    /// <summary>Not part of the domain, or of a part that no score reaches.</summary>
    Outside = 0,

    /// <summary>Its score is given.</summary>
    Known = 1,

    /// <summary>Its score is sought.</summary>
    Unknown = 2,
}
