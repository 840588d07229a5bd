using ILGPU;
using Pipeline3D.Kernels.Clouds;
using Pipeline3D.Kernels.Devices;

namespace Pipeline3D.Kernels.Neighbours;

/// <summary>Puts every point into a slot of its cell; one index per point.</summary>
internal struct GridScatter
{
    public CloudView Cloud;

    /// <summary>Its ends hold the starts of the cells before, and the ends after.</summary>
    public GridView Grid;

    [Kernel]
    public static void Run(Index1D index, GridScatter args)
    {
        float x = args.Cloud.X[index], y = args.Cloud.Y[index], z = args.Cloud.Z[index];
        int slot = Atomic.Add(ref args.Grid.Ends[args.Grid.Shape.CellAt(x, y, z)], 1);
        args.Grid.Members[slot] = index;
        args.Grid.Sorted.X[slot] = x;
        args.Grid.Sorted.Y[slot] = y;
        args.Grid.Sorted.Z[slot] = z;
    }
}
