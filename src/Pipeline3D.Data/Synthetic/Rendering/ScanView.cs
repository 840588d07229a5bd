using System.Numerics;

namespace Pipeline3D.Data.Synthetic.Rendering;

/// <summary>A camera at the origin looking along +z (x right, y down), a projector beside it, and a tilted
/// table.</summary>
internal sealed record ScanView
{
    /// <summary>Columns of the image.</summary>
    public required int Width { get; init; }

    /// <summary>Rows of the image.</summary>
    public required int Height { get; init; }

    /// <summary>Focal length in pixels, equal on both axes; the principal point is the image's centre.</summary>
    public required double Focal { get; init; }

    /// <summary>Where the optical axis meets the table, metres from the camera.</summary>
    public required double Distance { get; init; }

    /// <summary>Tilt of the table about the camera's x axis, radians; a positive one lifts the table's lower edge
    /// towards the camera. Applied before <see cref="TiltY"/>.</summary>
    public required double TiltX { get; init; }

    /// <summary>Tilt of the table about the camera's y axis, radians; a positive one lowers the table's right
    /// edge.</summary>
    public required double TiltY { get; init; }

    /// <summary>Place of the projector in the camera's frame, metres.</summary>
    public required Vector3 Projector { get; init; }

    /// <summary>Metres per pixel on the table.</summary>
    public double Spacing => Distance / Focal;

    /// <summary>The table's axes in the camera's frame as rows: a, b, and the normal towards the camera.</summary>
    public (Vector3 A, Vector3 B, Vector3 Normal) Axes()
    {
        (double sx, double cx) = Math.SinCos(TiltX);
        (double sy, double cy) = Math.SinCos(TiltY);
        var a = new Vector3((float)cy, 0, (float)sy);
        var b = new Vector3((float)(sx * sy), (float)cx, (float)(-sx * cy));
        return (a, b, Vector3.Cross(b, a));
    }

    /// <summary>Direction of a pixel's ray with z = 1; integer coordinates are pixel centres.</summary>
    public Vector3 Ray(int column, int row) => new(
        (float)((column - (Width - 1) / 2.0) / Focal), (float)((row - (Height - 1) / 2.0) / Focal), 1);
}
