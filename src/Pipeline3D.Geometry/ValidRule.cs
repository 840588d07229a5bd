namespace Pipeline3D.Geometry;

/// <summary>Which points of an organized cloud count as measured. NaN or infinite coordinates never do.</summary>
public enum ValidRule
{
    /// <summary>x, y and z all differ from zero: the rule of BTF, M3DM, CPMF and CFM.</summary>
    AllNonZero = 0,

    /// <summary>z differs from zero: PointAD's rule.</summary>
    ZNonZero = 1,

    /// <summary>The point is not the origin: the literal reading of the MVTec 3D-AD documentation.</summary>
    AnyNonZero = 2,
}
