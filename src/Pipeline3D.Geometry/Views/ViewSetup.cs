using System.Collections.Immutable;

namespace Pipeline3D.Geometry.Views;

/// <summary>The views of a cloud and the camera that takes them.</summary>
public sealed record ViewSetup
{
    /// <summary>One entry per view.</summary>
    public required ImmutableArray<ViewAngle> Angles { get; init; }

    /// <summary>The camera. Default orbit.</summary>
    public ViewCamera Camera { get; init; } = ViewCamera.Orbit;

    /// <summary>Columns of the images. Default 336; PointAD's camera needs squares.</summary>
    public int Width { get; init; } = 336;

    /// <summary>Rows of the images. Default 336.</summary>
    public int Height { get; init; } = 336;

    /// <summary>Vertical opening of the camera, degrees, in (0, 180). Default 60, which PointAD's camera
    /// requires.</summary>
    public double FieldOfViewDegrees { get; init; } = 60;

    /// <summary>PointAD: side of the window, pixels. Default 1024.</summary>
    public int Window { get; init; } = 1024;

    /// <summary>Angle about x by which the cloud is tilted before every view, degrees. Default 0.</summary>
    public double TiltXDegrees { get; init; }

    /// <summary>PointAD: the camera steps back by this, at least once, until all points are in the window; 0 = it
    /// stays. In the unit of the coordinates.</summary>
    public double PullBackStep { get; init; }

    internal void Check()
    {
        if (Angles.IsDefaultOrEmpty)
            throw new ArgumentException("at least one view is needed", nameof(Angles));
        foreach (ViewAngle angle in Angles)
            if (!double.IsFinite(angle.XDegrees + angle.YDegrees + angle.ZDegrees))
                throw new ArgumentException($"the view ({angle.XDegrees}, {angle.YDegrees}, {angle.ZDegrees}) is not "
                    + "finite", nameof(Angles));
        if (!double.IsFinite(TiltXDegrees))
            throw new ArgumentOutOfRangeException(nameof(TiltXDegrees), TiltXDegrees, "must be finite");
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Height);
        if (!(FieldOfViewDegrees is > 0 and < 180))
            throw new ArgumentOutOfRangeException(nameof(FieldOfViewDegrees), FieldOfViewDegrees,
                "must lie between 0 and 180 degrees");
        if (Camera == ViewCamera.PointAd && (Width != Height || FieldOfViewDegrees != 60))
            throw new ArgumentException(
                $"PointAD's camera takes square images at 60 degrees, not {Width} x {Height} at {FieldOfViewDegrees}");
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Window);
        if (!double.IsFinite(PullBackStep) || PullBackStep < 0)
            throw new ArgumentOutOfRangeException(nameof(PullBackStep), PullBackStep,
                "must be a finite number, 0 or more");
    }
}
