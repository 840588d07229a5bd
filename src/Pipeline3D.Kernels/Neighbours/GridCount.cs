using ILGPU;
using Pipeline3D.Kernels.Clouds;
using Pipeline3D.Kernels.Devices;

namespace Pipeline3D.Kernels.Neighbours;

/// <summary>Counts the points of every cell; one index per point.</summary>
internal struct GridCount
{
    public CloudView Cloud;

    public CellGridShape Shape;

    /// <summary>Shape [cells]; 0 before.</summary>
    public ArrayView<int> Counts;

    [Kernel]
    public static void Run(Index1D index, GridCount args)
        => Atomic.Add(ref args.Counts[args.Shape.CellAt(args.Cloud.X[index], args.Cloud.Y[index],
            args.Cloud.Z[index])], 1);
}
