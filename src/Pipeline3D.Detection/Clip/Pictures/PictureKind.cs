namespace Pipeline3D.Detection.Clip.Pictures;

/// <summary>What of an organized scan becomes one picture.</summary>
public enum PictureKind
{
    /// <summary>Its depth: the nearest reading white, the farthest black, as is what has no reading.</summary>
    Depth = 0,

    /// <summary>Its colour picture.</summary>
    Rgb = 1,
}
