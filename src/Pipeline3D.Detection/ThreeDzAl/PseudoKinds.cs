namespace Pipeline3D.Detection.ThreeDzAl;

/// <summary>Kinds of pseudo-anomalies that 3DzAL's networks learn from.</summary>
public enum PseudoKinds
{
    /// <summary>Half of each.</summary>
    Both = 0,

    /// <summary>Points of another scan are attached.</summary>
    Adding = 1,

    /// <summary>Points are taken away.</summary>
    Removing = 2,
}
