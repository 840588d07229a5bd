using System.Numerics;

namespace Pipeline3D.Data.Synthetic.Rendering;

/// <summary>What an ideal sensor would see of a surface: no noise, nothing missing.</summary>
/// <param name="View">From where.</param>
/// <param name="Depth">Shape [Height, Width]: z in the camera's frame, metres.</param>
/// <param name="Normal">Shape [Height, Width]: unit normal in the camera's frame, towards the camera's side.</param>
/// <param name="Lit">Shape [Height, Width]: whether the projector sees the point, so that it can be measured.</param>
/// <param name="Paint">Shape [Height, Width]: diffuse colour before shading; red, green, blue in [0, 1].</param>
internal sealed record SurfaceImage(ScanView View, float[] Depth, Vector3[] Normal, bool[] Lit, Vector3[] Paint)
{
    /// <summary>Over the viewer's left shoulder: direction to the lamp in the camera's frame.</summary>
    public static Vector3 Lamp { get; } = Vector3.Normalize(new Vector3(-0.35f, -0.45f, -1));

    /// <summary>Change of depth from which a pixel counts as changed: below the sensor's noise, above
    /// rounding.</summary>
    public const float DepthChange = 5e-5f;

    /// <summary>Change of a colour channel from which a pixel counts as changed: two steps of an 8-bit image.</summary>
    public const float ColourChange = 2f / 255;

    /// <summary>Whether a pixel shows another surface or another paint than in <paramref name="other"/>.</summary>
    /// <remarks>Whether the pixel is lit does not matter: the shadow of a defect is not the defect.</remarks>
    public bool Differs(SurfaceImage other, int pixel)
    {
        if (Math.Abs(Depth[pixel] - other.Depth[pixel]) > DepthChange)
            return true;
        Vector3 change = Vector3.Abs(Paint[pixel] - other.Paint[pixel]);
        return Math.Max(change.X, Math.Max(change.Y, change.Z)) > ColourChange;
    }

    /// <summary>The colour of a pixel under one lamp and even light from everywhere (Lambert's law).</summary>
    /// <param name="pixel">Flat index.</param>
    /// <param name="lamp">Unit direction to the lamp in the camera's frame.</param>
    /// <param name="even">Share of the light that comes from everywhere; in [0, 1].</param>
    public Vector3 Shade(int pixel, Vector3 lamp, float even = 0.35f)
        => Paint[pixel] * (even + (1 - even) * Math.Max(0, Vector3.Dot(Normal[pixel], lamp)));

    /// <summary>Cosine between the surface's normal and the way back to the camera.</summary>
    public float Cosine(int pixel)
    {
        (int row, int column) = Math.DivRem(pixel, View.Width);
        return -Vector3.Dot(Normal[pixel], Vector3.Normalize(View.Ray(column, row)));
    }
}
