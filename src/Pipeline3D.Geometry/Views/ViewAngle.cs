namespace Pipeline3D.Geometry.Views;

/// <summary>How a cloud is turned for one view: first about z, then about x, then about y, right-handed.</summary>
/// <param name="XDegrees">Angle about x, degrees.</param>
/// <param name="YDegrees">Angle about y, degrees.</param>
public readonly record struct ViewAngle(double XDegrees, double YDegrees)
{
    /// <summary>Angle about z, degrees. Default 0.</summary>
    public double ZDegrees { get; init; }
}
