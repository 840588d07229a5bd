using ILGPU;
using Pipeline3D.Geometry.Views;
using Pipeline3D.Kernels.Clouds;
using Pipeline3D.Kernels.Devices;

namespace Pipeline3D.Kernels.Views;

/// <summary>Projects points and finds the nearest point of every pixel; one index per view and point, in three passes:
/// the least depth of a pixel, the lowest index at that depth, and who that is.</summary>
/// <remarks>Depths are compared in double, as on the cores. They are kept between the passes: computed again, they
/// could be fused otherwise and differ.</remarks>
internal struct ViewPoints
{
    /// <summary>Winner of a pixel that shows no point.</summary>
    public const uint None = uint.MaxValue;

    /// <summary>The points.</summary>
    public CloudView Cloud;

    /// <summary>The cameras; shape [views].</summary>
    public ArrayView<ViewLens> Cameras;

    /// <summary>row * width + column, points outside stick to the border; shape [views, n]; overwritten.</summary>
    public ArrayView<int> Pixel;

    /// <summary>Distance from the camera along its axis, above 0; shape [views, n]; overwritten.</summary>
    public ArrayView<double> Depth;

    /// <summary>The same rounded; shape [views, n]; overwritten.</summary>
    public ArrayView<float> RoundedDepth;

    /// <summary>Bits of the least depth of every pixel, which order like the depths; shape [views, Pixels]; the
    /// largest number before.</summary>
    public ArrayView<ulong> Nearest;

    /// <summary>Point that every pixel shows; shape [views, Pixels]; <see cref="None"/> before.</summary>
    public ArrayView<uint> Winner;

    /// <summary>1 for a point that its pixel shows, else 0; shape [views, n]; overwritten.</summary>
    public ArrayView<byte> Visible;

    /// <summary>Number of points n.</summary>
    public int Count;

    /// <summary>Pixels of an image.</summary>
    public int Pixels;

    [Kernel]
    public static void Project(Index1D index, ViewPoints args)
    {
        int view = index / args.Count, point = index - (view * args.Count);
        ViewProjector camera = args.Cameras[view].Camera;
        (double u, double v, double depth) = camera.Project(camera.Turned(ViewPlaces.At(args.Cloud, point)));
        int pixel = camera.PixelOf(u, v);
        args.Pixel[index] = pixel;
        args.Depth[index] = depth;
        args.RoundedDepth[index] = (float)depth;
        Atomic.Min(ref args.Nearest[((long)view * args.Pixels) + pixel], ViewPlaces.BitsOf(depth));
    }

    [Kernel]
    public static void Claim(Index1D index, ViewPoints args)
    {
        int view = index / args.Count;
        long pixel = ((long)view * args.Pixels) + args.Pixel[index];
        if (args.Nearest[pixel] == ViewPlaces.BitsOf(args.Depth[index]))
            Atomic.Min(ref args.Winner[pixel], (uint)(index - (view * args.Count)));
    }

    [Kernel]
    public static void Flag(Index1D index, ViewPoints args)
    {
        int view = index / args.Count;
        uint winner = args.Winner[((long)view * args.Pixels) + args.Pixel[index]];
        args.Visible[index] = (byte)(winner == (uint)(index - (view * args.Count)) ? 1 : 0);
    }
}
