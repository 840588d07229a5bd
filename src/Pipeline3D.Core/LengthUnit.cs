namespace Pipeline3D.Core;

/// <summary>The unit of a cloud's coordinates.</summary>
public enum LengthUnit
{
    /// <summary>No physical unit is known (Anomaly-ShapeNet, CAD meshes).</summary>
    Arbitrary = 0,

    /// <summary>Metres (MVTec 3D-AD, Eyecandies).</summary>
    Metre = 1,

    /// <summary>Millimetres (Real3D-AD).</summary>
    Millimetre = 2,
}
