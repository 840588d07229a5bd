namespace Pipeline3D.Kernels;

/// <summary>Covers pixels by the squares that stand for points and keeps the nearest point of every pixel; one index
/// per view and point.</summary>
/// <typeparam name="TF">The device's floats.</typeparam>
/// <typeparam name="TU">The device's keys.</typeparam>
public struct ViewSplatKernel<TF, TU> : IKernelBody
    where TF : struct, IBuffer<float>
    where TU : struct, IAtomicUInt64
{
    /// <summary>Coordinates; shape [n] each.</summary>
    public TF X, Y, Z;

    /// <summary>The cameras; shape [views, 20].</summary>
    public TF Cameras;

    /// <summary>Nearest point of every pixel as <see cref="SortKey.ForMinimum"/>; shape [views, Height, Width]; the
    /// largest key before.</summary>
    public TU Nearest;

    /// <summary>Size of an image, pixels.</summary>
    public int Width, Height;

    /// <summary>Side of a square, pixels.</summary>
    public float SplatSize;

    /// <inheritdoc/>
    public void Execute(int index)
    {
        int view = index / X.Length, point = index - (view * X.Length);
        CameraRow camera = CameraRow.Load(Cameras, view);
        Float3 place = camera.Projected(camera.Turned(new Float3(X[point], Y[point], Z[point])));
        int left = First(place.X, Width), right = End(place.X, Width);
        int top = First(place.Y, Height), bottom = End(place.Y, Height);
        ulong key = SortKey.ForMinimum(place.Z, point);
        for (int row = top; row < bottom; row++)
            for (int column = left; column < right; column++)
                Nearest.AtomicMin((((view * Height) + row) * Width) + column, key);
    }

    // Pixels whose centre the square covers; at least the one the point is in. None for a square outside the image.
    private int First(float place, int length)
    {
        float first = MathF.Min(MathF.Ceiling(place - (SplatSize / 2) - 0.5f), MathF.Floor(place));
        return (int)MathF.Min(MathF.Max(first, 0), length);
    }

    private int End(float place, int length)
    {
        float end = MathF.Max(MathF.Ceiling(place + (SplatSize / 2) - 0.5f), MathF.Floor(place) + 1);
        return (int)MathF.Min(MathF.Max(end, 0), length);
    }
}
