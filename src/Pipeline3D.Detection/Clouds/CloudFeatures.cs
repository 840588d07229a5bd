namespace Pipeline3D.Detection.Clouds;

/// <summary>What a point of an unorganized cloud is described with.</summary>
public enum CloudFeatures
{
    /// <summary>FPFH: 33 values.</summary>
    Fpfh = 0,

    /// <summary>The coordinates relative to the mean of the cloud: 3 values.</summary>
    Raw = 1,

    /// <summary>FPFH, then x, y and z eleven times each, which gives both halves the same width: 66 values.</summary>
    FpfhRaw = 2,
}
