using ILGPU;
using Pipeline3D.Kernels.Devices;

namespace Pipeline3D.Kernels.Views;

/// <summary>Writes the points' scores into the views: the lowest visible point claims a pixel (one index per view and
/// point), then its score is written (one index per pixel).</summary>
internal struct ViewScatter
{
    /// <summary>What the views see.</summary>
    public ViewSight Sight;

    /// <summary>Score of every point; shape [n].</summary>
    public ArrayView<float> Scores;

    /// <summary>Claiming point of every pixel of all views; <see cref="ViewPoints.None"/> before.</summary>
    public ArrayView<uint> Claims;

    /// <summary>Score maps, one after the other; overwritten.</summary>
    public ArrayView<float> Maps;

    /// <summary>Value of pixels without a point.</summary>
    public float Background;

    [Kernel]
    public static void Claim(Index1D index, ViewScatter args)
    {
        int view = index / args.Sight.Points;
        if (args.Sight.Visible[index] != 0)
            Atomic.Min(ref args.Claims[args.Sight.Starts[view] + args.Sight.Pixel[index]],
                (uint)(index - (view * args.Sight.Points)));
    }

    [Kernel]
    public static void Write(Index1D index, ViewScatter args)
    {
        uint claim = args.Claims[index];
        args.Maps[index] = claim == ViewPoints.None ? args.Background : args.Scores[(int)claim];
    }
}
