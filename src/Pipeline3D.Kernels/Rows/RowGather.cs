using ILGPU;
using Pipeline3D.Kernels.Devices;
using Pipeline3D.Kernels.Numerics;

namespace Pipeline3D.Kernels.Rows;

/// <summary>Copies chosen rows; one index per value.</summary>
internal struct RowGather
{
    /// <summary>Shape [n, Columns].</summary>
    public ArrayView<float> From;

    /// <summary>The rows as <see cref="SortKey.ForMaximum"/>.</summary>
    public ArrayView<ulong> Keys;

    /// <summary>Shape [chosen, Columns]; overwritten.</summary>
    public ArrayView<float> To;

    public int Columns;

    [Kernel]
    public static void Run(Index1D index, RowGather args)
    {
        int row = index / args.Columns;
        args.To[index] = args.From[((long)SortKey.IndexOfMaximum(args.Keys[row]) * args.Columns) + index
            - (row * args.Columns)];
    }
}
