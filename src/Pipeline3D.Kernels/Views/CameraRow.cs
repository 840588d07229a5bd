namespace Pipeline3D.Kernels;

/// <summary>The camera of one view as a kernel reads it from a row of floats.</summary>
/// <remarks>A place p appears in the frame of the view as q = R (p - Centre) + Offset; the camera looks from
/// (0, 0, Distance) along -z. Then depth = Distance - q.z, column = CentreU + Focal q.x / depth and row = CentreV -
/// Focal q.y / depth, both in pixels of the image.</remarks>
internal struct CameraRow
{
    /// <summary>Floats of a camera.</summary>
    public const int Length = 20;

    public Float3 RowX, RowY, RowZ, Centre, Offset;
    public float Distance, Focal, CentreU, CentreV, Extent;

    /// <summary>Reads the camera of a view.</summary>
    public static CameraRow Load<TF>(TF cameras, int view)
        where TF : struct, IBuffer<float>
    {
        int slot = view * Length;
        CameraRow camera = default;
        camera.RowX = Triple(cameras, slot);
        camera.RowY = Triple(cameras, slot + 3);
        camera.RowZ = Triple(cameras, slot + 6);
        camera.Centre = Triple(cameras, slot + 9);
        camera.Offset = Triple(cameras, slot + 12);
        camera.Distance = cameras[slot + 15];
        camera.Focal = cameras[slot + 16];
        camera.CentreU = cameras[slot + 17];
        camera.CentreV = cameras[slot + 18];
        camera.Extent = cameras[slot + 19];
        return camera;
    }

    /// <summary>A direction in the frame of the view.</summary>
    public Float3 TurnedDirection(Float3 direction) => new(
        Float3.Dot(RowX, direction), Float3.Dot(RowY, direction), Float3.Dot(RowZ, direction));

    /// <summary>A place in the frame of the view.</summary>
    public Float3 Turned(Float3 place) => Float3.Plus(TurnedDirection(Float3.Minus(place, Centre)), 1, Offset);

    /// <summary>Column, row and depth of a turned place.</summary>
    public Float3 Projected(Float3 turned)
    {
        // A camera stands before all points; rounding alone must not turn the least depth negative.
        float depth = MathF.Max(Distance - turned.Z, 0);
        return new Float3(CentreU + (Focal * turned.X / depth), CentreV - (Focal * turned.Y / depth), depth);
    }

    private static Float3 Triple<TF>(TF cameras, int slot)
        where TF : struct, IBuffer<float>
        => new(cameras[slot], cameras[slot + 1], cameras[slot + 2]);
}
