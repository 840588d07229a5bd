namespace Pipeline3D.Kernels;

/// <summary>Shades every pixel by the point it shows; one index per view and pixel.</summary>
/// <typeparam name="TF">The device's floats.</typeparam>
/// <typeparam name="TI">The device's ints.</typeparam>
/// <typeparam name="TU">The device's keys.</typeparam>
/// <remarks>The light of Open3D's viewer as Geometry's renderer has it: two white Phong lights each before and behind
/// the object at twice its extent, diffuse 0.66, specular 0.2, shininess 100.</remarks>
public struct ViewShadeKernel<TF, TI, TU> : IKernelBody
    where TF : struct, IBuffer<float>
    where TI : struct, IBuffer<int>
    where TU : struct, IBuffer<ulong>
{
    private const float Diffuse = 0.66f, Specular = 0.2f;

    /// <summary>Coordinates; shape [n] each.</summary>
    public TF X, Y, Z;

    /// <summary>Unit normals of free sign; shape [n] each.</summary>
    public TF NormalX, NormalY, NormalZ;

    /// <summary>The cameras; shape [views, 20].</summary>
    public TF Cameras;

    /// <summary>Point shown by every pixel as <see cref="SortKey.ForMinimum"/>; shape [views, Pixels].</summary>
    public TU Nearest;

    /// <summary>Grey of every pixel, 0 to 255; shape [views, Pixels]; overwritten.</summary>
    public TI Image;

    /// <summary>Pixels of an image.</summary>
    public int Pixels;

    /// <summary>Grey of pixels that show no point, 0 to 255.</summary>
    public int Background;

    /// <summary>Brightness of the surface, 0 to 1.</summary>
    public float Grey;

    /// <inheritdoc/>
    public void Execute(int index)
    {
        ulong key = Nearest[index];
        Image[index] = key == NeighbourSlots.Empty ? Background : Shade(index / Pixels, SortKey.IndexOfMinimum(key));
    }

    private int Shade(int view, int point)
    {
        CameraRow camera = CameraRow.Load(Cameras, view);
        Float3 place = camera.Turned(new Float3(X[point], Y[point], Z[point]));
        Float3 normal = Float3.Normalised(camera.TurnedDirection(
            new Float3(NormalX[point], NormalY[point], NormalZ[point])));
        Float3 toEye = Float3.Normalised(Float3.Minus(new Float3(0, 0, camera.Distance), place));
        float light = Lit(place, normal, toEye, 2 * camera.Extent) + Lit(place, normal, toEye, -2 * camera.Extent);
        return (int)((255 * MathF.Min(MathF.Max(light, 0), 1)) + 0.5f);
    }

    // Both lights of one side.
    private float Lit(Float3 place, Float3 normal, Float3 toEye, float lightZ)
    {
        Float3 toLight = Float3.Normalised(Float3.Minus(new Float3(0, 0, lightZ), place));
        float cosine = Float3.Dot(normal, toLight);
        if (cosine <= 0)
            return 0;
        Float3 mirrored = Float3.Minus(Float3.Times(2 * cosine, normal), toLight);
        float shine = MathF.Max(0, Float3.Dot(mirrored, toEye));
        // The 100th power by squaring: no device function of its own accuracy takes part.
        float power4 = shine * shine * shine * shine, power8 = power4 * power4, power16 = power8 * power8,
            power32 = power16 * power16;
        return 2 * ((Diffuse * Grey * cosine) + (Specular * power32 * power32 * power32 * power4));
    }
}
