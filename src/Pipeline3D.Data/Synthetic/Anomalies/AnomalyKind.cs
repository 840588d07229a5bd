namespace Pipeline3D.Data.Synthetic.Anomalies;

/// <summary>Kinds of synthetic anomalies: the six of Anomaly-ShapeNet, and three that later methods train
/// with.</summary>
public enum AnomalyKind
{
    /// <summary>A bump out of the surface.</summary>
    Bulge = 0,

    /// <summary>A dent into the surface.</summary>
    Concavity = 1,

    /// <summary>A round opening with a wall into the body.</summary>
    Hole = 2,

    /// <summary>A piece cut off by a plane, with a rough surface of fracture.</summary>
    Break = 3,

    /// <summary>An end turned about an axis across it.</summary>
    Bending = 4,

    /// <summary>A jagged groove along a line.</summary>
    Crack = 5,

    /// <summary>PO3AD's moved part of 64.</summary>
    Po3ad = 6,

    /// <summary>R3D-AD's Patch-Gen: what lies nearest to a viewpoint is shaken along the line of sight.</summary>
    PatchGen = 7,

    /// <summary>GLFM's peak of one or two percent of the points.</summary>
    Glfm = 8,
}
