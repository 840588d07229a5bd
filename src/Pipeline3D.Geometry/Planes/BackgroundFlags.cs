namespace Pipeline3D.Geometry.Planes;

/// <summary>What was unusual about a scan whose background was removed.</summary>
[Flags]
public enum BackgroundFlags
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The border strip holds too few valid points: no plane was fitted or cut.</summary>
    StripTooSmall = 1,

    /// <summary>The strip shows no plane: every hypothesis was degenerate. Nothing was cut.</summary>
    NoPlane = 2,

    /// <summary>No cluster was dense enough: the sparse points were kept as they are.</summary>
    NoCluster = 4,

    /// <summary>Not a single valid point is left.</summary>
    NothingLeft = 8,
}
