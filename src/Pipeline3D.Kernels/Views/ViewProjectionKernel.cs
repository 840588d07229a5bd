namespace Pipeline3D.Kernels;

/// <summary>Projects points into views and keeps the nearest of every pixel; one index per view and point.</summary>
/// <typeparam name="TF">The device's floats.</typeparam>
/// <typeparam name="TI">The device's ints.</typeparam>
/// <typeparam name="TU">The device's keys.</typeparam>
public struct ViewProjectionKernel<TF, TI, TU> : IKernelBody
    where TF : struct, IBuffer<float>
    where TI : struct, IBuffer<int>
    where TU : struct, IAtomicUInt64
{
    /// <summary>Coordinates; shape [n] each.</summary>
    public TF X, Y, Z;

    /// <summary>The cameras; shape [views, 20].</summary>
    public TF Cameras;

    /// <summary>row * Width + column, points outside stick to the border; shape [views, n]; overwritten.</summary>
    public TI Pixel;

    /// <summary>Distance from the camera along its axis; shape [views, n]; overwritten.</summary>
    public TF Depth;

    /// <summary>Nearest point of every pixel as <see cref="SortKey.ForMinimum"/>; shape [views, Height, Width]; the
    /// largest key before.</summary>
    public TU Nearest;

    /// <summary>Size of an image, pixels.</summary>
    public int Width, Height;

    /// <inheritdoc/>
    public void Execute(int index)
    {
        int view = index / X.Length, point = index - (view * X.Length);
        CameraRow camera = CameraRow.Load(Cameras, view);
        Float3 place = camera.Projected(camera.Turned(new Float3(X[point], Y[point], Z[point])));
        int pixel = (Clipped(place.Y, Height) * Width) + Clipped(place.X, Width);
        Pixel[index] = pixel;
        Depth[index] = place.Z;
        Nearest.AtomicMin((view * Width * Height) + pixel, SortKey.ForMinimum(place.Z, point));
    }

    private static int Clipped(float place, int length) => (int)MathF.Min(MathF.Max(place, 0), length - 1);
}
