using ILGPU;
using Pipeline3D.Kernels.Devices;

namespace Pipeline3D.Kernels.Clouds;

/// <summary>Keeps some points of a cloud in their places; one index per point.</summary>
internal struct Mask
{
    /// <summary>The cloud.</summary>
    public CloudView From;

    /// <summary>1 for a point that stays, else 0; shape [n].</summary>
    public ArrayView<byte> Kept;

    /// <summary>The kept points, (0, 0, 0) for the others; shape [n]; overwritten.</summary>
    public CloudView To;

    [Kernel]
    public static void Points(Index1D index, Mask args)
    {
        bool stays = args.Kept[index] != 0;
        args.To.X[index] = stays ? args.From.X[index] : 0;
        args.To.Y[index] = stays ? args.From.Y[index] : 0;
        args.To.Z[index] = stays ? args.From.Z[index] : 0;
    }
}
