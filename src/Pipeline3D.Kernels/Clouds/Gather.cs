using ILGPU;
using Pipeline3D.Kernels.Devices;

namespace Pipeline3D.Kernels.Clouds;

/// <summary>Takes chosen points of a cloud; one index per chosen point.</summary>
internal struct Gather
{
    /// <summary>The cloud.</summary>
    public CloudView From;

    /// <summary>Points of it; shape [m].</summary>
    public ArrayView<int> Order;

    /// <summary>The chosen points; shape [m]; overwritten.</summary>
    public CloudView To;

    [Kernel]
    public static void Points(Index1D index, Gather args)
    {
        int from = args.Order[index];
        args.To.X[index] = args.From.X[from];
        args.To.Y[index] = args.From.Y[from];
        args.To.Z[index] = args.From.Z[from];
    }
}
