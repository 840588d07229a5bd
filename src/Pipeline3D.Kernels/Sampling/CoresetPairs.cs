using ILGPU;
using Pipeline3D.Kernels.Devices;
using Pipeline3D.Kernels.Rows;

namespace Pipeline3D.Kernels.Sampling;

/// <summary>Squared distances of the farthest rows to each other; one index per pair.</summary>
internal struct CoresetPairs
{
    /// <summary>Shape [Columns, Count].</summary>
    public ArrayView<float> Rows;

    /// <summary>Shape [Count, Count]; overwritten.</summary>
    public ArrayView<float> Squared;

    public int Count;

    public int Columns;

    [Kernel]
    public static void Run(Index1D index, CoresetPairs args)
    {
        int row = index / args.Count;
        RowDistance apart = default;
        apart.Left = apart.Right = args.Rows;
        apart.LeftStart = row;
        apart.RightStart = index - (row * args.Count);
        apart.LeftStep = apart.RightStep = args.Count;
        args.Squared[index] = apart.Squared(args.Columns);
    }
}
